/// The rows of an import that were not taken: each counted by its reason, the first 100,000 kept.
package struct Rejects: Sendable {
    package private(set) var rows: [RejectedRow] = []
    package private(set) var count = 0
    /// How many rows have each field and kind of reason.
    package private(set) var reasons: [String: Int] = [:]
    private static let most = 100_000
    private static let mostReasons = 1_000

    mutating func add(_ row: RejectedRow) {
        count += 1
        if rows.count < Self.most { rows.append(row) }
        let reason = "\(row.field.isEmpty ? "row" : row.field): \(Self.kind(of: row.reason))"
        if reasons[reason] != nil || reasons.count < Self.mostReasons {
            reasons[reason, default: 0] += 1
        } else {
            reasons["other reasons", default: 0] += 1
        }
    }

    /// The reason without the value that it names, so that a thousand bad values of one kind are one line.
    static func kind(of reason: String) -> String {
        guard reason.first == "\"", let end = reason.dropFirst().firstRange(of: "\" ")?.lowerBound else {
            guard let first = reason.first, first.isNumber || first == "-", let space = reason.firstIndex(of: " ")
            else { return reason }
            return "a value that" + reason[space...].replacing(" ms is ", with: " is ", maxReplacements: 1)
        }
        return "a value that" + reason[reason.index(after: end)...]
    }
}
