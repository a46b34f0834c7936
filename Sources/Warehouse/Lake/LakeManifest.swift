package import Foundation
import Listening

/// What a lake holds, file by file: `manifest.json` in its folder, on one line so that any engine can read it as text.
package struct LakeManifest: Codable, Sendable, Equatable {
    /// One Parquet file.
    package struct File: Codable, Sendable, Equatable {
        /// The path within the lake.
        package let path: String
        package let bytes: Int
        package let sha256: String
    }

    /// The rows of one day, or of a whole table.
    package struct Partition: Codable, Sendable, Equatable {
        /// The day, such as `2025-12-01`; nil for a whole table.
        package let day: String?
        package let rows: Int
        /// Changes when the rows do; comparable only with one of the same engine.
        package let fingerprint: String
        package let files: [File]
    }

    package struct Column: Codable, Sendable, Equatable {
        package let name: String
        /// DuckDB's name of the type.
        package let type: String
    }

    package struct Table: Codable, Sendable, Equatable {
        package let name: String
        /// The column that stands in the names of folders instead of in the files.
        package let partitionedBy: String?
        package let columns: [Column]
        package let partitions: [Partition]

        package var rows: Int { partitions.reduce(0) { $0.saturatingAdd($1.rows) } }
    }

    package let format: String
    package let formatVersion: Int
    package let schemaVersion: Int
    /// The engine whose fingerprints these are.
    package let engine: String
    package let tables: [Table]

    init(schemaVersion: Int, engine: String, tables: [Table]) {
        format = Self.format
        formatVersion = Self.formatVersion
        self.schemaVersion = schemaVersion
        self.engine = engine
        self.tables = tables
    }

    package static let fileName = "manifest.json"
    private static let format = "segue-lake"
    private static let formatVersion = 1
    /// The oldest schema that is read: that of Segue 0.1.0.
    private static let oldestSchema = 4

    /// Every file of every table.
    package var files: [File] { tables.flatMap(\.partitions).flatMap(\.files) }

    package func table(_ name: String) -> Table? { tables.first { $0.name == name } }

    /// Whether a table's files tell unknown from 0 no better than the schema that they were written with, so that its rows are derived from the
    /// plays instead.
    package func isDerived(_ table: Table) -> Bool {
        schemaVersion < Marts.sinceSchema && Marts.tables.contains(table.name)
    }

    /// Reads a manifest.
    /// - Throws: ``WarehouseError`` `lake` where it is none, or of a version that this program does not read.
    package init(json: Data, at place: String) throws(WarehouseError) {
        struct Version: Decodable {
            let format: String
            let formatVersion: Int
            let schemaVersion: Int
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let version = try? decoder.decode(Version.self, from: json), version.format == Self.format else {
            throw Self.error("\(place) is no manifest of a lake. Write the lake with `segue export parquet --lake`.")
        }
        let known = Migrator.newest(dialect: "duckdb")
        guard version.formatVersion == Self.formatVersion, (Self.oldestSchema...known).contains(version.schemaVersion)
        else {
            throw Self.error(
                """
                The lake at \(place) has format \(version.formatVersion) and schema \(version.schemaVersion); this segue reads format \
                \(Self.formatVersion) and schemas \(Self.oldestSchema) to \(known). Write it again with this segue: `segue export parquet --lake`, into a new folder.
                """)
        }
        guard let manifest = try? decoder.decode(LakeManifest.self, from: json) else {
            throw Self.error(
                "\(place) is damaged. Write the lake again with `segue export parquet --lake`, into a new folder.")
        }
        try manifest.check(at: place)
        self = manifest
    }

    var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.keyEncodingStrategy = .convertToSnakeCase
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(self)
        }
    }

    static func error(_ message: String) -> WarehouseError {
        WarehouseError(code: "lake", message: message, fault: .input)
    }
}
