package import Listening

/// What can go wrong in training, judging and keeping models.
package struct PredictionError: ExplainedError {
    package let code: String
    package let message: String
    package let fault: ErrorCategory

    static func unknownModel(_ id: String) -> PredictionError {
        PredictionError(
            code: "models.unknown",
            message:
                "There is no model \"\(id)\". `segue models list` shows those there are; `segue train skip` makes one.",
            fault: .absent)
    }

    static func unknownSpec(_ name: String, known: [String]) -> PredictionError {
        PredictionError(
            code: "models.unknown",
            message: "Unknown model \"\(name)\". Choose one of: \(known.joined(separator: ", ")).", fault: .absent)
    }

    static func registry(_ message: String) -> PredictionError {
        PredictionError(code: "models.registry", message: message, fault: .system)
    }

    static func tooLittle(_ what: String, needed: Int, found: Int) -> PredictionError {
        PredictionError(
            code: "models.too-little-data",
            message:
                "There are \(found) \(what) to learn from, and at least \(needed) are needed. Import more, or choose a longer range.",
            fault: .absent)
    }

    static func oneOutcome(_ what: String) -> PredictionError {
        PredictionError(
            code: "models.one-outcome",
            message:
                "All \(what) have the same outcome, so there is nothing to learn. Import more, or choose a longer range.",
            fault: .absent)
    }

    static func learning(_ message: String) -> PredictionError {
        PredictionError(code: "models.learning", message: message, fault: .system)
    }
}
