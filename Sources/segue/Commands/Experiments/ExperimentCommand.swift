import ArgumentParser
import Experimentation
import Foundation
import Laboratory
import Listening
import Warehouse

struct ExperimentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experiment",
        abstract: "Experiments: design, start, assign, analyse, decide, report.",
        discussion: """
            An experiment is designed from history, starts with a plan that is registered, assigns listeners by a hash that GrowthBook's SDKs share, reads
            who met which arm from a ledger, and is judged by the rule that its plan states. docs/experiments.md walks through one.
            """,
        subcommands: [
            Design.self, Draft.self, List.self, Show.self, Start.self, Assign.self, Expose.self, Simulate.self, Analyze.self, Report.self,
            Stop.self, Decide.self, Amend.self,
            Metrics.self,
        ])

    static func registry(_ options: GlobalOptions) -> ExperimentRegistry {
        ExperimentRegistry(options.directory.appending(path: "experiments"))
    }

    static func metricsFolder(_ options: GlobalOptions) -> URL { options.directory.appending(path: "metrics") }

    static func desk(_ workspace: Workspace, _ options: GlobalOptions) throws -> ExperimentDesk {
        ExperimentDesk(
            workspace.warehouse,
            catalogue: try MetricCatalogue(dialect: workspace.warehouse.dialect.name, folder: metricsFolder(options)),
            version: Segue.configuration.version)
    }

    /// A moment that was given as an option.
    static func moment(_ text: String?, _ option: String) throws -> Instant? {
        try text.map { text in
            guard let moment = Instant(text) else {
                throw CommandError.usage("\(option) \(text) is no moment such as 2026-01-31 or 2026-01-31T18:00:00Z.")
            }
            return moment
        }
    }
}
