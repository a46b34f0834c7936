import Foundation
import Testing

/// The walk through an experiment in docs/experiments.md, line by line.
@Suite("The tutorial of experiments")
struct TutorialTests {
    private struct Step {
        let command: String
        /// The lines that are shown below it; `…` stands for any number of lines.
        let output: [String]
    }

    private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "docs/experiments.md")

    private static func steps() throws -> [Step] {
        let text = try String(contentsOf: page, encoding: .utf8)
        let walk = text.components(separatedBy: "\n## ").first { $0.hasPrefix("A walk through one") } ?? ""
        var steps: [Step] = []
        for (place, block) in walk.components(separatedBy: "```\n").enumerated() where place % 2 == 1 {
            for part in ("\n" + block).components(separatedBy: "\n$ ").dropFirst() {
                let lines = part.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                steps.append(Step(command: lines[0], output: lines.dropFirst().map(Self.plain).filter { !$0.isEmpty }))
            }
        }
        return steps
    }

    /// Spaces and rules that only align do not count.
    private static func plain(_ line: String) -> String {
        line.split { $0 == " " || $0 == "─" || $0 == "\u{202F}" }.joined(separator: " ")
    }

    @Test("every command prints what the page shows")
    func walk() throws {
        let line = try CommandLine()
        defer { line.clean() }
        let steps = try Self.steps()
        #expect(steps.count >= 9)
        for step in steps {
            let outcome = try line.shell(step.command)
            #expect(outcome.code == 0, "\(step.command): \(outcome.errors)")
            var printed = outcome.output.split(separator: "\n").map { Self.plain(String($0)) }.filter { !$0.isEmpty }[
                ...]
            var isElided = false
            for shown in step.output {
                if shown == "…" {
                    isElided = true
                } else if let found = isElided
                    ? printed.firstIndex(of: shown) : (printed.first == shown ? printed.startIndex : nil)
                {
                    printed = printed[(found + 1)...]
                    isElided = false
                } else {
                    Issue.record("\(step.command)\nThe page shows: \(shown)\nprinted:\n\(outcome.output)")
                    break
                }
            }
        }
        let report = line.directory.appending(path: "report")
        #expect(try String(contentsOf: report.appendingPathExtension("html"), encoding: .utf8).contains("<h1"))
        #expect(try String(contentsOf: report.appendingPathExtension("md"), encoding: .utf8).hasPrefix("# "))
        #expect(try Data(contentsOf: report.appendingPathExtension("pdf")).starts(with: Data("%PDF".utf8)))
    }
}

extension CommandLine {
    /// Runs a line that begins with `segue` in the directory of this test, as a shell would.
    fileprivate func shell(_ text: String) throws -> Outcome {
        finish(try start([], through: "cd '\(directory.path)' && \"$1\" \(text.dropFirst("segue ".count)) --quiet"))
    }
}
