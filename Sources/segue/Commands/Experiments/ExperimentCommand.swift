import ArgumentParser
import ExperimentService
import Experimentation
import Foundation
import Listening
import Warehouse

struct ExperimentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experiment",
        abstract: "Experiments: design, start, assign, analyse, decide, report.",
        discussion: """
            An experiment is designed from history, starts with a plan that is registered, assigns listeners by a hash that GrowthBook's SDKs share, \
            reads exposures from a ledger, and is decided by the rule that its plan states. docs/experiments.md walks through one.

            Example:
              segue experiment design fewer-skips --primary skip_rate=5% --guardrail minutes=10%
            """,
        subcommands: [
            Design.self, Draft.self, List.self, Show.self, Start.self, Assign.self, Expose.self, Simulate.self,
            Analyze.self, Report.self,
            Stop.self, Decide.self, Amend.self, Delete.self, Size.self, Test.self, Metrics.self,
        ])

    /// The experiments of the data directory.
    /// - Parameter makes: whether the directory may be made, since a plan is going to be kept.
    /// - Throws: `command.no-data` where there is no data directory.
    static func registry(_ options: GlobalOptions, makes: Bool = false) throws -> ExperimentRegistry {
        if !makes { _ = try options.existingDirectory() }
        return ExperimentRegistry(options.places.experiments)
    }

    static func desk(_ workspace: Workspace, _ options: GlobalOptions) throws -> ExperimentAnalyzer {
        ExperimentAnalyzer(
            workspace.warehouse,
            catalogue: try MetricCatalogue(dialect: workspace.warehouse.dialect.name, folder: options.places.metrics),
            version: Segue.release)
    }

    /// A moment that was given as an option.
    static func moment(_ text: String?, _ option: String) throws -> Instant? {
        try text.map { text in
            guard let moment = Instant(text) else {
                throw CommandError.usage(
                    "\(option) is \"\(text)\"; it takes a moment such as 2026-01-31 or 2026-01-31T18:00:00Z.")
            }
            return moment
        }
    }
}
