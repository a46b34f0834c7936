// embed-files ROOT OUTPUT FILE… : writes OUTPUT, a Swift file that holds the text of each FILE under its path relative to ROOT.
import Foundation

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
    FileHandle.standardError.write(Data("usage: embed-files ROOT OUTPUT FILE…\n".utf8))
    exit(2)
}
let root = arguments[1].hasSuffix("/") ? arguments[1] : arguments[1] + "/"

/// A raw string delimiter that does not occur in the text.
func delimiter(for text: String) -> String {
    var hashes = "#"
    while text.contains("\"\"\"" + hashes) || text.contains("\\" + hashes) { hashes += "#" }
    return hashes
}

do {
    var source = """
        /// The text files embedded in this module, by their path within it.
        package enum EmbeddedFiles {
            package static let texts: [String: String] = [

        """
    for path in arguments.dropFirst(3).sorted() {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let hashes = delimiter(for: text)
        let name = path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
        source += "        \"\(name)\": \(hashes)\"\"\"\n\(text)\n\"\"\"\(hashes),\n"
    }
    if arguments.count == 3 { source += "        :\n" }
    source += "    ]\n}\n"
    try source.write(toFile: arguments[2], atomically: true, encoding: .utf8)
} catch {
    FileHandle.standardError.write(Data("embed-files: \(error)\n".utf8))
    exit(1)
}
