import Foundation

/// What the parser says of an option, in the words of every other message.
enum UsageMessage {
    /// - Parameters:
    ///   - message: what the parser says, such as `The value 'x' is invalid for '--plays <number>'`.
    ///   - path: the commands that were named.
    static func plain(_ message: String, path: [String]) -> String {
        let help = "See `\((["segue"] + path).joined(separator: " ")) --help`."
        for (pattern, sentence) in patterns {
            guard let match = message.firstMatch(of: pattern) else { continue }
            let parts = (1..<match.output.count).map { match.output[$0].substring.map(String.init) ?? "" }
            return finished(sentence(parts)) + " " + help
        }
        return finished(message) + " " + help
    }

    private static func finished(_ text: String) -> String {
        text.hasSuffix(".") || text.hasSuffix("?") ? text : text + "."
    }

    private static var patterns: [(Regex<AnyRegexOutput>, ([String]) -> String)] {
        let all: [(String, ([String]) -> String)] = [
            (
                #"(?s)^The value '(.*)' is invalid for '(--?[A-Za-z0-9-]+|<[^>]*>)[^']*': (.*)$"#,
                { "\($0[1]) is \"\($0[0])\"; it takes \($0[2])" }
            ),
            (
                #"(?s)^The value '(.*)' is invalid for '(--?[A-Za-z0-9-]+|<[^>]*>)[^']*'"#,
                { "\($0[1]) is \"\($0[0])\", which it does not take" }
            ),
            (#"^Missing expected argument '(--[A-Za-z0-9-]+|<[^>]*>)[^']*'"#, { "\($0[0]) is missing" }),
            (#"^Missing value for '(--?[A-Za-z0-9-]+)[^']*'"#, { "\($0[0]) needs a value" }),
            (
                #"(?s)^Unknown option '([^']*)'\. Did you mean '([^']*)'\?"#,
                { "There is no option \($0[0]). Did you mean \($0[1])?" }
            ),
            (#"(?s)^Unknown option '(.*)'"#, { "There is no option \($0[0])" }),
            (#"(?s)^Unexpected argument '(.*)'"#, { "\"\($0[0])\" is one argument too many" }),
            (
                #"(?s)^\d+ unexpected arguments: '(.*)'"#,
                { "There are arguments too many: \($0[0].replacing("', '", with: ", "))" }
            ),
        ]
        return all.compactMap { pattern, sentence in (try? Regex(pattern)).map { ($0, sentence) } }
    }
}
