import ArgumentParser
import ExperimentService
import Experimentation
import Foundation
import Listening
import Warehouse

extension ExperimentCommand {
    struct Analyze: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Analyse an experiment, and apply its decision rule.",
            discussion: """
                Health comes first: where a check failed, no result can be trusted. Looking is free: effects are those of the last look that was \
                taken, or of a single look once the planned units are in. --take-look takes the next look of a group-sequential plan, which is \
                written down and spends some of its level.

                Example:
                  segue experiment analyze fewer-skips --quick
                """
        )
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Argument(help: "The experiment's key.") var key: String
        @Option(help: ArgumentHelp("Use only what happened before this moment.", valueName: "moment")) var asOf: String?
        @Flag(help: "Leave out what takes longer: over time, novelty, robustness.") var quick = false
        @Flag(help: "Take a look at the effects, which is written down.") var takeLook = false

        func run() async throws {
            let report = try await ExperimentCommand.report(key, asOf, takesLook: takeLook, quick ? [] : .all, global)
            if global.json { return try Console.output(json: report.json()) }
            try Console.output(ReportPrinter(report).text)
        }
    }

    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the report of an experiment: HTML, PDF, Markdown or JSON, by the ending of the file.",
            discussion: """
                A PDF is printed by Chromium, which has to be installed.

                Example:
                  segue experiment report fewer-skips --out report.html
                """)
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Argument(help: "The experiment's key.") var key: String
        @Option(help: ArgumentHelp("Where to: report.html, .pdf, .md or .json.", valueName: "file")) var out: String
        @Option(help: ArgumentHelp("Use only what happened before this moment.", valueName: "moment")) var asOf: String?

        func run() async throws {
            let target = URL(filePath: out)
            guard let form = ReportFile.Form(rawValue: target.pathExtension.lowercased()) else {
                throw CommandError.usage("--out is \"\(out)\"; its ending says the form: .html, .pdf, .md or .json.")
            }
            try CommandError.checkDirectory(of: out, "--out")
            let report = try await ExperimentCommand.report(key, asOf, takesLook: false, .all, global)
            try await ReportFile.write(report, as: form, to: target)
            if global.json {
                return try Console.output(.object([("experiment", .text(key)), ("file", .text(target.path))]))
            }
            try Console.output("The report of \(key) is in \(target.path).")
        }
    }

    /// The report of an experiment; a look that spends something is written down.
    private static func report(
        _ key: String, _ asOf: String?, takesLook: Bool, _ extras: ExperimentAnalyzer.Extras, _ options: GlobalOptions
    ) async throws -> ExperimentReport {
        let asOf = try moment(asOf, "--as-of")
        let registry = try registry(options)
        var record = try registry.find(key)
        // A plan with exposures of its own may need no listening at all.
        return try await Workspace.with(options, for: record.plan.exposures == nil ? .existing : .trial) { workspace in
            let desk = try desk(workspace, options)
            let report = try await Progress(options).stage("analyse \(key)") {
                try await desk.report(record, asOf: asOf, takesLook: takesLook, extras: extras, now: Workspace.now)
            }
            guard takesLook else { return report }
            let before = record
            record.take(report, now: Workspace.now)
            if record != before { _ = try registry.save(record) }
            return report
        }
    }
}
