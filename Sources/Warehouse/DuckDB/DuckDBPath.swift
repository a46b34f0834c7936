/// Paths as DuckDB takes them.
enum DuckDBPath {
    /// A path in which nothing is a wildcard, for its table functions.
    static func literal(_ path: String) -> String {
        path.map { "[*?".contains($0) ? "[\($0)]" : String($0) }.joined()
    }

    /// A path as a text in a statement that takes no parameter there.
    static func quoted(_ path: String) -> String { "'" + path.replacingOccurrences(of: "'", with: "''") + "'" }
}
