import Foundation
import Testing

@Suite("Messages", .serialized)
struct MessageTests {
    @Test("every failure is one JSON document on standard error where JSON was asked for, and one line otherwise")
    func json() throws {
        let line = try CommandLine()
        defer { line.clean() }
        #expect(try line.run("simulate", "--plays", "500", "--listeners", "20").code == 0)
        let broken = try line.write("[{\"endTime\": ", to: "StreamingHistory0.json")
        let folder = URL(filePath: line.data).appending(path: "experiments/broken")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("{".utf8).write(to: folder.appending(path: "0001.json"))
        let cases: [([String], Int32, String)] = [
            (["nonsense"], 2, "command.unknown"), (["help", "nonsense"], 2, "command.unknown"),
            (["insights", "nonsense"], 2, "command.unknown"),
            (["simulate", "--plays", "many"], 2, "command.usage"), (["simulate", "--plays"], 2, "command.usage"),
            (["simulate", "--plais", "3"], 2, "command.usage"), (["import", "spotify"], 2, "command.usage"),
            (["import"], 2, "command.usage"),
            (["sql", "SELECT 1", "SELECT 2"], 2, "command.usage"), (["sql", "SELEC 1"], 2, "warehouse.read-only"),
            (["insights", "summary", "--tier", "gold"], 2, "insights.filter"),
            (["insights", "tracks", "--limit", "-1"], 2, "insights.parameter"),
            (["import", "spotify", broken], 3, "import."), (["train", "mood"], 2, "command.usage"),
            (["models", "show", "skip"], 1, "model"),
            (["features", "show", "nonsense"], 1, "features."), (["imports", "undo", "99"], 1, "import"),
            (["score", "skip"], 2, "command.usage"),
            (["experiment", "show", "nothing"], 1, "experiment."), (["experiment", "list"], 1, "experiment."),
            (["doctor", "--engine", "postgres://me@127.0.0.1:1/x?connect_timeout=2"], 1, "command.doctor"),
            (["insights", "summary", "--engine", "mysql://x"], 2, "command.usage"),
            (["serve", "--host", "0.0.0.0"], 2, "command.usage"),
        ]
        for (arguments, code, name) in cases {
            let data =
                ["nonsense", "help"].contains(arguments[0])
                    || arguments.contains("nonsense") && arguments[0] == "insights"
                ? [] : ["--data", line.data]
            let outcome = try line.run(arguments + ["--json"] + data)
            #expect(outcome.code == code, "\(arguments): \(outcome)")
            if arguments[0] != "doctor", arguments != ["experiment", "list"] {
                #expect(outcome.output.isEmpty, "\(arguments)")
            }
            let document =
                try? JSONSerialization.jsonObject(with: Data(outcome.errors.utf8)) as? [String: [String: String]]
            let error = try #require(document?["error"], "\(arguments): \(outcome.errors)")
            #expect(
                error["code"]?.hasPrefix(name) == true && error["message"]?.isEmpty == false, "\(arguments): \(error)")

            let plain = try line.run(arguments + data)
            #expect(plain.code == code)
            let lines = plain.errors.split(separator: "\n")
            #expect(
                lines.count == 1 && lines[0].hasPrefix("segue: ") && lines[0].hasSuffix("[\(error["code"] ?? "")]"),
                "\(arguments): \(plain.errors)")
        }
    }

    @Test(
        "a word that was mistyped is refused with the one that was meant",
        arguments: [
            (["insigts"], "Did you mean \"insights\"?"), (["help", "insigts"], "Did you mean \"insights\"?"),
            (["srve"], "Did you mean \"serve\"?"),
            (["insights", "retntion"], "Did you mean \"retention\"?"),
            (["experiment", "analyse", "x"], "Did you mean \"analyze\"?"),
            (["help", "insights", "retntion"], "Did you mean \"retention\"?"),
            (["insights", "summary", "--teir", "free"], "Did you mean --tier?"),
            (["import", "spotfy", "x.json"], "Did you mean \"spotify\"?"),
            (["insights", "skips", "--by", "gnre"], "Did you mean \"genre\"?"),
            (["insights", "retention", "--cohort", "weak"], "Did you mean \"week\"?"),
            (["insights", "funnel", "dropoff"], "Did you mean \"drop-off\"?"),
            (["train", "skipp"], "Did you mean \"skip\"?"),
            (["export", "parqet", "--out", "x"], "Did you mean \"parquet\"?"),
            (["--data", "d", "insigts"], "Did you mean \"insights\"?"), (["zzzzzz"], "There is no command"),
        ] as [([String], String)])
    func suggestion(_ arguments: [String], _ words: String) throws {
        let line = try CommandLine()
        defer { line.clean() }
        let outcome = try line.run(arguments)
        #expect(outcome.code == 2 && outcome.output.isEmpty && outcome.errors.contains(words), "\(outcome)")
    }

    @Test("a value that an option does not take is refused under the option's name, with what it takes")
    func value() throws {
        let line = try CommandLine()
        defer { line.clean() }
        #expect(try line.run("simulate", "--plays", "1000", "--listeners", "60").code == 0)
        let cases: [([String], String)] = [
            (["simulate", "--plays", "-5"], "--plays is -5; it takes 1 to"),
            (["simulate", "--plays=-5"], "--plays is -5; it takes 1 to"),
            (
                ["simulate", "--plays", "1,000"],
                "--plays is \"1,000\"; it takes a whole number such as 1000 or 1e6. Write it without separators: 1000."
            ),
            (["simulate", "--plays", "1.5"], "--plays is \"1.5\"; it takes a whole number"),
            (["simulate", "--plays", "1e99"], "--plays is \"1e99\""),
            (["simulate", "--plays", ""], "--plays is \"\""), (["simulate", "--plays", "٣"], "--plays is \"٣\""),
            (["simulate", "--seed", "-1"], "--seed is \"-1\"; it takes a whole number from 0 on"),
            (["simulate", "--days", "1"], "--days is 1; it takes 14 to"),
            (["insights", "tracks", "--limit", "-1"], "--limit is \"-1\"; it takes 1 to"),
            (["insights", "tracks", "--limit", "0"], "--limit is \"0\"; it takes 1 to"),
            (["insights", "tracks", "--limit", "x"], "--limit is \"x\"; it takes a whole number"),
            (["insights", "retention", "--periods", "-3"], "--periods is \"-3\""),
            (["insights", "funnel", "--tracks", "1"], "--tracks is \"1\"; it takes 2 to"),
            (
                ["insights", "funnel", "custom", "--steps", "play,like", "--window-hours", "0"],
                "--window-hours is \"0\""
            ),
            (["insights", "skips", "--by", "bogus"], "--by is \"bogus\"; it takes genre"),
            (["serve", "--port", "70000"], "--port is 70000; it takes 0 to 65535"),
            (["train", "skip", "--penalty", "nan"], "--penalty is \"nan\""),
            (["train", "skip", "--train-share", "1e400"], "--train-share is \"1e400\""),
            (["experiment", "design", "x", "--primary", "minutes", "--alpha", "2"], "--alpha is 2.0; it takes"),
            (["experiment", "design", "x", "--primary", "minutes", "--looks", "0"], "--looks is 0; it takes"),
            (
                ["experiment", "design", "x", "--primary", "minutes", "--history-days", "-1"],
                "--history-days is -1; it takes"
            ),
            (
                ["export", "csv", "--out", "/nowhere/at/all.csv"],
                "--out is \"/nowhere/at/all.csv\", and there is no directory /nowhere/at"
            ),
            (["imports", "undo", "one"], "<id> is \"one\""),
            (["insights", "summary", "--from", "2025-+1-+1"], "--from is \"2025-+1-+1\"; it takes a day such as"),
            (["insights", "summary", "--to", "yesterday"], "--to is \"yesterday\""),
            (["insights", "summary", "--from", ""], "--from is \"\""),
            (
                ["insights", "summary", "--from", "2025-12-20", "--to", "2025-12-01"],
                "The last day lies before the first"
            ),
            (["insights", "summary", "--from", "2030-01-01"], "The data run from 2025"),
            (["train", "skip", "--from", "2030-01-01"], "The data run from 2025"),
            (["insights", "summary", "--tier", "gold"], "Choose one of: family, free, premium, student."),
            (["insights", "summary", "--tier", ""], "--tier is \"\""),
            (
                ["insights", "summary", "--country", "Denmark"],
                "--country is \"Denmark\". There is no such country in the data."
            ),
            (["insights", "summary", "--platform", "x"], "Choose one of: custom."),
        ]
        for (arguments, words) in cases {
            let outcome = try line.run(arguments + ["--data", line.data])
            #expect(
                outcome.code == 2 && outcome.output.isEmpty && outcome.errors.contains(words),
                "\(arguments): \(outcome)")
        }
    }

    @Test("powers of ten and days beyond the data are taken, the days with a note")
    func taken() throws {
        let line = try CommandLine()
        defer { line.clean() }
        #expect(try line.run("simulate", "--plays", "1e3").code == 0)
        let usual = try line.run("insights", "activity")
        let cut = try line.run("insights", "activity", "--from", "0001-01-01", "--to", "9999-12-31")
        #expect(cut.code == 0 && cut.output == usual.output && cut.errors.contains("only days that have data"))
        #expect(try line.run("insights", "summary", "--tier", "unknown").code == 0)
    }

    @Test("a port that is taken is noticed before any work, and the message says what to do")
    func port() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let (descriptor, port) = try listening()
        defer { close(descriptor) }
        let outcome = try line.run("run", "--plays", "500", "--port", "\(port)")
        #expect(
            outcome.code == 1 && outcome.errors.contains("Port \(port) is taken") && outcome.errors.contains("--port"),
            "\(outcome)")
        #expect(!outcome.errors.contains("errno") && outcome.output.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: line.data), "nothing was done before")
        #expect(try line.run("run", "--plays", "500", "--port", "\(port)", "--no-serve").code == 0)
        let serve = try line.run("serve", "--port", "\(port)")
        #expect(serve.code == 1 && serve.errors.contains("Port \(port) is taken"))
    }

    /// A socket that listens on a port of this machine.
    private func listening() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw CocoaError(.fileReadUnknown) }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }
}
