import Listening

/// What can be wrong with a command as it was typed.
struct CommandError: ExplainedError {
    let code: String
    let message: String
    let fault: Fault

    static func usage(_ message: String) -> CommandError { CommandError(code: "command.usage", message: message, fault: .usage) }
    static func configuration(_ message: String) -> CommandError { CommandError(code: "command.configuration", message: message, fault: .usage) }
    static func file(_ message: String) -> CommandError { CommandError(code: "command.file", message: message, fault: .system) }
}
