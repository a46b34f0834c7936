import Foundation
import Testing

@Suite("The data directory", .serialized)
struct DirectoryTests {
    /// Commands that read, or change what is there already.
    static let readers: [[String]] =
        (CommandTests.insights + CommandTests.moreInsights).map { ["insights"] + $0 }
        + [
            ["sql", "SELECT 1 AS a"], ["imports", "list"], ["imports", "undo", "1"], ["features", "build"],
            ["features", "export", "/tmp/never.csv"],
            ["train", "skip"], ["score", "skip", "--out", "/tmp/never.csv"], ["models", "list"],
            ["models", "show", "skip"],
            ["models", "sql", "skip"],
            ["models", "promote", "skip@1"], ["serve", "--port", "0"], ["export", "csv", "--out", "/tmp/never.csv"],
            ["export", "parquet", "--lake", "/tmp/never-a-lake"],
            ["experiment", "list"], ["experiment", "show", "x"], ["experiment", "start", "x"],
            ["experiment", "assign", "x", "a"],
            ["experiment", "expose", "x", "/nowhere.csv"], ["experiment", "simulate", "x"],
            ["experiment", "analyze", "x"],
            ["experiment", "report", "x", "--out", "/tmp/never.md"], ["experiment", "stop", "x"],
            ["experiment", "decide", "x", "stop"],
            ["experiment", "amend", "x", "--power", "0.9"], ["experiment", "metrics"],
            ["experiment", "design", "x", "--primary", "skip_rate=3%", "--dry-run"],
        ]

    @Test("a command that reads makes no directory, and says that there are no data", arguments: readers)
    func reading(_ arguments: [String]) throws {
        let line = try CommandLine()
        defer { line.clean() }
        let typo = line.directory.appending(path: "typo")
        for more in [[], ["--json"]] {
            let outcome = try line.run(arguments + more + ["--data", typo.path])
            #expect(outcome.code == 1 && outcome.output.isEmpty, "\(outcome)")
            #expect(
                outcome.errors.contains("No Segue data in \(typo.path)/") && outcome.errors.contains("command.no-data"),
                "\(outcome.errors)"
            )
            #expect(!FileManager.default.fileExists(atPath: typo.path))
        }
    }

    @Test("a command that reads leaves an empty directory empty")
    func empty() throws {
        let line = try CommandLine()
        defer { line.clean() }
        try FileManager.default.createDirectory(atPath: line.data, withIntermediateDirectories: true)
        for arguments in [
            ["insights", "summary"], ["sql", "SELECT 1 AS a"], ["imports", "list"], ["train", "skip"],
        ] {
            let outcome = try line.run(arguments + ["--data", line.data])
            #expect(outcome.code == 1 && outcome.errors.contains("No Segue data in"), "\(outcome)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: line.data).isEmpty)
    }

    @Test("a dry run on nothing reports what would be imported, and makes nothing")
    func dryRun() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let file = try line.write(
            #"[{"endTime": "2022-01-01 10:00", "artistName": "A", "trackName": "T", "msPlayed": 1000}]"#,
            to: "StreamingHistory0.json")
        let outcome = try line.run("import", "spotify", file, "--zone", "UTC", "--dry-run", "--json")
        #expect(try outcome.code == 0 && outcome.json["rows_new"] as? Int == 1, "\(outcome)")
        #expect(!FileManager.default.fileExists(atPath: line.data))
    }

    @Test("a command that writes makes the directory for its owner alone")
    func made() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let plan = try line.write(
            "key: one\nmetrics: [{metric: minutes, role: primary}]\nplanned_units: 100\n", to: "plan.yaml")
        #expect(try line.run("experiment", "draft", "one", "--plan", plan).code == 0)
        let mode = try FileManager.default.attributesOfItem(atPath: line.data)[.posixPermissions] as? Int
        #expect(mode == 0o700)
        #expect(try line.run("experiment", "list").output.contains("one"))
    }

    @Test("SEGUE_DATA names the directory, and --data goes before it")
    func environment() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let other = line.directory.appending(path: "other").path
        #expect(try line.run(["simulate", "--plays", "500"], environment: ["SEGUE_DATA": line.data]).code == 0)
        #expect(
            try line.run(["imports", "list"], environment: ["SEGUE_DATA": line.data]).output.contains("simulation"))
        let absent = try line.run(["imports", "list", "--data", other], environment: ["SEGUE_DATA": line.data])
        #expect(absent.code == 1 && absent.errors.contains(other))
        let empty = try line.run(["imports", "list", "--data", ""], environment: ["SEGUE_DATA": line.data])
        #expect(empty.code == 2 && empty.errors.contains("--data is empty"))
    }

    @Test("shared options may stand before the command, between its words, or behind it")
    func anywhere() throws {
        let line = try CommandLine()
        defer { line.clean() }
        #expect(try line.run("simulate", "--plays", "500").code == 0)
        let usual = try line.run(["insights", "summary", "--data", line.data, "--json"])
        for arguments in [
            ["--data", line.data, "--json", "insights", "summary"],
            ["insights", "--data=\(line.data)", "summary", "--json"],
            ["--json", "insights", "--data", line.data, "summary"],
        ] {
            let outcome = try line.run(arguments)
            #expect(outcome.code == 0 && outcome.output == usual.output, "\(arguments): \(outcome.errors)")
        }
        let open = try line.run(["insights", "--data", line.data])
        #expect(open.code == 2 && open.errors.contains("retention"), "\(open.errors)")
    }
}
