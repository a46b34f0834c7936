import CPostgres
import Foundation

/// Where a PostgreSQL server is, and as whom to speak to it: a connection string, `postgres://user@host:port/database?sslmode=…`.
///
/// Its description never holds a password. libpq also reads `PGPASSWORD`, `~/.pgpass` and the other sources that `psql` reads.
package struct PostgresEndpoint: Sendable, CustomStringConvertible {
    /// The string itself, with whatever secret it holds.
    let text: String
    /// User, host, port and database, without any secret.
    package let description: String
    /// Whether the string itself carries a password.
    package let carriesPassword: Bool

    /// - Throws: ``WarehouseError`` `engine` where the string is none that libpq understands.
    package init(_ text: String) throws {
        var cause: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &cause) else {
            // libpq repeats parts of the string, and any part may be one of a password. So only what kind of fault it is goes on.
            let words = cause.map { String(cString: $0) } ?? ""
            PQfreemem(cause)
            throw Self.error(
                words.contains("percent-encoded")
                    ? "a % is not followed by two hexadecimal digits, which stand for one character. Write % itself as %25"
                    : words.contains("query parameter")
                        ? "what follows the ? is not parameters that libpq knows, such as sslmode=require"
                        : "libpq cannot read it")
        }
        defer { PQconninfoFree(options) }
        var found: [String: String] = [:], carriesSecret = false
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                found[String(cString: keyword)] = String(cString: value)
                // libpq marks what is not to be shown: password, sslpassword and the like.
                carriesSecret = carriesSecret || option.pointee.dispchar.map { String(cString: $0) == "*" } ?? false
            }
            option += 1
        }
        // What stands in a wrong place may be the rest of a password with a sign in it that has to be encoded.
        guard !["host", "hostaddr", "dbname", "user"].contains(where: { found[$0]?.contains("@") == true }),
            found["user"]?.contains(":") != true,
            found["port"]?.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ",") }) != false
        else {
            throw Self.error(
                "host, port or database is not one. In a password, write @ as %40, : as %3A, / as %2F and ? as %3F")
        }
        self.text = text
        carriesPassword = carriesSecret
        let user = found["user"].map { $0 + "@" } ?? ""
        let port = found["port"].map { ":" + $0 } ?? ""
        description =
            "postgres://\(user)\(found["host"] ?? found["hostaddr"] ?? "localhost")\(port)/\(found["dbname"] ?? found["user"] ?? "")"
    }

    private static func error(_ cause: String) -> WarehouseError {
        WarehouseError(
            code: "engine",
            message:
                "The connection string is not understood: \(cause). It has the form postgres://user@host:port/database.",
            fault: .usage)
    }

    /// A new connection.
    func connect() throws -> OpaquePointer {
        // What comes later wins, so that the string may set its own time-out.
        let keys = ["connect_timeout", "application_name", "client_encoding", "dbname"],
            values = ["10", "segue", "UTF8", text]
        let raw = Self.withStrings(keys) { keys in Self.withStrings(values) { PQconnectdbParams(keys, $0, 1) } }
        guard let raw else {
            throw PostgresFailure(state: "", cause: "out of memory", isConnected: false, endpoint: self).error(sql: nil)
        }
        guard PQstatus(raw) == CONNECTION_OK else {
            defer { PQfinish(raw) }
            throw PostgresFailure(
                state: "", cause: String(cString: PQerrorMessage(raw)), isConnected: false, endpoint: self
            ).error(
                sql: nil)
        }
        let version = PQserverVersion(raw)
        guard version >= Self.leastVersion else {
            PQfinish(raw)
            throw WarehouseError(
                code: "old-server",
                message:
                    "\(self) runs PostgreSQL \(version / 10000), and Segue needs \(Self.leastVersion / 10000) or newer. Upgrade the server.",
                fault: .system)
        }
        PQsetNoticeProcessor(raw, { _, _ in }, nil)
        return raw
    }

    /// A new connection after one was lost: five tries with growing pauses, three seconds in all.
    func reconnect() throws -> OpaquePointer {
        var pause = 0.1
        for _ in 0..<5 {
            if let raw = try? connect() { return raw }
            Thread.sleep(forTimeInterval: pause)
            pause *= 2
        }
        return try connect()
    }

    private static let leastVersion: Int32 = 150_000

    private static func withStrings<Answer>(_ strings: [String], _ body: ([UnsafePointer<CChar>?]) -> Answer) -> Answer
    {
        let copies = strings.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies.map { UnsafePointer($0) } + [nil])
    }
}
