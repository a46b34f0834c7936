import Foundation
import Testing
import Warehouse

@testable import Insights

@Suite("Insights against worked answers")
struct WorkedAnswerTests {
    @Test("every question about the service full of traps has the answer that was worked out in plain Python")
    func worked() async throws {
        let worked = try HandComputedResults()
        let warehouse = try await worked.warehouse()
        #expect(worked.cases.count > 100)
        for example in worked.cases {
            let insight = try InsightCatalogue.insight(example.insight, dialect: "duckdb")
            let found = try await warehouse.read { try $0.query(Statement(insight.sql, example.parameters)) }
            #expect(found.rowCount == example.rows.count, "case \(example.number), \(example.insight)")
            guard found.rowCount == example.rows.count else { continue }
            for (row, wanted) in example.rows.enumerated() {
                for (column, value) in wanted.enumerated() {
                    let cell = found.columns[column].value(at: row)
                    #expect(
                        agrees(cell, value),
                        "case \(example.number), \(example.insight), row \(row), \(found.names[column]): \(cell), worked out \(value)"
                    )
                }
            }
        }
    }

    /// Whole numbers and words agree exactly, fractions to 1e-11: the last bits of a quotient depend on the order of its operations.
    private func agrees(_ found: Value, _ wanted: Value) -> Bool {
        if case .double(let number) = wanted {
            return found.double.map { abs($0 - number) <= 1e-11 * max(1, abs(number)) } ?? false
        }
        if case .integer(let number) = wanted, let double = found.double { return double == Double(number) }
        return found == wanted || found.description == wanted.description
    }
}
