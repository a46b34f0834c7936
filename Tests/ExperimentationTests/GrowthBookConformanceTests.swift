import Experimentation
import Foundation
import Testing

/// Every case of GrowthBook's own conformance suite that is about assignment, so that its SDKs and Segue assign alike.
@Suite(
    "Assignment as GrowthBook's SDKs do it",
    .enabled(if: SharedData.has("growthbook/cases.json"), "needs ../shared/data/growthbook, or SEGUE_SHARED_DATA"))
struct GrowthBookConformanceTests {
    private static let cases: [String: AttributeValue] = {
        (try? JSONDecoder().decode(
            [String: AttributeValue].self, from: Data(contentsOf: SharedData.url("growthbook/cases.json")))) ?? [:]
    }()

    /// The cases of a kind, each a list.
    private func cases(_ kind: String, _ count: Int) throws -> [[AttributeValue]] {
        guard case .array(let rows)? = Self.cases[kind] else { throw Missing() }
        #expect(rows.count == count)
        print("growthbook: \(rows.count) cases of \(kind)")
        return try rows.map { row in
            guard case .array(let values) = row else { throw Missing() }
            return values
        }
    }

    private struct Missing: Error {}

    private func text(_ value: AttributeValue) throws -> String {
        guard case .text(let text) = value else { throw Missing() }
        return text
    }

    private func number(_ value: AttributeValue) throws -> Double {
        guard case .number(let number) = value else { throw Missing() }
        return number
    }

    private func list(_ value: AttributeValue) throws -> [AttributeValue] {
        guard case .array(let values) = value else { throw Missing() }
        return values
    }

    private func ranges(_ value: AttributeValue) throws -> [BucketRange] {
        try list(value).map { BucketRange(try number(try list($0)[0]), try number(try list($0)[1])) }
    }

    private func close(_ found: [Double], _ wanted: [Double]) -> Bool {
        found.count == wanted.count && zip(found, wanted).allSatisfy { abs($0 - $1) < 1e-6 }
    }

    @Test func hash() throws {
        for row in try cases("hash", 15) {
            let found = BucketHash(rawValue: Int(try number(row[2])))?.bucket(try text(row[1]), seed: try text(row[0]))
            #expect(found.map(AttributeValue.number) ?? .null == row[3], "\(row)")
        }
    }

    @Test func bucketRanges() throws {
        for row in try cases("getBucketRange", 13) {
            let given = try list(row[1])
            let weights = given[2] == .null ? nil : try list(given[2]).map(number)
            let found = BucketRange.ranges(
                arms: Int(try number(given[0])), coverage: try number(given[1]), weights: weights)
            let wanted = try ranges(row[2])
            #expect(
                close(found.map(\.lower), wanted.map(\.lower)) && close(found.map(\.upper), wanted.map(\.upper)),
                "\(row[0])")
        }
    }

    @Test func chooseVariation() throws {
        for row in try cases("chooseVariation", 13) {
            let found = BucketRange.arm(try number(row[1]), in: try ranges(row[2]))
            #expect(Double(found ?? -1) == (try number(row[3])), "\(row[0])")
        }
    }

    @Test func equalWeights() throws {
        for row in try cases("getEqualWeights", 6) {
            #expect(close(BucketRange.equalWeights(Int(try number(row[0]))), try list(row[1]).map(number)), "\(row)")
        }
    }

    @Test func namespaces() throws {
        for row in try cases("inNamespace", 16) {
            let given = try list(row[2])
            let namespace = Namespace(try text(given[0]), BucketRange(try number(given[1]), try number(given[2])))
            #expect(AttributeValue.bool(namespace.contains(try text(row[1]))) == row[3], "\(row[0])")
        }
    }

    @Test func conditions() throws {
        for row in try cases("evalCondition", 248) {
            var groups: [String: [AttributeValue]] = [:]
            if row.count > 4, case .object(let fields) = row[4] { groups = try fields.mapValues(list) }
            #expect(
                AttributeValue.bool(TargetingCondition(row[1]).holds(for: row[2], groups: groups)) == row[3],
                "\(row[0])")
        }
    }
}
