import Foundation
import Testing

@Suite("The command line", .serialized)
struct CommandTests {
    private static let history =
        #"[{"endTime": "2022-01-01 10:00", "artistName": "A", "trackName": "T", "msPlayed": 1000}, {"endTime": "2022-01-01 10:04", "artistName": "B", "trackName": "U", "msPlayed": 200000}]"#

    @Test("every command has help, on standard output, with an overview", arguments: Self.commands)
    func help(_ command: [String]) throws {
        let line = try CommandLine()
        defer { line.clean() }
        let outcome = try line.run(command + ["--help"])
        #expect(outcome.code == 0 && outcome.errors.isEmpty)
        #expect(outcome.output.contains("Example"), "it has an example")
        let own = outcome.output.range(of: "\nOPTIONS:"), shared = outcome.output.range(of: "\nSHARED OPTIONS:")
        if let own, let shared { #expect(own.lowerBound < shared.lowerBound, "what is its own comes first") }
        #expect(
            outcome.output.contains("OVERVIEW:")
                && outcome.output.contains("USAGE: segue \(command.joined(separator: " "))"))
    }

    @Test("a whole run gives one JSON document with features, models beside the truth, and insights")
    func run() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let outcome = try line.run("run", "--plays", "20000", "--listeners", "300", "--no-serve", "--json")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let document = try outcome.json
        let models = try #require(document["models"] as? [String: [String: Any]])
        #expect(Set(models.keys) == ["skip", "duration"])
        let roles = (models["skip"]?["scores"] as? [[String: Any]] ?? []).compactMap { $0["role"] as? String }
        #expect(roles == ["model", "baseline", "baseline", "baseline", "oracle"])
        #expect((document["insights"] as? [String: Any])?["retention"] != nil)
        #expect((document["features"] as? [String: Any])?["features"] as? Int ?? 0 >= 60)
        #expect(FileManager.default.fileExists(atPath: line.data + "/truth.json"))

