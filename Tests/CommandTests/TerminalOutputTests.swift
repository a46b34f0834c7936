import Formatting
import Foundation
import Testing
import Warehouse

@Suite("The command line on a terminal", .serialized)
struct TerminalOutputTests {
    /// Titles and names as somebody who means harm, or only loves emoji, writes them.
    private static let names: [String] = [
        "\u{1B}[31mred\u{1B}[0m", "\u{1B}]0;title\u{07}", "tab\tand\nline\r\nend", "日本語のとても長いタイトル", "한국어 노래",
        "👨‍👩‍👧‍👦 family 🇩🇰",
        "e\u{301}e\u{301}e\u{301}",
        "\u{202E}desrever\u{202C}", "\u{9B}31mC1", "\u{7F}\u{8}\u{8}back", String(repeating: "very long ", count: 500),
        String(repeating: "長", count: 5000),
        "\u{2028}separator", "comma, \"quote\"", "\u{FEFF}mark", "a" + String(repeating: "\u{301}", count: 200),
    ]

    /// A history whose names are hostile.
    private static func history(_ line: CommandLine) throws -> String {
        var rows: [[String: Any]] = []
        for play in 0..<400 {
            let day = play / 20 + 1
            rows.append([
                "endTime": "2022-01-\(day < 10 ? "0" : "")\(day) \(10 + play % 10):\(10 + play % 50)",
                "artistName": names[play % names.count],
                "trackName": names[(play * 7 + 3) % names.count], "msPlayed": play % 3 == 0 ? 9000 : 180_000,
            ])
        }
        return try line.write(
            String(decoding: JSONSerialization.data(withJSONObject: rows), as: UTF8.self), to: "StreamingHistory0.json")
    }

