import Foundation

/// What the server (or the way to it) said, in the words of the warehouse. The state is PostgreSQL's five-letter SQLSTATE.
struct PostgresFailure {
    let state: String
    let cause: String
    let isConnected: Bool
    let endpoint: PostgresEndpoint

    func error(sql: String?) -> WarehouseError {
        let words = cause.trimmingCharacters(in: .whitespacesAndNewlines)
        if state == "57014" { return .interrupted }
        if sql == nil { return connection(words) }
        if !isConnected || ["57P01", "57P02", "57P03"].contains(state) || state.hasPrefix("08") {
            return WarehouseError(
                code: "connection-lost",
                message:
                    "The connection to \(endpoint) was lost: \(words). Nothing of this step was kept. See whether the server runs, and repeat.",
                fault: .system, sql: sql)
        }
        switch state {
        case "42501":
            return WarehouseError(
                code: "rights",
                message:
                    "\(endpoint) refuses: \(words). Grant the role what it lacks (docs/postgresql.md), or connect as another.",
                fault: .system, sql: sql)
        case "53100":
            return WarehouseError(
                code: "disk-full",
                message:
                    "The disk of \(endpoint) is full: \(words). Nothing of this step was kept. Free some space and repeat.",
                fault: .system, sql: sql)
        case "53200":
            return WarehouseError(
                code: "memory",
                message:
                    "\(endpoint) ran out of memory: \(words). Narrow the question, or lower the server's work_mem.",
                fault: .system,
                sql: sql)
        case "22003", "22008", "22007", "22P02":
            return WarehouseError(code: "range", message: "A value is out of range: \(words).", fault: .usage, sql: sql)
        default: return WarehouseError(code: "statement", message: words, fault: .usage, sql: sql)
        }
    }

    /// Why no connection came about. libpq tells it in words alone.
    private func connection(_ words: String) -> WarehouseError {
        let remedy =
            if words.contains("certificate") || words.contains("SSL") {
                "Name the authority that signed the server's certificate (sslrootcert), or ask for no more than the server gives (sslmode)"
            } else if words.contains("password") {
                "Give the right password in PGPASSWORD or ~/.pgpass"
            } else if words.contains("does not exist") && words.contains("database") {
                "Create the database (createdb), or name another"
            } else if words.contains("does not exist") {
                "Name a role that exists"
            } else if words.contains("pg_hba.conf") || words.contains("permission denied") {
                "Let the server admit this role (pg_hba.conf, GRANT CONNECT)"
            } else { "See whether the server runs there, and whether host and port are right" }
        return WarehouseError(
            code: "connect", message: "\(endpoint) gives no connection: \(words). \(remedy).", fault: .system)
    }
}
