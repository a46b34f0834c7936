import Foundation
import TestSupport
import Testing

/// Commands name no number and no finding that the source cannot know.
@Suite("Commands over sources that lack something")
struct UnknownCommandTests {
    /// What is asked of every source.
    private static let insights =
        CommandTests.insights + CommandTests.moreInsights
        + ["genre", "device", "reason_start"].map { ["skips", "--by", $0] }

    /// Columns of time, streams and skips: unknown where no play's time listened is.
    private static let ofTime: Set<String> = [
        "minutes", "streams", "skips", "skip_rate", "stream_share", "minutes_per_listener_day", "mean_minutes",
        "median_minutes", "skips_per_session", "previous_minutes", "previous_skip_rate", "previous_stream_share",
        "previous_minutes_per_listener_day",
    ]
    /// Rows of `changes` and `skips --by kinds` that stand for such columns.
    private static let namesOfTime: Set<String> = [
        "minutes_per_listener_day", "skip_rate", "stream_share", "weekend_minutes", "early", "mid", "late", "none",
        "not_early",
    ]

    @Test(
        "no command prints a number that the source cannot know, and a run says what is not recorded",
        arguments: PartialSource.lacking)
    func commands(_ source: PartialSource) throws {
        let line = try CommandLine()
        defer { line.clean() }
        let file = try source.write(to: line.directory)
        let outcome = try line.run("import", source.format.rawValue, file.path, "--listener", "ann", "--zone", "UTC")
        #expect(outcome.code == 0, "\(outcome.errors)")
        for words in Self.insights { try check(words, line, source) }
        try checkRun(line, source)
    }

    private func check(_ words: [String], _ line: CommandLine, _ source: PartialSource) throws {
        let outcome = try line.run(["insights"] + words + ["--json", "--data", line.data])
        #expect(outcome.code == 0, "\(words): \(outcome.errors)")
        let rows = try #require(try outcome.json["rows"] as? [[String: Any]])
        for row in rows {
            if source.lacksTimes, (row["plays"] as? Int) != 0 {
                for column in Self.ofTime { #expect(row[column] == nil || row[column] is NSNull, "\(column): \(row)") }
                let name = (row["measure"] ?? row["skip_kind"]) as? String
                if let name, Self.namesOfTime.contains(name) {
                    for key in ["now", "before", "difference", "plays", "share"] {
                        #expect(!(row[key] is NSNumber), "\(row)")
                    }
                }
            }
            if source.lacksLaterSkips, let kind = row["skip_kind"] as? String, ["mid", "late", "none"].contains(kind) {
                #expect(row["plays"] is NSNull, "\(row)")
            }
            if source.lacksGenres, let genre = row["genre"] as? String { #expect(genre == "unknown") }
        }
    }

    private func checkRun(_ line: CommandLine, _ source: PartialSource) throws {
        let outcome = try line.run("run", "--no-serve")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let text = outcome.output
        switch source {
        case .scrobbles:
            #expect(text.contains("The source does not record how long plays lasted."))
            #expect(text.contains("Whether plays were skipped is not recorded."))
            for claim in ["listens for", "are skipped", "Will this play", "How long will this session"] {
                #expect(!text.contains(claim), "\(claim)")
            }
        case .mixed:
            #expect(text.contains("listens for at least"))
        case .accountHistory:
            #expect(text.firstMatch(of: /At least \d+\.\d % of plays are skipped/) != nil)
            #expect(text.contains("is not recorded of every play"))
        case .withoutGenres, .extremes:
            #expect(!text.contains("At least") && text.firstMatch(of: /\d+\.\d % of plays are skipped\./) != nil)
        }
        if source.lacksGenres { #expect(!text.lowercased().contains("genre")) }
    }

    @Test(
        "no experiment is designed for a metric that the source does not record", arguments: ["skip_rate", "minutes"])
    func design(_ metric: String) throws {
        let line = try CommandLine()
        defer { line.clean() }
        let plays = (0..<40).flatMap { listener in
            (0..<20).map { "l\(listener),2025-09-\($0 + 10)T08:00:00Z,A \($0 % 3),S \($0 % 7)" }
        }
        let file = try line.write("listener,started_at,artist,track\n" + plays.joined(separator: "\n"), to: "plays.csv")
        #expect(try line.run("import", "csv", file, "--zone", "UTC").code == 0)
        let outcome = try line.run(
            "experiment", "design", "less", "--hypothesis", "Less is skipped.", "--primary", "\(metric)=10%")
        #expect(outcome.code == 3, "\(outcome.output)")
        #expect(outcome.errors.contains("Where the source does not record this, choose another metric."))
    }
}