    private func check(_ text: String, width: Int?, _ what: String) {
        let bad = text.unicodeScalars.first {
            $0 != "\n"
                && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value)
                    || [0x061C, 0x200E, 0x200F, 0xFEFF].contains($0.value)
                    || (0x2028...0x202E).contains($0.value) || (0x2066...0x206F).contains($0.value))
        }
        #expect(bad == nil, "\(what): U+\(String(bad?.value ?? 0, radix: 16))")
        guard let width else { return }
        for line in text.split(separator: "\n") where DisplayWidth.of(String(line)) > width {
            Issue.record("\(what): \(DisplayWidth.of(String(line))) cells: \(line)")
        }
    }

    @Test("names from outside neither control the terminal nor break a table of 80 cells, in any answer")
    func hostile() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let file = try Self.history(line)
        let narrow = ["SEGUE_COLUMNS": "80"]
        let imported = try line.run(
            ["import", "spotify", file, "--zone", "UTC", "--listener", "\u{1B}[31mme\u{202E}\n", "--data", line.data],
            environment: narrow)
        #expect(imported.code == 0, "\(imported.errors)")
        check(imported.output, width: nil, "import")
        let questions = (CommandTests.insights + CommandTests.moreInsights).map { ["insights"] + $0 }
        let others = [
            ["sql", "SELECT * FROM tracks"], ["sql", "SELECT name AS \"head\u{1B}[31ming\u{202E}\", * FROM artists"],
            ["imports", "list"],
            [
                "sql",
                "SELECT listener_id, tracks.name, artists.name AS artist, local_hour FROM plays JOIN listeners USING (listener_key) JOIN tracks USING (track_key) JOIN artists USING (artist_key)",
            ],
        ]
        for question in questions + others {
            let outcome = try line.run(question + ["--data", line.data], environment: narrow)
            #expect(outcome.code == 0, "\(question): \(outcome.errors)")
            check(outcome.output, width: 80, "\(question)")
            let json = try line.run(question + ["--json", "--data", line.data])
            check(json.output, width: nil, "\(question) --json")
            #expect((try? json.json)?.isEmpty == false, "\(question)")
        }
        // Programs get the data as they are.
        let csv = try line.run("sql", "SELECT name FROM tracks ORDER BY name", "--csv").output
        #expect(csv.contains("\u{1B}[31mred\u{1B}[0m") && csv.contains("\"comma, \"\"quote\"\"\""))
    }

    @Test(
        "what is typed, and what files are called, reaches no message as it is",
        arguments: [
            ["import", "spotify", "/nowhere/\u{1B}[31mred\u{202E}\n.json"],
            ["insights", "summary", "--tier", "\u{1B}[31mgold\n"],
            ["\u{1B}[31minsights"],
            ["insights", "\u{9B}31m"], ["sql", "SELECT * FROM \"\u{1B}[31m\""], ["simulate", "--plays", "\u{1B}[31m"],
            ["simulate", "--\u{1B}[31m"],
            ["import", "\u{1B}[31m", "x"], ["models", "show", "\u{1B}[31m\u{7F}"],
            ["experiment", "show", "\u{1B}[31m"],
            ["insights", "summary", "--engine", "\u{1B}[31m"], ["insights", "summary", "--config", "\u{1B}[31m.yaml"],
            ["sql", "--file", "\u{1B}[31m"],
            ["insights", "summary", String(repeating: "long\u{1B}[31m ", count: 10_000)],
        ])
    func messages(_ arguments: [String]) throws {
        let line = try CommandLine()
        defer { line.clean() }
        #expect(try line.run("simulate", "--plays", "500").code == 0)
        for more in [[], ["--json"]] {
            let outcome = try line.run(arguments + more + ["--data", line.data])
            #expect(outcome.code != 0 && outcome.errors.utf8.count < 10_000)
            check(outcome.errors, width: nil, "\(arguments)")
            if more.isEmpty { #expect(outcome.errors.filter { $0 == "\n" }.count == 1, "\(outcome.errors)") }
        }
    }

    @Test("keys of JSON and headings of CSV reach no message as they are")
    func files() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let json = try line.write("[{\"\u{1B}[31mend\\u001b[32mTime\": \"x\"}]", to: "StreamingHistory0.json")
        let csv = try line.write(
            "\u{1B}[31ma\u{202E},b,\(String(repeating: "c", count: 100_000))\n1,2,3\n", to: "\u{1B}[31mplays.csv")
        let mapping = try line.write("columns: {ended_at: \"\u{1B}[31mnope\"}\n", to: "map.yaml")
        for arguments in [
            ["spotify", json], ["csv", csv], ["csv", csv, "--map", mapping], ["ndjson", json, "--map", mapping],
        ] {
            let outcome = try line.run(["import"] + arguments + ["--zone", "UTC", "--data", line.data])
            #expect(outcome.code != 0 && outcome.errors.utf8.count < 10_000, "\(arguments)")
            check(outcome.errors + outcome.output, width: nil, "\(arguments)")
        }
    }

    /// What `segue` writes to a terminal of some width, standard output and standard error together.
    private func onTerminal(
        _ line: CommandLine, _ arguments: [String], columns: UInt16, _ environment: [String: String]
    ) throws -> String {
        // As posix_openpt, unlockpt and ptsname do on Linux: TIOCSPTLCK and TIOCGPTN.
        let leader = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var unlocked: Int32 = 0, number: UInt32 = 0
        guard leader >= 0, ioctl(leader, 0x4004_5431, &unlocked) == 0, ioctl(leader, 0x8004_5430, &number) == 0 else {
            throw CocoaError(.fileNoSuchFile)
        }
        var size = winsize(ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(leader, UInt(TIOCSWINSZ), &size)
        let follower = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        let terminal = FileHandle(fileDescriptor: follower, closeOnDealloc: false)
        let process = Process()
        process.executableURL = line.program
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.filter {
            !["NO_COLOR", "COLUMNS", "TERM", "SEGUE_COLUMNS"].contains($0.key)
        }
        .merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = terminal
        process.standardError = terminal
        try process.run()
        close(follower)
        var output = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(leader, &buffer, buffer.count)
            if count <= 0 { break }
            output += buffer[..<count]
        }
        process.waitUntilExit()
        close(leader)
        return String(decoding: output, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")
    }

    @Test("escape sequences are written to a terminal that takes them, and to no other")
    func escapes() throws {
        let line = try CommandLine()
        defer { line.clean() }
        #expect(try line.run("simulate", "--plays", "2000", "--listeners", "60").code == 0)
        let arguments = ["train", "duration", "--data", line.data]
        let coloured = try onTerminal(line, arguments, columns: 100, ["TERM": "xterm-256color"])
        #expect(coloured.contains("\u{1B}[") && coloured.contains("train duration"), "\(coloured)")
        for environment in [
            ["TERM": "xterm", "NO_COLOR": "1"], ["TERM": "dumb"], ["TERM": "xterm", "NO_COLOR": "no"], [:],
        ] {
            let plain = try onTerminal(line, arguments, columns: 100, environment)
            #expect(!plain.contains("\u{1B}") && plain.contains("✓ train duration"), "\(environment): \(plain)")
        }
        #expect(
            try onTerminal(line, arguments, columns: 100, ["TERM": "xterm", "NO_COLOR": ""]).contains("\u{1B}["),
            "an empty NO_COLOR is none")
    }

    @Test("tables, definitions and help fit the terminal, and are as wide as they like elsewhere")
    func widths() throws {
        let line = try CommandLine()
        defer { line.clean() }
        #expect(try line.run("simulate", "--plays", "1000", "--listeners", "40").code == 0)
        for arguments in [
            ["insights", "activity"], ["insights", "summary"], ["features", "list"], ["imports", "list"],
        ] {
            for columns in [60, 80, 120] as [UInt16] {
                check(
                    try onTerminal(line, arguments + ["--data", line.data], columns: columns, ["TERM": "dumb"]),
                    width: Int(columns),
                    "\(arguments)")
            }
            let wider = try onTerminal(
                line, arguments + ["--data", line.data], columns: 60, ["TERM": "dumb", "COLUMNS": "200"])
            #expect(
                wider.split(separator: "\n").contains { DisplayWidth.of(String($0)) > 60 },
                "COLUMNS goes before the terminal's own width")
        }
        check(
            try onTerminal(line, ["help", "insights", "retention"], columns: 70, ["TERM": "dumb"]), width: nil, "help")
        let free = try line.run("insights", "activity").output.split(separator: "\n")
        #expect(free.contains { $0.count > 120 })
    }

    @Test("a run without a terminal says each stage in a plain line, and nothing where it is told to be quiet")
    func stages() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let run = try line.run("run", "--plays", "500", "--no-serve")
        #expect(run.code == 0 && !run.errors.contains("\u{1B}"))
        for stage in ["[1/5] simulate 500 plays", "[2/5] build features: 129 features of", "[5/5] answer questions"] {
            #expect(run.errors.contains(stage), "\(run.errors)")
        }
        #expect(try line.run("run", "--no-serve", "--quiet").errors.isEmpty)
        #expect(try line.run("run", "--no-serve", "--json").errors.isEmpty)
    }
}
