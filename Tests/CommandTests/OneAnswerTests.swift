import Foundation
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// An experiment says the same wherever it is read.
@Suite("One experiment on the command line, in the API, on its page and in its reports")
struct OneAnswerTests {
    @Test("intervals, p-values and values of the arms are the same in all of them")
    func same() async throws {
        let segue = try CommandLine()
        defer { segue.clean() }
        try makeExperiment(segue)
        let analysis = try segue.run("experiment", "analyze", "walk")
        let cells = Self.cells(analysis.output)
        #expect(cells.count > 12 && cells.contains { $0.contains(" to ") }, "\(analysis.output)")
        let json = try segue.run("experiment", "analyze", "walk", "--json").json

        let server = try segue.start(["serve", "--port", "0", "--data", segue.data])
        defer { server.process.terminate() }
        let base = try await Self.address(server)
        func get(_ path: String) async throws -> Data {
            try await URLSession.shared.data(from: try #require(URL(string: base + path))).0
        }
        func words(_ path: String) async throws -> String {
            Self.words(String(decoding: try await get(path), as: UTF8.self))
        }
        let answer = try #require(
            try JSONSerialization.jsonObject(with: try await get("/api/experiments/walk/report")) as? [String: Any])
        for key in Set(json.keys).union(answer.keys).subtracting(["provenance"]) {
            #expect(json[key] as? NSObject == answer[key] as? NSObject, "\(key) in the API")
        }
        for path in ["/experiments/walk", "/experiments/walk/report.html", "/experiments/walk/report.md"] {
            let text = try await words(path)
            let missing = cells.filter { !text.contains($0) }
            #expect(missing.isEmpty, "\(path)")
        }
    }

    private func makeExperiment(_ segue: CommandLine) throws {
        let design = [
            "--hypothesis", "Less is skipped.", "--primary", "skip_rate=20%", "--secondary", "sessions", "--secondary",
            "new_artists", "--guardrail", "minutes=30%", "--monitoring", "group-sequential", "--looks", "2",
        ]
        for words in [
            ["simulate", "--plays", "60000", "--listeners", "560"], ["experiment", "design", "walk"] + design,
            ["experiment", "start", "walk", "--at", "2025-12-28"],
            ["experiment", "simulate", "walk", "--days", "28", "--effect", "treatment:skip_log_odds=-0.4"],
            ["experiment", "analyze", "walk", "--take-look"],
        ] {
            let outcome = try segue.run(words + ["--data", segue.data])
            #expect(outcome.code == 0, "\(words): \(outcome.errors)")
        }
    }

    /// What the table of metrics says in numbers: values, changes, intervals and p-values.
    private static func cells(_ output: String) -> [String] {
        let lines = output.split(separator: "\n").drop { !$0.hasPrefix("─") }.dropFirst()
        let rows = lines.prefix { $0.contains("control") || $0.contains("treatment") }
        return rows.flatMap { words("\($0)", squeezes: false).components(separatedBy: "  ").dropFirst(4) }
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { $0.contains { $0.isNumber } }
    }

    private static func words(_ text: String, squeezes: Bool = true) -> String {
        let plain = text.replacing(/<[a-zA-Z\/!][^>]*>/, with: " ").replacing("&lt;", with: "<").replacing(
            "\\<", with: "<"
        ).replacing("\u{202F}", with: " ").replacing("\u{A0}", with: " ")
        return squeezes ? plain.replacing(/\s+/, with: " ") : plain
    }

    private static func address(_ server: CommandLine.Running) async throws -> String {
        for _ in 0..<300 {
            let text = (try? String(contentsOf: server.errors, encoding: .utf8)) ?? ""
            if let found = text.firstMatch(of: /http:\/\/[^\s]+/) { return String(found.0) }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw CocoaError(.fileReadUnknown)
    }
}
