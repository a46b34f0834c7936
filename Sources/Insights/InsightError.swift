package import Listening

/// What can be wrong with a question.
package struct InsightError: ExplainedError {
    package let code: String
    package let message: String
    package let fault: Fault

    static func unknown(_ name: String, known: [String]) -> InsightError {
        InsightError(code: "insights.unknown", message: "There is no insight \"\(name)\". There are: \(known.joined(separator: ", ")).", fault: .absent)
    }

    static func parameter(_ name: String, _ given: String, _ expected: String) -> InsightError {
        InsightError(code: "insights.parameter", message: "\(name) is \"\(given)\"; it takes \(expected).", fault: .usage)
    }

    /// There are no plays to look into.
    package static let empty = InsightError(
        code: "insights.empty", message: "There are no plays yet. Import a history with `segue import`, or make a service with `segue simulate --plays 100000`.",
        fault: .absent)
}
