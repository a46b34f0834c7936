/// A row that was not taken, and why.
package struct RejectedRow: Sendable, Codable, Hashable {
    /// The file, or `archive.zip: entry`.
    package var file: String
    /// The 1-based row within it.
    package var row: Int
    /// The field at fault.
    package var field: String
    /// What is wrong with it and what is expected.
    package var reason: String
}
