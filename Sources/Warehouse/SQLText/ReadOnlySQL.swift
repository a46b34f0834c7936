/// A statement that somebody typed, and that may only read.
///
/// What an engine does with a statement depends on the engine, and read-only transactions do not stop all of it: DuckDB's `COPY … TO` writes
/// files, `CALL` switches logging on, `SET` and `PRAGMA` change a session. So only a statement that begins as a question is handed over, and
/// only one of them. The embedded engine is asked as well what kind of statement it has understood.
package enum ReadOnlySQL {
    private static let questions: Set<String> = [
        "SELECT", "WITH", "VALUES", "FROM", "EXPLAIN", "DESCRIBE", "SHOW", "SUMMARIZE", "TABLE",
    ]
    /// Functions by which a SELECT reaches out of the tables, in one engine or another.
    private static let reaching: Set<String> = [
        // DuckDB
        "ENABLE_LOGGING", "DISABLE_LOGGING", "TRUNCATE_DUCKDB_LOGS", "WRITE_LOG", "CHECKPOINT", "FORCE_CHECKPOINT",
        "ENABLE_PROFILING",
        "DISABLE_PROFILING", "ENABLE_PROFILE", "DISABLE_PROFILE", "DISABLE_CHECKPOINT_ON_SHUTDOWN",
        "ENABLE_CHECKPOINT_ON_SHUTDOWN",
        "QUERY", "JSON_EXECUTE_SERIALIZED_SQL", "REGISTER_EXTERNAL_RESOURCE", "REGISTER_EXTERNAL_RESOURCE_TYPE",
        "CREATE_EXTERNAL_RESOURCE",
        "DEREGISTER_EXTERNAL_RESOURCE", "DESTROY_EXTERNAL_RESOURCE", "SETSEED",
        // PostgreSQL
        "SET_CONFIG", "LO_IMPORT", "LO_EXPORT", "LO_CREATE", "LO_CREAT", "LO_UNLINK", "LO_PUT", "LO_FROM_BYTEA",
        "PG_READ_FILE",
        "PG_READ_BINARY_FILE", "PG_LS_DIR", "PG_STAT_FILE", "PG_TERMINATE_BACKEND", "PG_CANCEL_BACKEND",
        "PG_RELOAD_CONF",
        "PG_ROTATE_LOGFILE", "PG_NOTIFY", "PG_ADVISORY_LOCK", "PG_ADVISORY_LOCK_SHARED", "PG_LOGICAL_EMIT_MESSAGE",
        "DBLINK", "DBLINK_EXEC",
        "DBLINK_CONNECT", "NEXTVAL", "SETVAL", "QUERY_TO_XML", "QUERY_TO_XML_AND_XMLSCHEMA", "QUERY_TO_XMLSCHEMA",
        // Spark
        "REFLECT", "JAVA_METHOD", "TRY_REFLECT",
    ]

    /// Looks whether a text is one statement that reads.
    /// - Returns: what an EXPLAIN explains, or the statement itself: without what stands before or after it.
    /// - Throws: ``WarehouseError`` `read-only`.
    @discardableResult
    package static func check(_ text: String) throws(WarehouseError) -> String {
        guard !text.utf8.contains(0) else { throw refusal("It holds a NUL character.") }
        let cut = SQLTokens(text), tokens = cut.all
        guard !cut.isAmbiguous else {
            throw refusal(
                "Engines differ in where it ends: a comment holds another, a text ends in a backslash, or a name is written as U&.",
                remedy: "Leave these out, and write a quote in a text twice.")
        }
        let body = Array(tokens.prefix { !$0.isEnd })
        guard !body.isEmpty else { throw refusal("It is empty.") }
        guard tokens.dropFirst(body.count).allSatisfy(\.isEnd) else { throw refusal("There are several.") }
        // WITH and FROM may end in an INSERT, and a SELECT of PostgreSQL's may make a table.
        guard !body.contains(where: { $0.kind == .word && $0.text == "INTO" }) else {
            throw refusal("It puts rows into a table.")
        }
        let start = try beginning(body), end = body.last?.range.upperBound ?? text.endIndex
        for (token, next) in zip(body, body.dropFirst()) where token.kind != .sign {
            if next.kind == .sign, next.text == "(", reaching.contains(token.text) {
                throw refusal("The function \(token.text.lowercased()) does more than read.", remedy: "Leave it out.")
            }
            if token.kind == .word, token.text == "INSERT", next.text == "OVERWRITE" {
                throw refusal("It puts rows into files.")
            }
            // Spark hands rows to a program with `TRANSFORM (…) USING 'program'`.
            if token.kind == .word, token.text == "USING", next.kind == .quoted { throw refusal("It runs a program.") }
        }
        return String(text[body[start].range.lowerBound..<end])
    }

    /// The place of the first word of what is asked; an EXPLAIN is looked into, since `EXPLAIN ANALYZE` runs what it explains.
    private static func beginning(_ tokens: [SQLTokens.Token]) throws(WarehouseError) -> Int {
        var place = 0
        var explains = false
        while place < tokens.count {
            let word = tokens[place].text
            switch word {
            case "(" where tokens[place].kind == .sign && !explains: place += 1
            case "(" where tokens[place].kind == .sign:
                // Options such as (ANALYZE, FORMAT json), or the question itself in brackets.
                if place + 1 < tokens.count, questions.contains(tokens[place + 1].text) || tokens[place + 1].text == "("
                {
                    return place
                }
                place = (tokens[place...].firstIndex { $0.text == ")" } ?? tokens.count) + 1
            case "EXPLAIN":
                explains = true
                place += 1
            case "ANALYZE", "VERBOSE", "EXTENDED", "FORMATTED", "CODEGEN", "COST", "QUERY":
                guard explains else { throw refusal("It begins with \(word).") }
                place += 1
            default:
                let isWord = tokens[place].kind == .word
                guard isWord, questions.contains(word) else {
                    throw refusal(
                        isWord && word.utf8.count <= 20
                            ? "It begins with \(word)." : "It does not begin with a word that asks.")
                }
                return place
            }
        }
        throw refusal("Nothing follows its beginning.")
    }

    private static func refusal(_ cause: String, remedy: String? = nil) -> WarehouseError {
        let forms =
            "Write one that begins with SELECT, WITH, VALUES, FROM, TABLE, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN."
        return WarehouseError(
            code: "read-only", message: "The statement is not a single question. \(cause) \(remedy ?? forms)",
            fault: .usage)
    }
}

