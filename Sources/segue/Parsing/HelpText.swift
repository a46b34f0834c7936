import Formatting
import Warehouse

/// The help of a command, what is its own before what it shares with others.
enum HelpText {
    /// The sections that every command has, in the order in which they end a help text.
    static let shared = ["FILTERS:", "SHARED OPTIONS:"]

    /// The shared options as a usage line spells them.
    private static let spelled =
        "[--data <dir>] [--engine <engine>] [--lake <uri>] [--config <file>] [--json] [--quiet]"

    /// Moves the shared sections behind the others (the parser puts titled sections first), and makes the usage fit.
    static func arranged(_ text: String, width: Int) -> String {
        var sections: [[Substring]] = [[]]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if isHeading(line) { sections.append([]) }
            sections[sections.count - 1].append(line)
        }
        func rank(_ section: [Substring]) -> Int {
            section.first.flatMap { shared.firstIndex(of: String($0)) }.map { $0 + 1 } ?? 0
        }
        // Subcommands and what is said of them stay at the end.
        let end = sections.firstIndex { $0.first == "SUBCOMMANDS:" } ?? sections.count
        let arranged =
            (0...shared.count).flatMap { wanted in sections[..<end].filter { rank($0) == wanted } } + sections[end...]
        let blocks = arranged.map { section in
            var lines = section
            while lines.last?.isEmpty == true { lines.removeLast() }
            if lines.first?.hasPrefix("USAGE: ") == true { return usage(lines.joined(separator: "\n"), width) }
            return lines.joined(separator: "\n")
        }
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private static func usage(_ text: String, _ width: Int) -> String {
        let short = text.replacing(spelled + " ", with: "").replacing(" " + spelled, with: "")
        let indent = String(repeating: " ", count: 7)
        return DisplayWidth.wrapped(short.replacing("\n", with: " "), to: width - indent.count).enumerated()
            .map { $0.offset == 0 ? $0.element : indent + $0.element }.joined(separator: "\n")
    }

    private static func isHeading(_ line: Substring) -> Bool {
        guard let colon = line.firstIndex(of: ":"), line.first?.isUppercase == true else { return false }
        return line[..<colon].allSatisfy { $0.isUppercase || $0 == " " }
    }
}
