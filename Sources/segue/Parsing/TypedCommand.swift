import ArgumentParser

/// A command line as it was typed, put into the order that the parser takes.
///
/// Shared options may stand anywhere: `segue --data d insights summary` and `segue insights --data d summary` are the same command. A word that is
/// not a command is refused here, with the one that was meant. A negative number belongs to the option before it, and a statement of SQL that
/// begins with a comment is not an option.
struct TypedCommand {
    /// What the parser gets.
    let arguments: [String]
    /// The commands that were named, such as `["insights", "summary"]`.
    let path: [String]

    /// - Throws: `command.unknown` where a word is not a command, `command.usage` where the command is not finished.
    init(_ typed: [String], root: any ParsableCommand.Type) throws(CommandError) {
        var node = root
        var path: [String] = []
        var shared: [String] = []
        var place = 0
        while place < typed.count {
            let word = typed[place]
            if let takesValue = Self.sharedOption(word) {
                shared.append(word)
                place += 1
                if takesValue, place < typed.count {
                    shared.append(typed[place])
                    place += 1
                }
                continue
            }
            let commands = node.configuration.subcommands
            if word.hasPrefix("-") || commands.isEmpty { break }
            if word == "help", path.isEmpty {
                try Self.checkHelp(Array(typed[(place + 1)...]), root: root)
                (self.arguments, self.path) = (Array(typed[place...]), [])
                return
            }
            guard let next = commands.first(where: { $0._commandName == word }) else {
                throw Self.unknown(word, below: path, commands)
            }
            node = next
            path.append(word)
            place += 1
        }
        let rest = Array(typed[place...])
        if !node.configuration.subcommands.isEmpty, !shared.isEmpty, rest.isEmpty {
            let command = (["segue"] + path).joined(separator: " ")
            throw .usage(
                "`\(command)` needs to know what to do: \(Self.list(node.configuration.subcommands)). For example `\(command) "
                    + "\(node.configuration.subcommands.first?._commandName ?? "") \(shared.joined(separator: " "))`.")
        }
        self.path = path
        arguments = path + shared + Self.joined(path == ["sql"] ? Self.statementLast(rest) : rest)
    }

    /// Whether the typed words ask for JSON, whether or not they make sense otherwise.
    static func asksForJSON(_ typed: [String]) -> Bool { typed.prefix { $0 != "--" }.contains("--json") }

    /// Whether a word is a shared option, and one that takes the next word as its value.
    private static func sharedOption(_ word: String) -> Bool? {
        if ["--json", "--quiet"].contains(word) { return false }
        let options = ["--data", "--engine", "--lake", "--config"]
        if options.contains(word) { return true }
        return options.contains { word.hasPrefix($0 + "=") } ? false : nil
    }

    private static func checkHelp(_ words: [String], root: any ParsableCommand.Type) throws(CommandError) {
        var node = root
        var path: [String] = []
        for word in words where !word.hasPrefix("-") {
            let commands = node.configuration.subcommands
            guard let next = commands.first(where: { $0._commandName == word }) else {
                throw unknown(word, below: path, commands)
            }
            node = next
            path.append(word)
        }
    }

    private static func unknown(_ word: String, below path: [String], _ commands: [any ParsableCommand.Type])
        -> CommandError
    {
        let command = (["segue"] + path).joined(separator: " ")
        let known = commands.map { $0._commandName }
        let there = known.isEmpty ? "`\(command)` has no commands of its own." : "`\(command)` has: \(list(commands))."
        return CommandError(
            code: "command.unknown",
            message: "There is no command \"\(word)\".\(Suggestion.sentence(word, among: known)) \(there)",
            fault: .usage)
    }

    private static func list(_ commands: [any ParsableCommand.Type]) -> String {
        commands.map { $0._commandName }.joined(separator: ", ")
    }

    /// `--plays -5` as `--plays=-5`.
    private static func joined(_ words: [String]) -> [String] {
        var output: [String] = []
        var isLiteral = false
        for word in words {
            if !isLiteral, let option = output.last, option.hasPrefix("--"), option.count > 2, !option.contains("="),
                isNegative(word)
            {
                output[output.count - 1] = option + "=" + word
            } else {
                output.append(word)
            }
            isLiteral = isLiteral || word == "--"
        }
        return output
    }

    private static func isNegative(_ word: String) -> Bool {
        word.hasPrefix("-") && word.dropFirst().first.map { $0.isNumber || $0 == "." } == true
    }

    /// A statement that begins with a comment, behind the mark that ends options.
    private static func statementLast(_ words: [String]) -> [String] {
        guard !words.contains("--"), let place = words.firstIndex(where: isComment) else { return words }
        return words[..<place] + words[(place + 1)...] + ["--", words[place]]
    }

    private static func isComment(_ word: String) -> Bool {
        guard word.hasPrefix("--") else { return false }
        return word.prefix { $0 != "=" }.contains(where: \.isWhitespace)
    }
}
