#if Spark
import Foundation
import Listening
import Simulation
import SparkWarehouse
import Testing
import Warehouse

/// A worker dies in the middle of a query. `make test-spark` runs this, on a cluster of its own, after everything else.
@Suite(
    "A worker that dies", .serialized,
    .enabled(if: EngineUnderTest.sparkAddress != nil, "needs Apache Spark: make test-spark"))
struct WorkerTests {
    /// The process groups of the workers, each with all the executors that it started.
    private static let workers = (ProcessInfo.processInfo.environment["SEGUE_TEST_SPARK_WORKERS"] ?? "").split(
        separator: " "
    ).compactMap {
        Int32($0)
    }

    @Test("the answer is still right")
    func killed() async throws {
        let embedded = try await DuckDBWarehouse.inMemory(), folder = TemporaryFolder("worker")
        _ = try await Simulator(try SimulationRequest(plays: 4000, listeners: 40)).run(
            into: embedded, at: Instant(seconds: 1_760_000_000))
        _ = try await LakeWriter(embedded, to: folder.url).write()
        let warehouse = try await EngineUnderTest.spark.warehouse(over: folder.url)
        // Some seconds of work on each worker, in many tasks.
        let question = Statement(
            """
            SELECT a.local_weekday, COUNT(*) AS pairs, SUM((a.play_key * b.play_key + c.day_number) % 1009) AS total
            FROM plays AS a CROSS JOIN plays AS b
            CROSS JOIN (SELECT ROW_NUMBER() OVER (ORDER BY track_key) AS day_number FROM tracks ORDER BY track_key LIMIT 40) AS c
            GROUP BY a.local_weekday ORDER BY a.local_weekday
            """)
        let wanted = try await embedded.read { try $0.query(question) }
        _ = try await warehouse.read { try $0.query(Statement("SELECT COUNT(*) AS n FROM plays")) }
        let start = ContinuousClock.now
        let answer = Task { try await warehouse.read { try $0.query(question) } }
        try await Task.sleep(for: .seconds(5))
        let victim = try #require(Self.workers.first)
        #expect(Foundation.kill(-victim, SIGKILL) == 0)
        let killed = ContinuousClock.now
        let found = try await answer.value
        #expect(ContinuousClock.now - killed > .milliseconds(200), "the query was over before the worker died")
        Comparison(what: "the answer after a worker died").check(found, wanted)
        print("worker: killed \(killed - start) into the query, which took \(ContinuousClock.now - start)")
        #expect(try await warehouse.read { try $0.integer(Statement("SELECT COUNT(*) AS n FROM plays")) } == 4000)
        await warehouse.close()
    }
}
#endif