        let again = try line.run("run", "--plays", "20000", "--no-serve")
        #expect(again.code == 0 && again.output.contains("Will this play be skipped?"))
        #expect(
            try line.run("models", "list", "--json").json["models"].map { ($0 as? [Any])?.count } == 2,
            "nothing changed, so nothing is trained again")

        let show = try line.run("models", "show", "skip")
        #expect(show.code == 0 && show.output.contains("energy_distance") && show.output.contains("planted"))
        #expect(try line.run("models", "promote", "skip@1").code == 0)
        #expect(try line.run("models", "show", "skip@9").code == 1)
        for insight in [
            ["activity"], ["retention", "--kind", "on"], ["funnel", "drop-off"],
            ["funnel", "custom", "--steps", "play,like"],
            ["skips", "--by", "device"], ["emerging", "--max-p-value", "1"], ["changes"],
        ] {
            let json = try line.run(["insights"] + insight + ["--json", "--data", line.data])
            let rows = try json.json["rows"] as? [Any]
            #expect(json.code == 0 && rows != nil, "\(insight)")
            let csv = try line.run(["insights"] + insight + ["--csv", "--data", line.data])
            #expect(csv.code == 0 && csv.output.split(separator: "\n").count >= 2, "\(insight)")
            #expect(try line.run(["insights"] + insight + ["--data", line.data]).output.contains("─"))
        }
        let file = line.directory.appending(path: "features.csv").path
        #expect(try line.run("features", "export", file).code == 0)
        #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("listener_id,listener_key,as_of,"))
    }

    @Test("your own history goes the same way")
    func ownHistory() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let file = try line.write(Self.history, to: "StreamingHistory0.json")
        let outcome = try line.run("run", "--history", file, "--zone", "Europe/Copenhagen", "--no-serve", "--json")
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(
            (try outcome.json["notes"] as? [String])?.count == 2,
            "two plays are too few for a model, which is said and is no failure")
    }

    @Test("import, import again, export, and import the export elsewhere: the same plays")
    func exportAndBack() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let file = try line.write(Self.history, to: "StreamingHistory0.json")
        let first = try line.run("import", "spotify", file, "--zone", "Europe/Copenhagen", "--json")
        #expect(try first.json["rows_new"] as? Int == 2)
        #expect(try line.run("import", "spotify", file, "--json").json["rows_new"] as? Int == 0)
        let lake = line.directory.appending(path: "lake").path
        #expect(try line.run("export", "parquet", "--out", lake).code == 0)
        #expect(FileManager.default.fileExists(atPath: lake + "/local_date=2022-01-01"))
        #expect(try line.run("export", "parquet", "--out", lake).code == 2, "an export never overwrites")
        let elsewhere = line.directory.appending(path: "elsewhere").path
        let back = try line.run(["import", "parquet", lake, "--data", elsewhere, "--json"])
        #expect(try back.json["rows_new"] as? Int == 2, "\(back.errors)")
        let question =
            "SELECT listener_id, zone, started_at, ended_at, ms_played, local_date, local_hour, platform, skip_kind, skipped, session_position, time_precision, tracks.name, track_id, artists.name AS artist FROM plays JOIN listeners USING (listener_key) JOIN tracks USING (track_key) JOIN artists USING (artist_key) ORDER BY ended_at"
        #expect(
            try line.run("sql", question, "--csv").output
                == (try line.run(["sql", question, "--csv", "--data", elsewhere]).output))
        let csv = line.directory.appending(path: "plays.csv").path
        #expect(try line.run("export", "csv", "--out", csv).code == 0)
        let third = line.directory.appending(path: "third").path
        #expect(try line.run(["import", "csv", csv, "--data", third, "--json"]).json["rows_new"] as? Int == 2)
    }

    @Test("the doctor looks at the warehouse and changes nothing")
    func doctor() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let absent = try line.run("doctor", "--data", line.data + "/none")
        #expect(
            absent.code == 0 && absent.output.contains("not there yet")
                && !FileManager.default.fileExists(atPath: line.data + "/none"))
        #expect(try line.run("simulate", "--plays", "500", "--data", line.data).code == 0)
        let found = try line.run("doctor", "--data", line.data, "--json")
        #expect(found.code == 0 && found.output.contains("up to date"))
        let unreachable = try line.run(
            "doctor", "--engine", "postgres://me@127.0.0.1:1/x?connect_timeout=2", "--data", line.data)
        #expect(unreachable.code == 1 && unreachable.output.contains("BAD"))
        #expect(
            unreachable.errors.contains("bad: ") && unreachable.errors.hasSuffix("[command.doctor]\n"),
            "\(unreachable.errors)")
    }

    @Test("a lake goes out and comes back, and a model scores as SQL")
    func lakeAndScores() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let lake = line.data + "-lake", copy = line.data + "-copy", scores = line.data + "-scores.csv"
        defer { for path in [lake, copy, scores] { try? FileManager.default.removeItem(atPath: path) } }
        #expect(try line.run("simulate", "--plays", "3000").code == 0)
        let written = try line.run("export", "parquet", "--lake", lake, "--json")
        #expect(written.code == 0 && written.output.contains("\"tables\": 22"), "\(written.errors)")
        let again = try line.run("export", "parquet", "--lake", lake)
        #expect(again.code == 0 && again.output.hasPrefix("0 partitions"), "\(again.output)\(again.errors)")
        let restored = try line.run("import", "parquet", lake, data: copy)
        #expect(restored.code == 0, "\(restored.errors)")
        #expect(
            try line.run("insights", "activity", "--json", data: copy).output
                == (try line.run("insights", "activity", "--json").output))
        #expect(try line.run("import", "parquet", lake, data: copy).errors.contains("empty warehouse"))
        let asItLies = try line.run("insights", "activity", "--json", "--engine", "lake", "--lake", lake, data: copy)
        #expect(asItLies.output == (try line.run("insights", "activity", "--json").output), "\(asItLies.errors)")
        #expect(try line.run("train", "skip").code == 0)
        #expect(try line.run("models", "sql", "skip").output.contains("TANH"))
        let scored = try line.run("score", "skip", "--out", scores)
        #expect(scored.code == 0 && scored.output.contains("3,000 scores"), "\(scored.output)\(scored.errors)")
        #expect(
            try String(contentsOfFile: scores, encoding: .utf8).hasPrefix("play_key,listener_key,started_at,score\n"))
        #expect(try line.run("score", "skip", "--out", scores).code == 2)
    }

    @Test("each kind of failure has its exit code, and says what to do on standard error alone")
    func exitCodes() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let broken = try line.write("[{\"endTime\": ", to: "StreamingHistory0.json")
        #expect(try line.run("insights", "activity").errors.contains("segue simulate"))
        let history = try line.write(Self.history, to: "StreamingHistory9.json")
        #expect(try line.run("import", "spotify", history, "--zone", "UTC").code == 0)
        let cases: [([String], Int32, String)] = [
            (["nonsense"], 2, "nonsense"), (["simulate", "--plays", "many"], 2, "many"),
            (["simulate", "--plays", "0"], 2, "--plays"),
            (["import", "vinyl", "x"], 2, "spotify"),
            (["import", "spotify", "/nowhere.json"], 3, "/nowhere.json"),
            (["import", "spotify", broken], 3, "truncated"),
            (["import", "spotify", broken, "--zone", "Atlantis/City"], 3, "IANA"), (["train", "skip"], 1, "segue"),
            (["train", "mood"], 2, "duration"), (["features", "show", "nonsense"], 1, "features list"),
            (["sql", "SELEC 1"], 2, "SELEC"),
            (["sql", "COPY (SELECT 1 AS a) TO '\(line.data).csv'"], 2, "begins with COPY"),
            (["sql", "SELECT * FROM read_csv('/etc/passwd')"], 2, "disabled"),
            (["serve", "--host", "0.0.0.0"], 2, "127.0.0.1"),
            (["imports", "undo", "7"], 1, "imports list"),
            (["insights", "retention", "--engine", "mysql://x"], 2, "duckdb"),
            (["insights", "retention", "--engine", "sc://x"], 2, "--lake"),
            (["insights", "retention", "--engine", "lake"], 2, "--lake"),
            (["insights", "retention", "--engine", "lake", "--lake", "s3://x/y"], 2, "folder"),
            (["insights", "retention", "--engine", "sc://x/;use_ssl=true;token=hunter2"], 2, "SEGUE_SPARK_TOKEN"),
            (["insights", "retention", "--engine", "sc://127.0.0.1:1", "--lake", "/nowhere"], 3, "There is no lake"),
            (["export", "parquet"], 2, "--lake DIR"), (["export", "csv", "--lake", "/tmp/x"], 2, "--out"),
            (["insights", "retention", "--engine", "postgres://me:hunter2@db/x"], 2, "PGPASSWORD"),
            (
                ["insights", "retention", "--engine", "postgres://me@127.0.0.1:1/x?connect_timeout=2"], 1,
                "whether the server runs"
            ),
        ]
        for (arguments, code, word) in cases {
            let outcome = try line.run(arguments + (arguments.first == "nonsense" ? [] : ["--data", line.data]))
            #expect(outcome.code == code, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains(word) && outcome.output.isEmpty, "\(arguments): \(outcome.errors)")
            #expect(!outcome.errors.contains("hunter2"))
        }
    }
}
