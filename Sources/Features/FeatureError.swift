package import Listening

/// What can be wrong with a wish for features.
package struct FeatureError: ExplainedError {
    package let code: String
    package let message: String
    package let fault: ErrorCategory

    static func unknown(_ name: String, known: [String]) -> FeatureError {
        let near = known.filter { $0.contains(name) || name.contains($0) }.prefix(5)
        let hint =
            near.isEmpty
            ? "`segue features list` shows those there are." : "Did you mean \(near.joined(separator: ", "))?"
        return FeatureError(
            code: "features.unknown", message: "There is no feature \"\(name)\". \(hint)", fault: .absent)
    }

    static let nothingBuilt = FeatureError(
        code: "features.none", message: "No features have been built yet. Run `segue features build` first.",
        fault: .absent)

    static let noPlays = FeatureError(
        code: "features.no-plays",
        message:
            "There are no plays before that date, so there is nothing to build features from. Import a history or choose a later --as-of.",
        fault: .absent)
}
