import Foundation

/// One `.sql` file: its text and what its header says about it.
///
/// The header is the file's leading comment. Each line is `-- key: text`, or `-- key name: text` for parameters, columns and features;
/// lines that are indented further continue the one before. The command line, the API, the pages and the feature dictionary all speak
/// from it, so that a question and its documentation cannot drift apart.
package struct SQLFile: Sendable {
    /// One documented parameter, column or feature: `name: part | part | …`.
    package struct Entry: Sendable, Hashable {
        package let name: String
        package let parts: [String]
    }

    /// The file's path within its module, such as `SQL/retention.sql`.
    package let path: String
    package let text: String
    /// The keys of the header, in order: `title`, and `parameter` for each parameter.
    package let keys: [String]
    /// Lines of the header that have no key, which a reader of the header may refuse.
    package let keylessLines: [String]
    private let single: [String: String]
    private let entries: [String: [Entry]]

    package init(path: String, text: String) {
        self.path = path
        self.text = text
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("--") else {
                if line.allSatisfy(\.isWhitespace), lines.isEmpty { continue }
                break
            }
            let content = line.dropFirst(2)
            if content.hasPrefix("   "), var last = lines.popLast() {
                last += " " + content.trimmingCharacters(in: .whitespaces)
                lines.append(last)
            } else {
                lines.append(content.trimmingCharacters(in: .whitespaces))
            }
        }
        var single: [String: String] = [:]
        var entries: [String: [Entry]] = [:]
        var keys: [String] = []
        var keylessLines: [String] = []
        for line in lines {
            let key = line.prefix { $0 != ":" }.split(separator: " ").map(String.init)
            guard let colon = line.firstIndex(of: ":"), key.count == 1 || key.count == 2 else {
                keylessLines.append(line)
                continue
            }
            keys.append(key[0])
            let rest = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            if key.count == 1 { single[key[0]] = rest }
            if key.count == 2 {
                let parts = rest.components(separatedBy: " | ").map { $0.trimmingCharacters(in: .whitespaces) }
                entries[key[0], default: []].append(Entry(name: key[1], parts: parts))
            }
        }
        self.single = single
        self.entries = entries
        self.keys = keys
        self.keylessLines = keylessLines
    }

    /// The file's name without folder and ending, such as `retention`.
    package var name: String { path.split(separator: "/").last.map { String($0.prefix { $0 != "." }) } ?? path }

    /// A line of the header such as `title` or `grain`.
    package func header(_ key: String) -> String? { single[key] }

    /// The documented entries of a kind: `parameter`, `column` or `feature`.
    package func entries(_ kind: String) -> [Entry] { entries[kind] ?? [] }

    /// The text without its header: what is shown as "the SQL behind the number".
    package var body: String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.drop { $0.hasPrefix("--") || $0.allSatisfy(\.isWhitespace) }.joined(separator: "\n")
    }

    /// The statement of a file of a module, without header and end.
    /// - Parameters:
    ///   - name: its path within the folder `SQL`, without the ending.
    ///   - text: the module's own `EmbeddedFiles.text`.
    package static func statement(_ name: String, in text: (String) -> String) -> String {
        SQLFile(path: name, text: text("SQL/\(name).sql")).body.withoutEnd
    }

    /// The files of a module, chosen by a folder and the whole-file overrides of a dialect: `x.spark.sql` takes the place of `x.sql`.
    package static func all(in texts: [String: String], folder: String, dialect: String) -> [SQLFile] {
        let inside = texts.filter {
            $0.key.hasPrefix(folder + "/") && !$0.key.dropFirst(folder.count + 1).contains("/")
        }
        return inside.keys.sorted().filter { $0.split(separator: ".").count == 2 }.map { path in
            let override = path.replacingOccurrences(of: ".sql", with: ".\(dialect).sql")
            return SQLFile(
                path: inside[override] == nil ? path : override, text: inside[override] ?? inside[path] ?? "")
        }
    }
}
