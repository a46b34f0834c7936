import Insights
import Listening
import Warehouse

/// The command that answers a question as the page did.
enum InsightCommandLine {
    private static let filter = [
        ("first_day", "--from"), ("last_day", "--to"), ("tier", "--tier"), ("country", "--country"),
        ("platform", "--platform"),
    ]

    /// - Parameter values: the values that were bound.
    /// - Returns: nil where the command line has no such question, or where a list of values, such as a funnel's steps, has fewer than two.
    static func command(_ insight: Insight, _ values: [String: Value]) -> String? {
        guard let command = insight.command else { return nil }
        var parts = ["segue", "insights", command.words]
        var options: [String] = []
        for case let option? in insight.parameters.map(\.option) where !options.contains(option) {
            options.append(option)
        }
        for option in options {
            let sharing = insight.parameters.filter { $0.option == option }
            let given = sharing.compactMap { values[$0.name] }.filter { !$0.isNull }.map(\.description)
            if sharing.count > 1, given.count < 2 { return nil }
            if !given.isEmpty { parts += [option, quoted(given.joined(separator: ","))] }
        }
        for (parameter, option) in filter {
            guard let value = values[parameter], !value.isNull else { continue }
            parts += [option, quoted(value.description)]
        }
        return parts.joined(separator: " ")
    }

    /// A word as a shell takes it for one.
    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.,/:".contains($0)) }
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
