import Listening
import Warehouse

/// The tables of a lake as a Spark session sees them: temporary views over its Parquet files.
struct LakeViews {
    /// Where the lake is, as the servers reach it: a path or a URI.
    let uri: String

    /// - Throws: ``WarehouseError`` `lake` where the place cannot stand in a statement.
    init(uri: String) throws {
        // The place is pasted between backquotes, where it could otherwise end the name.
        guard !uri.isEmpty, !uri.contains("`"), !uri.contains("\n") else {
            throw WarehouseError(code: "lake", message: "The place of the lake, \(uri), is none that Spark can be told. Use one without backquotes.", fault: .usage)
        }
        self.uri = uri.hasSuffix("/") ? String(uri.dropLast()) : uri
    }

    /// The text of the manifest.
    var manifest: String { "SELECT value FROM text.`\(uri)/\(LakeManifest.fileName)`" }

    /// The statement that makes a table's view.
    func view(of table: LakeManifest.Table) -> String {
        let columns = table.columns.map { column in
            if table.partitions.isEmpty { return "CAST(NULL AS \(Self.type(column.type))) AS \(column.name)" }
            // The day stands in the names of folders, where Sail reads it as text.
            if column.name == table.partitionedBy { return "CAST(\(column.name) AS DATE) AS \(column.name)" }
            return column.name
        }
        let source = table.partitions.isEmpty ? "WHERE FALSE" : "FROM parquet.`\(uri)/\(table.name)`"
        return "CREATE OR REPLACE TEMPORARY VIEW \(table.name) AS SELECT \(columns.joined(separator: ", ")) \(source)"
    }

    /// The view over rows that the cluster itself wrote.
    func view(_ name: String, over folder: String, columns: String = "*") -> String {
        "CREATE OR REPLACE TEMPORARY VIEW \(name) AS SELECT \(columns) FROM parquet.`\(folder)`"
    }

    private static func type(_ duckdb: String) -> String {
        switch duckdb {
        case "VARCHAR": "STRING"
        case "TIMESTAMP": "TIMESTAMP_NTZ"
        default: duckdb
        }
    }
}
