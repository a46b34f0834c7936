import Foundation
import Testing

@testable import Warehouse

/// A manifest of somebody else's names nothing but what a lake has.
@Suite("Manifests of lakes")
struct LakeManifestTests {
    private static func manifest(_ change: (inout [String: Any]) -> Void) throws -> Data {
        var table: [String: Any] = [
            "name": "plays", "partitioned_by": "local_date",
            "columns": [["name": "play_key", "type": "BIGINT"], ["name": "local_date", "type": "DATE"]],
            "partitions": [
                [
                    "day": "2025-12-01", "rows": 1, "fingerprint": "1",
                    "files": [["path": "plays/local_date=2025-12-01/part-0.parquet", "bytes": 10, "sha256": "00"]],
                ]
            ],
        ]
        change(&table)
        return try JSONSerialization.data(withJSONObject: [
            "format": "segue-lake", "format_version": 1, "schema_version": Migrator.newest(dialect: "duckdb"),
            "engine": "duckdb", "tables": [table],
        ])
    }

    private static func file(_ path: String, rows: Any = 1, bytes: Any = 10, day: String = "2025-12-01") -> [[String:
        Any]]
    {
        [["day": day, "rows": rows, "fingerprint": "1", "files": [["path": path, "bytes": bytes, "sha256": "00"]]]]
    }

    @Test("one of a lake's own is read")
    func good() throws {
        let manifest = try LakeManifest(json: try Self.manifest { _ in }, at: "m")
        #expect(manifest.files.count == 1)
    }

    static let faults: [(String, @Sendable (inout [String: Any]) -> Void)] = [
        (
            "a type that is SQL",
            {
                $0["columns"] = [
                    ["name": "play_key", "type": "VARCHAR) || (SELECT content FROM read_text('/etc/hostname')"]
                ]
            }
        ),
        ("a type that there is not", { $0["columns"] = [["name": "play_key", "type": "BLOB"]] }),
        ("a column that is SQL", { $0["columns"] = [["name": "play_key, 1 AS x", "type": "BIGINT"]] }),
        ("a column of another table", { $0["columns"] = [["name": "genre", "type": "VARCHAR"]] }),
        (
            "a column twice",
            { $0["columns"] = [["name": "play_key", "type": "BIGINT"], ["name": "play_key", "type": "BIGINT"]] }
        ),
        ("no column", { $0["columns"] = [] as [Any] }),
        ("a table that there is not", { $0["name"] = "secrets" }),
        ("another day", { $0["partitioned_by"] = "ended_at" }),
        ("a path above", { $0["partitions"] = file("plays/local_date=2025-12-01/../../x.parquet") }),
        ("a whole path", { $0["partitions"] = file("/etc/passwd") }),
        ("a pattern", { $0["partitions"] = file("plays/local_date=2025-12-01/*.parquet") }),
        ("another folder", { $0["partitions"] = file("tracks/part-0.parquet") }),
        ("a hidden file", { $0["partitions"] = file("plays/local_date=2025-12-01/.part.parquet") }),
        ("a day that is none", { $0["partitions"] = file("plays/local_date=x/part-0.parquet", day: "x") }),
        (
            "more rows than there are",
            { $0["partitions"] = file("plays/local_date=2025-12-01/part-0.parquet", rows: Int64.max) }
        ),
        ("fewer than no rows", { $0["partitions"] = file("plays/local_date=2025-12-01/part-0.parquet", rows: -1) }),
        (
            "more bytes than there are",
            { $0["partitions"] = file("plays/local_date=2025-12-01/part-0.parquet", bytes: Int64.max) }
        ),
    ]

    @Test("what no lake has is refused", arguments: faults.indices)
    func refused(_ place: Int) throws {
        let json = try Self.manifest(Self.faults[place].1)
        let error = #expect(throws: WarehouseError.self, "\(Self.faults[place].0)") {
            try LakeManifest(json: json, at: "m")
        }
        #expect(error?.code == "warehouse.lake")
    }

    @Test(
        "the columns that the migrations' texts tell are those that the engine has",
        arguments: LakeTable.all.map(\.name))
    func schema(_ table: String) async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        let names = try await warehouse.read { try $0.query(Statement("SELECT * FROM \(table) WHERE 1 = 0")) }.names
        #expect(Migrator.columns(of: table) == Set(names))
    }

    @Test("a link, and a file that the manifest does not name, are found")
    func links() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "segue-lake-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = folder.appending(path: "plays/local_date=2025-12-01")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try Data(count: 10).write(to: place.appending(path: "part-0.parquet"))
        try Self.manifest { _ in }.write(to: folder.appending(path: "manifest.json"))
        let lake = LakeFolder(folder), manifest = try lake.read()
        try lake.checkSizes(manifest)
        try FileManager.default.createSymbolicLink(
            at: place.appending(path: "other.parquet"), withDestinationURL: URL(fileURLWithPath: "/etc/hostname"))
        #expect(throws: WarehouseError.self) { try lake.checkSizes(manifest) }
        try FileManager.default.removeItem(at: place.appending(path: "other.parquet"))
        try FileManager.default.moveItem(at: place, to: folder.appending(path: "elsewhere"))
        try FileManager.default.createSymbolicLink(at: place, withDestinationURL: folder.appending(path: "elsewhere"))
        #expect(throws: WarehouseError.self) { try lake.checkSizes(manifest) }
    }
}