/// A statement cut into words and signs, without comments, what stands in quotes as one piece each. All of it is in upper case.
///
/// Engines differ in what a backslash before a quote means, and in whether a comment may hold another. A text where that matters is ambiguous.
private struct SQLTokens {
    struct Token {
        enum Kind { case word, quoted, sign }
        /// Of what stands in quotes, what is between them.
        let text: String
        let kind: Kind
        let range: Range<String.Index>
        var isEnd: Bool { kind == .sign && text == ";" }
    }

    private(set) var all: [Token] = []
    private(set) var isAmbiguous = false
    private let bytes: String.UTF8View
    private var place: String.Index

    init(_ text: String) {
        bytes = text.utf8
        place = bytes.startIndex
        while place < bytes.endIndex { step() }
    }

    private func byte(_ ahead: Int = 0) -> UInt8 {
        bytes.index(place, offsetBy: ahead, limitedBy: bytes.endIndex).flatMap { $0 < bytes.endIndex ? bytes[$0] : nil }
            ?? 0
    }

    private mutating func skip(_ count: Int = 1) {
        place = bytes.index(place, offsetBy: count, limitedBy: bytes.endIndex) ?? bytes.endIndex
    }

    private mutating func skip(while condition: (UInt8) -> Bool) {
        while place < bytes.endIndex, condition(bytes[place]) { skip() }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95 || byte >= 128
    }

    private mutating func step() {
        let start = place
        switch byte() {
        case 0...32: return skip()
        case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-"): return skip { $0 != 10 && $0 != 13 }
        case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"): return skipComment()
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
            skipQuoted(byte())
            // PostgreSQL writes names with escapes as U&"…".
            if all.count > 1, all[all.count - 1].text == "&", all[all.count - 2].text == "U" { isAmbiguous = true }
            let inside = String(bytes[start..<place].dropFirst().dropLast()) ?? ""
            all.append(Token(text: inside.uppercased(), kind: .quoted, range: start..<place))
        case UInt8(ascii: "$") where skipDollarQuoted():
            all.append(Token(text: "", kind: .quoted, range: start..<place))
        case let first where Self.isWordByte(first):
            skip(while: Self.isWordByte)
            all.append(
                Token(text: (String(bytes[start..<place]) ?? "").uppercased(), kind: .word, range: start..<place))
        default:
            skip()
            all.append(Token(text: String(bytes[start..<place]) ?? "", kind: .sign, range: start..<place))
        }
    }

    private mutating func skipComment() {
        skip(2)
        while place < bytes.endIndex, !(byte() == UInt8(ascii: "*") && byte(1) == UInt8(ascii: "/")) {
            if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") { isAmbiguous = true }
            skip()
        }
        skip(2)
    }

    /// To the next quote of the kind; a doubled one begins another text at once, which comes to the same.
    private mutating func skipQuoted(_ quote: UInt8) {
        skip()
        var last: UInt8 = 0
        while place < bytes.endIndex, bytes[place] != quote {
            last = bytes[place]
            skip()
        }
        if last == UInt8(ascii: "\\") { isAmbiguous = true }
        skip()
    }

    /// `$tag$ … $tag$`. Answers whether there was one.
    private mutating func skipDollarQuoted() -> Bool {
        var end = bytes.index(after: place)
        while end < bytes.endIndex, Self.isWordByte(bytes[end]) { end = bytes.index(after: end) }
        guard end < bytes.endIndex, bytes[end] == UInt8(ascii: "$") else { return false }
        let tag = Array(bytes[place...end])
        var rest = bytes[bytes.index(after: end)...]
        while !rest.isEmpty, !rest.starts(with: tag) { rest = rest.dropFirst() }
        place = bytes.index(rest.startIndex, offsetBy: tag.count, limitedBy: bytes.endIndex) ?? bytes.endIndex
        return true
    }
}
