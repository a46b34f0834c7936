import Experimentation
import Foundation
import Testing
import Warehouse

@testable import ExperimentService

@Suite("Metrics in SQL")
struct MetricSourceTests {
    @Test func builtInMetricsAreThere() throws {
        let catalogue = try MetricCatalogue(dialect: "duckdb")
        let keys = Set(catalogue.metrics.map(\.key))
        let wanted = [
            "listen_through_rate", "minutes", "skip_rate", "sessions", "new_artists", "retention_30", "survey_score",
            "playlist_completion",
            "conversion",
        ]
        #expect(keys.isSuperset(of: wanted))
        #expect(catalogue.metrics.allSatisfy { !$0.definition.isEmpty && !$0.unit.isEmpty })
    }

    @Test(
        "a description that makes no sense names the file, the metric and what it takes",
        arguments: [
            ("minutes: Minutes | mean | min | higher | ms_played", "six parts"),
            ("minutes: Minutes | median | min | higher | ms_played | x", "median"),
            ("minutes: Minutes | mean | min | bigger | ms_played | x", "bigger"),
            ("minutes: Minutes | mean | min | higher | ms_played per 0 | x", "per 0"),
            ("minutes: Minutes | mean | min | higher | MS; DROP TABLE plays | x", "DROP"),
            ("minutes: Minutes | ratio | min | higher | ms_played | x", "denominator"),
            ("minutes: Minutes | mean | min | higher | a / b | x", "denominator"),
            ("minutes: Minutes | mean | min | higher | a if seen | x", "if seen"),
            ("minutes: Minutes | mean | min | higher | a after 0 | x", "after 0"),
        ])
    func faulty(_ line: String, _ words: String) {
        let error = #expect(throws: ExperimentationError.self) {
            try MetricSource(SQLFile(path: "metrics/own.sql", text: "-- metric \(line)\nSELECT 1"))
        }
        #expect(error?.code == "experiment.metric-file")
        #expect(error?.message.contains("metrics/own.sql") == true)
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test func aFileWithoutAMetricSaysHowOneLooks() {
        let error = #expect(throws: ExperimentationError.self) {
            try MetricSource(SQLFile(path: "own.sql", text: "SELECT 1"))
        }
        #expect(error?.message.contains("-- metric minutes:") == true)
    }

    @Test func theGrammarOfAValueIsRead() throws {
        let text =
            "-- metric score: Score | ratio | points | higher | real given / asked per 2 if known after 30 given before_it, before_that | x\nSELECT 1"
        let metric = try #require(try MetricSource(SQLFile(path: "own.sql", text: text)).metrics.first)
        #expect(metric.isReal && metric.onlyKnown)
        #expect(metric.outcome == ["given", "asked"])
        #expect(metric.ripeAfter == 30)
        #expect(metric.given == ["before_it", "before_that"])
        #expect(metric.per == 2)
    }

    @Test func ownFilesJoinTheBuiltInOnesAndMayNotShadowThem() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try "-- metric spend: Spend | mean | EUR | higher | real spend | x\nSELECT unit, spend FROM purchases".write(
            to: folder.appending(path: "spending.sql"), atomically: true, encoding: .utf8)
        #expect(try MetricCatalogue(dialect: "duckdb", folder: folder).metrics.contains { $0.key == "spend" })
        try "-- metric minutes: Mine | mean | min | higher | a | x\nSELECT 1".write(
            to: folder.appending(path: "mine.sql"), atomically: true, encoding: .utf8)
        let error = #expect(throws: ExperimentationError.self) {
            try MetricCatalogue(dialect: "duckdb", folder: folder)
        }
        #expect(error?.message.contains("twice") == true)
    }
}
