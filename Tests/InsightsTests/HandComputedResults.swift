import Formatting
import Foundation
import Listening
import Warehouse

/// The base tables of a tiny service full of traps (NULLs, ties, days of daylight saving, empty cohorts), and questions about it with the
/// answers that plain Python worked out (`Fixtures/fixture.py`).
struct HandComputedResults: Sendable {
    struct Case: Sendable {
        let number: Int
        let insight: String
        let parameters: [String: Value]
        let rows: [[Value]]
    }

    let cases: [Case]
    private let tables: [(name: String, columns: [String], rows: [[Value]])]

    init() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/plain_answers.json")
        let document = JSONValue(parsing: try Data(contentsOf: file))
        guard case .object(let tables)? = document["tables"], case .array(let cases)? = document["cases"] else {
            throw CocoaError(.coderInvalidValue)
        }
        self.tables = tables.map { name, table in
            (
                name, Self.list(table["columns"]).map { Self.value($0).description },
                Self.list(table["rows"]).map { Self.list($0).map(Self.value) }
            )
        }
        self.cases = cases.enumerated().map { number, example in
            var parameters: [String: Value] = [:]
            if case .object(let given)? = example["parameters"] {
                for (name, value) in given { parameters[name] = Self.value(value) }
            }
            return Case(
                number: number, insight: example["insight"].map { Self.value($0).description } ?? "",
                parameters: parameters,
                rows: Self.list(example["rows"]).map { Self.list($0).map(Self.value) })
        }
    }

    /// A warehouse with the tables, sessions and marts made from the plays.
    func warehouse() async throws -> DuckDBWarehouse {
        let warehouse = try await DuckDBWarehouse.inMemory()
        try await warehouse.write { connection in
            for table in tables {
                let names = table.columns
                let text =
                    "INSERT INTO \(table.name) (\(names.joined(separator: ", "))) VALUES (\(names.map { ":\($0)" }.joined(separator: ", ")))"
                for row in table.rows {
                    try connection.execute(Statement(text, Dictionary(uniqueKeysWithValues: zip(names, row))))
                }
            }
            try Marts.refresh(.everything, on: connection)
        }
        return warehouse
    }

    private static func list(_ value: JSONValue?) -> [JSONValue] {
        if case .array(let values)? = value { values } else { [] }
    }

    private static func value(_ cell: JSONValue) -> Value {
        switch cell {
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .double(let value): .double(value)
        case .text(let value):
            if let day = CalendarDay(value) {
                .day(day)
            } else if value.hasSuffix("Z"), let instant = Instant(value) {
                .instant(instant)
            } else {
                .text(value)
            }
        default: .null
        }
    }
}
