import Foundation

/// What an engine says of a statement, without what only its own users understand.
enum EngineMessage {
    /// One line: no class of error, no excerpt of the statement (whoever typed it has it), no hint at the engine's own tables.
    static func plain(_ cause: String) -> String {
        var text = cause
        // The excerpt begins with the number of its line, which is worth keeping.
        var place = ""
        if let excerpt = text.range(of: "(^|\n)\\s*LINE [0-9]+:", options: .regularExpression) {
            let line = text[excerpt].filter(\.isNumber)
            if line != "1" { place = " (line \(line))" }
            text = String(text[..<excerpt.lowerBound])
        }
        for pattern in hints { text = text.replacingOccurrences(of: pattern, with: "", options: .regularExpression) }
        for (pattern, plain) in rewordings {
            text = text.replacingOccurrences(of: pattern, with: plain, options: .regularExpression)
        }
        text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return (text.isEmpty ? "The statement failed." : text) + place
    }

    private static let hints = [
        // "Catalog Error: ", "Binder Error: " and their like, at the beginning and after a cause.
        "(?m)^\\s*(TransactionContext|Catalog|Binder|Parser|Permission|Invalid Input|Conversion|Out of Range|Constraint|Not implemented|IO|Invalid|Syntax|Mismatch Type) Error: ",
        "Error: ",
        // The engine's own tables are none that somebody looks for here.
        "\\s*Did you mean \"?(pg_|duckdb_|sqlite_|information_schema|pragma_|main\\.(pg_|duckdb_|sqlite_))[^?]*\\?",
        "\\s*Existing (table|view|function)s? [^\n]*",
        "\\s*Candidate (bindings|functions|macros): *\"?(pg_|duckdb_)[^\n]*",
    ]

    private static let rewordings = [
        (
            "Cannot execute statement of type \"([A-Z_ ]+)\" on database \"+[a-z]+\"+ which is attached in read-only mode!?",
            "$1 would change the warehouse, and statements here only read."
        ),
        (
            "Cannot (write to|execute) [^.!]*read[- ]only[^.!]*[.!]?",
            "The statement would change the warehouse, and statements here only read."
        ),
        ("database \"+warehouse\"+", "the warehouse"),
        ("\"warehouse\"\\.(\"?main\"?\\.)?", ""),
    ]
}
