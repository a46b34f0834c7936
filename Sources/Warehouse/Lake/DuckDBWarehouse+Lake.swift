package import Foundation

extension DuckDBWarehouse {
    /// Opens a lake with the embedded engine, without reading it in: tables are views over its files. What is derived from them is kept in
    /// the data directory, in a file of its own.
    /// - Parameter directory: the data directory; nil keeps what is derived in memory, for as long as the warehouse is open.
    /// - Throws: ``WarehouseError`` `lake` or `lake-damaged`, and what ``open(directory:settings:)`` throws.
    package static func open(lake: LakeFolder, directory: URL?, settings: DuckDBSettings = .init()) async throws
        -> DuckDBWarehouse
    {
        let manifest = try lake.read()
        try lake.checkSizes(manifest)
        var settings = settings
        settings.lake = lake.url
        let warehouse =
            if let directory {
                try open(\.lake, in: directory, settings: settings)
            } else {
                try DuckDBWarehouse(path: ":memory:", spill: temporarySpill, settings: settings, owner: nil)
            }
        try warehouse.withPlainConnection { connection in try settings.enclosure.forEach(connection.runPlain) }
        try await warehouse.write { connection in
            for table in manifest.tables where !manifest.isDerived(table) {
                try connection.execute(Statement(view(of: table, in: lake)))
            }
            for table in manifest.tables where manifest.isDerived(table) {
                try connection.execute(
                    Statement("CREATE OR REPLACE VIEW \(table.name) AS \(Marts.question(table.name, .everything))"))
            }
            // Who writes a lake of this one asks for the schema, which is that of the views.
            let schema = max(manifest.schemaVersion, Marts.sinceSchema)
            try connection.execute(
                Statement("CREATE OR REPLACE VIEW schema_migrations AS SELECT CAST(\(schema) AS INTEGER) AS version"))
        }
        return warehouse
    }

    private static func view(of table: LakeManifest.Table, in lake: LakeFolder) -> String {
        func view(_ columns: [String], _ source: String) -> String {
            "CREATE OR REPLACE VIEW \(table.name) AS SELECT \(columns.joined(separator: ", ")) \(source)"
        }
        if table.partitions.isEmpty {
            return view(table.columns.map { "CAST(NULL AS \($0.type)) AS \($0.name)" }, "WHERE FALSE")
        }
        let folders = table.partitionedBy.map { "\(table.name)/\($0)=*" } ?? table.name
        let files = DuckDBPath.quoted(DuckDBPath.literal(lake.url.path) + "/\(folders)/*.parquet")
        let days = table.partitionedBy.map { ", hive_partitioning = true, hive_types = {'\($0)': DATE}" } ?? ""
        return view(table.columns.map(\.name), "FROM read_parquet(\(files)\(days))")
    }
}
