import Warehouse

/// The tables of a lake as a Spark session sees them: temporary views over its Parquet files.
struct LakeViews {
    /// Where the lake is, as the servers reach it: a path or a URI.
    let uri: String

    /// - Throws: ``WarehouseError`` `lake` where the place cannot stand in a statement.
    init(uri: String) throws {
        // The place is pasted between backquotes, where it could otherwise end the name.
        guard !uri.isEmpty, !uri.contains("`"), !uri.contains("\n") else {
            throw WarehouseError(
                code: "lake",
                message: "The place of the lake, \(uri), is none that Spark can be told. Use one without backquotes.",
                fault: .usage)
        }
        self.uri = uri.hasSuffix("/") ? String(uri.dropLast()) : uri
    }

    /// The text of the manifest.
    var manifest: String { "SELECT value FROM text.`\(uri)/\(LakeManifest.fileName)`" }

    /// The statements that make a table's view.
    /// - Parameter isSpark: Apache Spark looks at files once where it is told the columns; Sail takes told columns by their place.
    func views(of table: LakeManifest.Table, isSpark: Bool) -> [String] {
        func view(_ columns: [String], _ source: String) -> String {
            "CREATE OR REPLACE TEMPORARY VIEW \(table.name) AS SELECT \(columns.joined(separator: ", ")) \(source)"
        }
        if table.partitions.isEmpty {
            return [view(table.columns.map { "CAST(NULL AS \(Self.type($0.type))) AS \($0.name)" }, "WHERE FALSE")]
        }
        let folder = "\(uri)/\(table.name)"
        if isSpark {
            let columns = table.columns.map { "\($0.name) \(Self.type($0.type))" }.joined(separator: ", ")
            return [
                "CREATE OR REPLACE TEMPORARY VIEW files_of_\(table.name) (\(columns)) USING parquet OPTIONS (path \(Self.quoted(folder)))",
                view(table.columns.map(\.name), "FROM files_of_\(table.name)"),
            ]
        }
        // The day stands in the names of folders, where Sail reads it as text.
        let columns = table.columns.map {
            $0.name == table.partitionedBy ? "CAST(\($0.name) AS DATE) AS \($0.name)" : $0.name
        }
        return [view(columns, "FROM parquet.`\(folder)`")]
    }

    /// The view over rows that the cluster itself wrote.
    func view(_ name: String, over folder: String, columns: String = "*") -> String {
        "CREATE OR REPLACE TEMPORARY VIEW \(name) AS SELECT \(columns) FROM parquet.`\(folder)`"
    }

    /// A path as a text in a command.
    static func quoted(_ path: String) -> String {
        "'" + path.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }

    private static func type(_ duckdb: String) -> String {
        switch duckdb {
        case "VARCHAR": "STRING"
        case "TIMESTAMP": "TIMESTAMP_NTZ"
        default: duckdb
        }
    }
}
