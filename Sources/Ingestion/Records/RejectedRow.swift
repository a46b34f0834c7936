/// A row that was not taken, and why.
package struct RejectedRow: Sendable, Codable, Hashable {
    /// The file, or `archive.zip: entry`.
    package var file: String
    /// The 1-based row within it.
    package var row: Int
    /// The 1-based line on which the row begins; nil where the format has no lines, or objects that span several.
    package var line: Int?
    /// The field at fault; empty where it is the row as a whole.
    package var field: String
    /// What is wrong with it and what is expected.
    package var reason: String

    package init(file: String, row: Int, line: Int? = nil, field: String, reason: String) {
        self.file = file
        self.row = row
        self.line = line
        self.field = field
        self.reason = reason
    }
}
