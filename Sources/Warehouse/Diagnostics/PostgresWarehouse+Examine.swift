import Foundation

extension PostgresWarehouse {
    /// Looks at a server without changing anything: connection, version, encoding, rights, schema, clock. What cannot be looked at because
    /// of an earlier finding is left out.
    package static func examine(_ endpoint: PostgresEndpoint) -> [DiagnosticCheck] {
        let connection: PostgresConnection
        do {
            connection = try PostgresConnection(endpoint)
        } catch let error as WarehouseError {
            return [
                DiagnosticCheck(error.code == "warehouse.old-server" ? "version" : "connection", .bad, error.message)
            ]
        } catch {
            return [DiagnosticCheck("connection", .bad, "\(error)")]
        }
        do {
            let now = Date().timeIntervalSince1970
            let facts = try connection.query(
                Statement(
                    SQLFile.statement("Diagnostics/postgres_server", in: EmbeddedFiles.text), ["schema": .text(schema)])
            )
            func text(_ name: String) -> String { facts.value(name, at: 0).description }
            func holds(_ name: String) -> Bool { facts.value(name, at: 0) == .bool(true) }
            var findings = [
                DiagnosticCheck(
                    "connection", .good, "\(endpoint)\(holds("ssl") ? ", encrypted" : ""), database of \(text("size"))"),
                DiagnosticCheck("version", .good, "PostgreSQL \(text("version"))"),
                text("encoding") == "UTF8"
                    ? DiagnosticCheck("encoding", .good, "UTF8")
                    : DiagnosticCheck(
                        "encoding", .bad, text("encoding"),
                        remedy: "Make the database with: createdb --encoding=UTF8 --template=template0 NAME"),
                rights(
                    role: text("role"), exists: holds("exists"), creates: holds("creates"), uses: holds("uses"),
                    owns: holds("owns")),
            ]
            if holds("uses") {
                let found =
                    try connection.integer(Statement("SELECT MAX(version) AS version FROM schema_migrations")) ?? 0
                findings.append(.schema(found: Int(found), dialect: "postgres"))
            } else if !holds("exists") {
                findings.append(.schema(found: 0, dialect: "postgres"))
            }
            findings.append(.clock(ahead: (facts.value("seconds", at: 0).double ?? now) - now))
            return findings
        } catch {
            return [DiagnosticCheck("connection", .bad, (error as? WarehouseError)?.message ?? "\(error)")]
        }
    }

    private static func rights(role: String, exists: Bool, creates: Bool, uses: Bool, owns: Bool) -> DiagnosticCheck {
        switch (exists, creates, uses, owns) {
        case (false, true, _, _), (true, _, true, true): DiagnosticCheck("rights", .good, "\(role) may load and read")
        case (false, false, _, _):
            DiagnosticCheck(
                "rights", .bad, "\(role) may not make the schema \(schema)",
                remedy: "GRANT CREATE ON DATABASE … TO \(role);")
        case (true, _, true, false):
            DiagnosticCheck(
                "rights", .bad, "\(role) may read the schema \(schema) and not load into it",
                remedy: "Connect as its owner, or GRANT CREATE ON SCHEMA \(schema) TO \(role);")
        case (true, _, false, _):
            DiagnosticCheck(
                "rights", .bad, "\(role) may not use the schema \(schema)",
                remedy: "GRANT USAGE ON SCHEMA \(schema) TO \(role);")
        }
    }
}
