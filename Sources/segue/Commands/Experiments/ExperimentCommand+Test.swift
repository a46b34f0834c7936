import ArgumentParser
import ExperimentService
import Experimentation
import Foundation

extension ExperimentCommand {
    /// A finished test, from a file or from a few numbers: no data directory is needed, and nothing is kept.
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Analyse a finished test from a file of units, or from counts, means and variances.",
            discussion: """
                The file is CSV or Parquet with one row per unit: unit, arm, value. The procedure follows from the values (docs/experiments.md). No \
                data directory is needed, and nothing is kept.

                Examples:
                  segue experiment test units.csv --value minutes --out report.html
                  segue experiment test --summary control=1000,41.2,1600 --summary treatment=1000,44.0,1700
                """)
        @Flag(name: .long, help: "Write one JSON document to standard output; an error is one on standard error.")
        var json = false
        @Argument(help: "A CSV or Parquet file, one row per unit.") var file: String?
        @OptionGroup var columns: UnitFileOptions
        @Option(
            help: ArgumentHelp(
                "The share of units an arm was meant to get, beside 1 of the others; may be repeated.",
                valueName: "arm=weight"))
        var weight: [String] = []
        @Option(
            help: ArgumentHelp(
                "An arm by its units, mean and variance, the control first; may be repeated. A proportion needs no variance.",
                valueName: "arm=n,mean,variance"))
        var summary: [String] = []
        @Option(help: ArgumentHelp("The significance level.", valueName: "share"), transform: Number.decimal)
        var alpha = 0.05
        @Option(help: ArgumentHelp("Also write a report: report.html, .pdf, .md or .json.", valueName: "file")) var out:
            String?

        func run() async throws {
            let test = try made()
            let report = try test.report(version: Segue.release, now: Workspace.now)
            if let out {
                let target = URL(filePath: out)
                guard let form = ReportFile.Form(rawValue: target.pathExtension.lowercased()) else {
                    throw CommandError.usage(
                        "--out is \"\(out)\"; its ending says the form: .html, .pdf, .md or .json.")
                }
                try CommandError.checkDirectory(of: out, "--out")
                try await ReportFile.write(report, as: form, to: target)
            }
            if json { return try Console.output(json: report.json()) }
            try Console.output(ReportPrinter(report).text)
        }

        private func made() throws -> FinishedTest {
            var question = try columns.question()
            guard alpha > 0, alpha < 0.5 else {
                throw CommandError.usage("--alpha is \(alpha); it takes more than 0 and less than 0.5.")
            }
            question.significance = alpha
            for text in weight {
                guard let cut = text.lastIndex(of: "="), let number = Double(decimal: text[text.index(after: cut)...]),
                    number > 0
                else {
                    throw CommandError.usage(
                        "--weight is \"\(text)\"; it takes an arm and a number, such as treatment=4.")
                }
                question.weights[String(text[..<cut])] = number
            }
            if let file {
                guard summary.isEmpty else { throw CommandError.usage("Give a file or --summary, not both.") }
                return try FinishedTest(URL(fileURLWithPath: file), question)
            }
            guard summary.count >= 2 else {
                throw CommandError.usage("Give a file with one row per unit, or --summary for two arms or more.")
            }
            guard columns.given == nil else {
                throw CommandError.usage(
                    "--given is a column of a file; summaries have none. Give the units in a file.")
            }
            if question.kind == nil, areShares() { question.kind = .proportion }
            return try FinishedTest(summary.map { try Self.summary($0, question.kind) }, question)
        }

        /// An arm with units, mean and variance, or with units and a share, which needs no variance.
        private static func summary(_ text: String, _ kind: Metric.Kind?) throws -> FinishedTest.Summary {
            guard let cut = text.lastIndex(of: "="), cut != text.startIndex else { throw wrong(text) }
            let numbers = text[text.index(after: cut)...].split(separator: ",", omittingEmptySubsequences: false).map {
                Double(decimal: $0)
            }
            guard (2...3).contains(numbers.count), let units = numbers[0], let mean = numbers[1],
                let count = Int(exactly: units)
            else { throw wrong(text) }
            if numbers.count == 2 {
                guard kind == .proportion else { throw wrong(text) }
            } else if kind == .proportion {
                throw CommandError.usage(
                    "--summary is \"\(text)\"; a proportion has no variance of its own. Give its units and its share, such as control=1000,0.2."
                )
            }
            guard let variance = numbers.count == 3 ? numbers[2] : 0 else { throw wrong(text) }
            let digits = text[text.index(after: cut)...].split(separator: ",")[1]
            return FinishedTest.Summary(
                arm: String(text[..<cut]), units: count, mean: mean, variance: variance,
                rounding: Number.rounding(digits))
        }

        /// Summaries without variances are of proportions.
        private func areShares() -> Bool {
            summary.allSatisfy { $0[($0.lastIndex(of: "=") ?? $0.startIndex)...].split(separator: ",").count == 2 }
        }

        private static func wrong(_ text: String) -> CommandError {
            .usage(
                "--summary is \"\(text)\"; it takes an arm with its units, mean and variance, such as control=1000,41.2,1600."
            )
        }
    }

    /// Takes a draft away.
    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a draft. What has started stays, so that every test that was run is told of.",
            discussion: "Example:\n  segue experiment delete fewer-skips")
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Argument(help: "The experiment's key.") var key: String

        func run() throws {
            let registry = try ExperimentCommand.registry(global)
            try registry.delete(registry.find(key))
            if global.json { return try Console.output(.object([("deleted", .text(key))])) }
            try Console.output("The draft \(key) is deleted.")
        }
    }
}
