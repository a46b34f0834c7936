import Foundation
import Listening

/// What can be wrong with a command as it was typed, or with what it reads and writes.
struct CommandError: ExplainedError {
    let code: String
    let message: String
    let fault: ErrorCategory

    static func usage(_ message: String) -> CommandError {
        CommandError(code: "command.usage", message: message, fault: .usage)
    }
    static func configuration(_ message: String) -> CommandError {
        CommandError(code: "command.configuration", message: message, fault: .usage)
    }
    static func file(_ message: String) -> CommandError {
        CommandError(code: "command.file", message: message, fault: .system)
    }

    /// A word that is none of a few.
    static func choice(_ subject: String, _ typed: String, among known: [String]) -> CommandError {
        let list =
            known.count > 1 ? known.dropLast().joined(separator: ", ") + " or \(known.last ?? "")" : known.joined()
        return usage("\(subject) is \"\(typed)\"; it takes \(list).\(Suggestion.sentence(typed, among: known))")
    }

    /// Refuses a file to be written where there is no directory for it.
    static func checkDirectory(of path: String, _ subject: String) throws {
        guard !path.isEmpty else { throw usage("\(subject) is empty. Give it a path.") }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw usage(
                "\(subject) is \"\(path)\", and there is no directory \(folder). Make it, or choose another path.")
        }
    }

    /// Standard output cannot be written.
    static func output(_ number: Int32) -> CommandError {
        CommandError(
            code: "command.output",
            message: "The result could not be written to standard output: \(String(cString: strerror(number))). "
                + "Free some space, or send it elsewhere. What the command had done before is kept.",
            fault: .system)
    }

    /// A data directory that is not there.
    static func noDirectory(_ name: String) -> CommandError {
        CommandError(
            code: "command.no-data",
            message:
                "No Segue data in \(name.hasSuffix("/") ? name : name + "/"): there is no such directory. Check --data or SEGUE_DATA, or fill it with "
                + "`segue import` or `segue simulate --data \(name)`.",
            fault: .absent)
    }

    /// A data directory without a warehouse.
    static func noWarehouse(_ name: String) -> CommandError {
        CommandError(
            code: "command.no-data",
            message:
                "No Segue data in \(name.hasSuffix("/") ? name : name + "/"): the directory has no warehouse. Check --data or SEGUE_DATA, or fill it "
                + "with `segue import` or `segue simulate --data \(name)`.",
            fault: .absent)
    }
}
