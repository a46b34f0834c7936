#if Spark
import Features
import Foundation
import Insights
import Listening
import Simulation
import SparkWarehouse
import Testing
import Warehouse

/// What can go wrong between here and a cluster, on Sail, and on Apache Spark where it runs.
@Suite("The Spark engine", .serialized)
struct SparkTests {
    private static let engines = EngineUnderTest.allCases.filter(\.speaksSpark)

    private static let lake = Task {
        let folder = TemporaryFolder("spark"), warehouse = try await DuckDBWarehouse.inMemory()
        _ = try await Simulator(try SimulationRequest(plays: 2000, listeners: 40)).run(
            into: warehouse, at: Instant(seconds: 1_760_000_000))
        _ = try await LakeWriter(warehouse, to: folder.url).write()
        return folder
    }

    /// A copy of the lake, to be damaged.
    private func copy() async throws -> TemporaryFolder {
        let folder = TemporaryFolder("copy")
        try FileManager.default.copyItem(at: try await Self.lake.value.url, to: folder.url)
        return folder
    }

    private func code(_ work: () async throws -> Void) async -> String {
        do { try await work() } catch { return (error as? WarehouseError)?.code ?? "\(error)" }
        return "nothing was wrong"
    }

    @Test("values of every kind come back as they were bound", arguments: engines)
    func values(_ engine: EngineUnderTest) async throws {
        let warehouse = try await engine.warehouse(over: try await Self.lake.value.url)
        let values: [String: Value] = [
            "a": "it's \\ \n `Zoë 🎧`", "b": .integer(.min), "c": .double(-1.5e-300), "d": .day(-1),
            "e": .instant(1_743_296_523_000_004),
            "f": .null,
            "g": true,
        ]
        let found = try await warehouse.read {
            try $0.query(
                Statement(
                    "SELECT :a AS a, :b AS b, :c AS c, :d AS d, :e AS e, CAST(:f AS {{text}}) AS f, :g AS g", values))
        }
        for (name, value) in values { #expect(found.value(name, at: 0) == value, "\(name)") }
        await warehouse.close()
    }

    @Test("a message of many megabytes comes through", arguments: engines)
    func largeMessage(_ engine: EngineUnderTest) async throws {
        let warehouse = try await engine.warehouse(over: try await Self.lake.value.url)
        // One row cannot be spread over messages; the transport's own bound is 4 MB.
        let row = try await warehouse.read { try $0.query(Statement("SELECT repeat('x', 20000000) AS words")) }
        #expect(row.value("words", at: 0).text?.utf8.count == 20_000_000)
        await warehouse.close()
    }

    @Test("nothing can be loaded into a lake through the cluster", arguments: engines)
    func readOnly(_ engine: EngineUnderTest) async throws {
        let warehouse = try await engine.warehouse(over: try await Self.lake.value.url)
        let found = await code {
            _ = try await Simulator(try SimulationRequest(plays: 100, listeners: 5)).run(
                into: warehouse, at: Instant(seconds: 1))
        }
        #expect(found == "warehouse.read-only")
        await warehouse.close()
        #expect(
            await code { _ = try await warehouse.read { try $0.query(Statement("SELECT 1 AS x")) } }
                == "warehouse.closed")
    }

    @Test("cancelling a task stops its query, and the warehouse goes on", arguments: engines)
    func cancellation(_ engine: EngineUnderTest) async throws {
        let warehouse = try await engine.warehouse(over: try await Self.lake.value.url)
        let task = Task {
            try await warehouse.read {
                try $0.query(
                    Statement(
                        "SELECT SUM(a.play_key * b.play_key % 7 + c.play_key) AS s FROM plays AS a CROSS JOIN plays AS b CROSS JOIN (SELECT play_key FROM plays ORDER BY play_key LIMIT 200) AS c"
                    ))
            }
        }
        // Sail goes on with what it was told to stop, so the query is long enough to be stopped and no longer.
        try await Task.sleep(for: .milliseconds(400))
        task.cancel()
        let outcome = await code { _ = try await task.value }
        #expect(outcome == "warehouse.interrupted")
        #expect(try await warehouse.read { try $0.integer(Statement("SELECT 7 AS x")) } == 7)
        await warehouse.close()
    }

