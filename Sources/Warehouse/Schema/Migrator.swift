/// Brings a warehouse's schema up to date by numbered migrations, each in the transaction of all.
enum Migrator {
    /// A migration: its number and the statements of its file.
    struct Migration: Sendable {
        let version: Int
        let file: SQLFile
    }

    static func migrations(dialect: String) -> [Migration] {
        SQLFile.all(in: EmbeddedFiles.texts, folder: "SQL/Migrations", dialect: dialect).compactMap { file in
            Int(file.name.prefix { $0.isNumber }).map { Migration(version: $0, file: file) }
        }
    }

    /// The schema that this program knows, and so of every warehouse that is open: a newer one is refused, an older one brought up to date.
    static func newest(dialect: String) -> Int { migrations(dialect: dialect).map(\.version).max() ?? 0 }

    static func migrate(_ warehouse: any Warehouse) async throws {
        let migrations = migrations(dialect: warehouse.dialect.name)
        let known = newest(dialect: warehouse.dialect.name)
        try await warehouse.write { connection in
            // Who may only read comes in where there is nothing to do.
            let exists = try connection.integer(
                Statement(
                    "SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_name = 'schema_migrations' AND table_schema = current_schema()"
                ))
            if exists == 0 {
                try connection.execute(
                    Statement("CREATE TABLE schema_migrations (version INTEGER NOT NULL, name {{text}} NOT NULL)"))
            }
            let found = Int(
                try connection.integer(Statement("SELECT MAX(version) AS version FROM schema_migrations")) ?? 0)
            guard found <= known else { throw WarehouseError.newerSchema(found: found, known: known) }
            for migration in migrations where migration.version > found {
                for text in statements(of: migration.file.text) { try connection.execute(Statement(text)) }
                try connection.execute(
                    Statement(
                        "INSERT INTO schema_migrations (version, name) VALUES (:version, :name)",
                        ["version": .integer(Int64(migration.version)), "name": .text(migration.file.name)]))
            }
            // A new warehouse has nothing to derive from.
            if found > 0, found < Marts.sinceSchema { try Marts.refresh(.everything, on: connection) }
        }
    }

    /// The statements of a file, split at semicolons that end a line. Comment lines are dropped, so a semicolon in one does no harm.
    static func statements(of text: String) -> [String] {
        let code = text.split(separator: "\n", omittingEmptySubsequences: false).filter {
            !$0.drop { $0 == " " }.hasPrefix("--")
        }
        return code.joined(separator: "\n").split(separator: ";\n").map(String.init)
            .filter { !$0.allSatisfy(\.isWhitespace) }
    }
}

extension Warehouse {
    /// The version of its schema.
    package var schemaVersion: Int { Migrator.newest(dialect: dialect.name) }
}
