import Foundation
import Listening
import Warehouse

@testable import Ingestion

/// A warehouse in memory, a folder for files, and an importer with a fixed clock.
struct IngestionFixture {
    let warehouse: DuckDBWarehouse
    let folder: URL

    init() async throws {
        warehouse = try await DuckDBWarehouse.inMemory()
        folder = FileManager.default.temporaryDirectory.appending(path: "segue-ingestion-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func clean() { try? FileManager.default.removeItem(at: folder) }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String { try write(Data(text.utf8), to: name) }

    @discardableResult
    func write(_ data: Data, to name: String) throws -> String {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
        return file.path
    }

    func run(
        _ format: ImportFormat, _ paths: [String], listener: String = "me", zone: String? = "Europe/Copenhagen",
        map: String? = nil,
        dryRun: Bool = false
    )
        async throws -> ImportReport
    {
        let now = Instant("2026-01-01T00:00:00Z") ?? Instant(microseconds: 0)
        return try await Importer(
            ImportOptions(
                format: format, paths: paths, listener: listener, zone: zone, mapping: map, dryRun: dryRun, now: now)
        ).run(into: warehouse)
    }

    /// The content of every table but the schema's own, as text, to compare before and after.
    func content() async throws -> [String: String] {
        try await warehouse.read { connection in
            let tables = try connection.query(
                Statement(
                    "SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' ORDER BY table_name"
                ))
            var content: [String: String] = [:]
            for row in 0..<tables.rowCount {
                guard let table = tables.columns[0].value(at: row).text else { continue }
                content[table] = try connection.query(Statement("SELECT * FROM \(table) ORDER BY ALL")).csv
            }
            return content
        }
    }

    /// Writes every play as `segue export csv` does.
    func export(_ name: String) async throws -> String {
        let file = folder.appending(path: name)
        _ = try await PlaysExport(.csv).write(warehouse, to: file)
        return file.path
    }

    /// Writes every play as `segue export parquet` does.
    func exportParquet(_ name: String) async throws -> String {
        let place = folder.appending(path: name)
        _ = try await PlaysExport(.parquet).write(warehouse, to: place)
        return place.path
    }

    func count(_ sql: String) async throws -> Int64? { try await warehouse.read { try $0.integer(Statement(sql)) } }

    static func account(_ rows: [(end: String, artist: String, track: String, ms: Int)]) -> String {
        let objects = rows.map {
            #"{"endTime": "\#($0.end)", "artistName": "\#($0.artist)", "trackName": "\#($0.track)", "msPlayed": \#($0.ms)}"#
        }
        return "[\n" + objects.joined(separator: ",\n") + "\n]"
    }
}

/// Real data beside the project; tests that need it say so where it is absent.
enum SharedData {
    static let root = URL(
        fileURLWithPath: ProcessInfo.processInfo.environment["SEGUE_SHARED_DATA"]
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
            .appending(path: "../shared/data").standardizedFileURL.path)

    static func path(_ name: String) -> String { root.appending(path: name).path }
    static var isThere: Bool { FileManager.default.fileExists(atPath: root.path) }
}