    @Test("a body that stops in the middle of a large answer leaves the session usable", arguments: engines)
    func stoppedStream(_ engine: EngineUnderTest) async throws {
        let warehouse = try await engine.warehouse(over: try await Self.lake.value.url)
        struct Enough: Error {}
        for _ in 0..<3 {
            await #expect(throws: Enough.self) {
                try await warehouse.read {
                    try $0.stream(Statement("SELECT a.play_key FROM plays AS a CROSS JOIN plays AS b")) { _ in
                        throw Enough()
                    }
                }
            }
        }
        #expect(try await warehouse.read { try $0.integer(Statement("SELECT 7 AS x")) } == 7)
        await warehouse.close()
    }

    @Test("a statement that is wrong is answered with the server's words", arguments: engines)
    func statement(_ engine: EngineUnderTest) async throws {
        let warehouse = try await engine.warehouse(over: try await Self.lake.value.url)
        await #expect {
            _ = try await warehouse.read { try $0.query(Statement("SELECT nonsense FROM plays")) }
        } throws: {
            ($0 as? WarehouseError)?.code == "warehouse.statement"
                && ($0 as? WarehouseError)?.message.contains("nonsense") == true
        }
        await warehouse.close()
    }

    @Test("a lake that is missing, of another version or damaged is refused by name", arguments: engines)
    func damagedLake(_ engine: EngineUnderTest) async throws {
        #expect(
            await code { _ = try await engine.warehouse(over: URL(fileURLWithPath: "/nowhere/lake")) }
                == "warehouse.lake")
        let newer = try await copy(), manifest = newer.url.appending(path: "manifest.json")
        let text = try String(contentsOf: manifest, encoding: .utf8)
        try text.replacing(/"schema_version":\d+/, with: "\"schema_version\":99").write(
            to: manifest, atomically: true, encoding: .utf8)
        #expect(await code { _ = try await engine.warehouse(over: newer.url) } == "warehouse.lake")

        let damaged = try await copy()
        let file = damaged.url.appending(path: "plays/local_date=2025-10-20/part-0.parquet")
        let bytes = try Data(contentsOf: file)
        try Data(bytes.prefix(bytes.count / 2)).write(to: file)
        await #expect { _ = try await engine.warehouse(over: damaged.url) } throws: {
            ($0 as? WarehouseError)?.code == "warehouse.lake-damaged"
                && ($0 as? WarehouseError)?.message.contains("local_date=2025-10-20") == true
        }
        // As long as it was, so that only who reads it sees that it is damaged.
        try Data(repeating: 0x2a, count: bytes.count).write(to: file)
        #expect(
            await code {
                let warehouse = try await engine.warehouse(over: damaged.url)
                _ = try await warehouse.read { try $0.query(Statement("SELECT SUM(ms_played) AS s FROM plays")) }
            } == "warehouse.lake-damaged")
    }

    @Test("features that are kept for a day are replaced, and another day's stay", arguments: engines)
    func features(_ engine: EngineUnderTest) async throws {
        let folder = try await copy()
        let warehouse = try await engine.warehouse(over: folder.url), store = FeatureStore(warehouse)
        await #expect(throws: FeatureError.self) { try await store.features() }
        let early = try await store.build(asOf: CalendarDay("2025-11-01")), late = try await store.build()
        _ = try await store.build()
        #expect(try await store.features(asOf: CalendarDay("2025-11-01")).rowCount == early.listeners)
        #expect(try await store.features().rowCount == late.listeners)
        await warehouse.close()
        // Another session finds what this one kept.
        let again = try await engine.warehouse(over: folder.url)
        #expect(try await FeatureStore(again).features().rowCount == late.listeners)
        await again.close()
    }

    @Test("a server that goes away is told of in time, and never waited for")
    func gone() async throws {
        let server = try await SailServer()
        let warehouse = try await SparkWarehouse.open(
            try SparkEndpoint(server.address), lake: try await Self.lake.value.url.path)
        await server.stop()
        try await Task.sleep(for: .seconds(1))
        #expect(
            await code { _ = try await warehouse.read { try $0.query(Statement("SELECT COUNT(*) AS n FROM plays")) } }
                == "warehouse.connect")
        #expect(
            await code { _ = try await SparkWarehouse.open(try SparkEndpoint(server.address), lake: "/nowhere") }
                == "warehouse.lake")
        let lake = try await Self.lake.value.url.path
        #expect(
            await code { _ = try await SparkWarehouse.open(try SparkEndpoint(server.address), lake: lake) }
                == "warehouse.connect")
        await warehouse.close()
        let findings = await SparkWarehouse.examine(try SparkEndpoint(server.address), lake: lake)
        #expect(findings.map(\.verdict) == [.bad] && findings[0].remedy?.contains("Connect server") == true)
    }

    @Test(
        "a wrong token is refused, and not shown",
        .enabled(if: EngineUnderTest.sparkAddress != nil, "needs Apache Spark: make test-spark"))
    func token() async throws {
        let endpoint = try SparkEndpoint("\(try #require(EngineUnderTest.sparkAddress))/;token=hunter2")
        let lake = try await Self.lake.value.url.path
        await #expect { _ = try await SparkWarehouse.open(endpoint, lake: lake) } throws: {
            ($0 as? WarehouseError)?.code == "warehouse.token" && !"\($0)".contains("hunter2")
        }
    }

    @Test("a connection is encrypted where its string says so, and refused where nobody vouches for the certificate")
    func encryption() async throws {
        let folder = TemporaryFolder("tls"), certificate = folder.url.appending(path: "server.crt")
        let key = folder.url.appending(path: "server.key"), port = try ChildServer.freePort()
        try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
        try PostgresServer.makeCertificate(certificate, key: key)
        let sail = try await SailServer.shared.value.address
        let proxy = SQLFiles.root.appending(path: "Tests/ContractTests/Fixtures/tls-proxy.py").path
        let server = try ChildServer(
            "exec python3 \"$1\" \"$2\" \"$3\" \"$4\" \"$5\"",
            [proxy, "\(port)", certificate.path, key.path, String(sail.split(separator: ":").last ?? "")])
        defer { server.stop() }
        let trusted = "sc://localhost:\(port)/;use_ssl=true;ca=\(certificate.path);token=sesame"
        let lake = try await Self.lake.value.url.path
        var findings: [DiagnosticCheck] = []
        for _ in 0..<50 where findings.first?.verdict != .good {
            try await Task.sleep(for: .milliseconds(100))
            findings = await SparkWarehouse.examine(try SparkEndpoint(trusted), lake: nil)
        }
        #expect(findings.first?.detail.contains("encrypted") == true, "\(findings)")
        let warehouse = try await SparkWarehouse.open(try SparkEndpoint(trusted), lake: lake)
        #expect(try await warehouse.read { try $0.integer(Statement("SELECT COUNT(*) AS n FROM plays")) } == 2000)
        await warehouse.close()
        for untrusted in ["sc://localhost:\(port)/;use_ssl=true", "sc://localhost:\(port)"] {
            #expect(
                await code { _ = try await SparkWarehouse.open(try SparkEndpoint(untrusted), lake: lake) }
                    == "warehouse.connect")
        }
    }

    @Test("the doctor tells what is well", arguments: engines)
    func examination(_ engine: EngineUnderTest) async throws {
        let address =
            engine == .spark ? try #require(EngineUnderTest.sparkAddress) : try await SailServer.shared.value.address
        let findings = await SparkWarehouse.examine(
            try SparkEndpoint(address), lake: try await Self.lake.value.url.path)
        #expect(
            findings.map(\.subject) == ["connection", "version", "clock", "lake", "rights"]
                && findings.allSatisfy { $0.verdict == .good })
        let scratch = try await Self.lake.value.url.appending(path: "_scratch")
        #expect(
            (try? FileManager.default.contentsOfDirectory(atPath: scratch.path)) ?? [] == [],
            "the doctor leaves nothing behind")
        let without = await SparkWarehouse.examine(try SparkEndpoint(address), lake: "/nowhere/lake")
        #expect(without.contains { $0.subject == "lake" && $0.verdict == .bad })
    }
}
#endif
