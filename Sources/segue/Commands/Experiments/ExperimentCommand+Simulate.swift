import ArgumentParser
import ExperimentService
import Experimentation
import Foundation
import Ingestion
import Listening
import Simulation
import Warehouse

extension ExperimentCommand {
    struct Simulate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let the simulated service go on with a running experiment, whose effects are planted.",
            discussion: """
                The listeners of the last simulation go on where it ended. Each is assigned as the plan says, is exposed in the next session, and behaves \
                as the planted effects say; exposures go to the ledger. So an analysis can be compared with the truth. `segue imports undo` takes it back.

                Example:
                  segue experiment simulate fewer-skips --days 28 --effect treatment:skip_log_odds=-0.2
                """)
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Argument(help: "The experiment's key.") var key: String
        @Option(
            help: ArgumentHelp("Days that the service goes on. (default: 28)", valueName: "days"),
            transform: Number.whole) var days =
            28
        @Option(
            name: .customLong("effect"),
            help: ArgumentHelp(
                "What an arm does: skip_log_odds, session_rate, minutes, like, survey, novelty, exposure_share. An arm that is not named does nothing.",
                valueName: "arm:name=number,…"))
        var effects: [String] = []
        @Option(help: ArgumentHelp("The simulation that goes on; the last one by default.", valueName: "import"))
        var of: Int64?
        @Option(
            help: ArgumentHelp("The seed of surveys and exposures. (default: 1)", valueName: "number"),
            transform: Number.natural)
        var seed: UInt64 = 1

        func run() async throws {
            let record = try ExperimentCommand.registry(global).find(key)
            guard record.state == .running else {
                throw CommandError.usage(
                    "\(key) is \(record.state.rawValue). Start it with `segue experiment start \(key)`; nobody gets an arm before."
                )
            }
            let truth = try ExperimentTruth(effects: effects)
            for arm in truth.arms.keys where !record.plan.arms.contains(where: { $0.key == arm }) {
                throw CommandError.usage(
                    "--effect \(arm): the plan has the arms \(record.plan.arms.map(\.key).joined(separator: ", ")).")
            }
            let assigner = Assigner(record.plan)
            let planted = try PlantedExperiment(key: key, truth: truth, days: days, seed: seed) { unit, attributes in
                switch assigner.assign(unit, attributes: .object(attributes.mapValues(AttributeValue.text))) {
                case .arm(let arm): assigner.arms[arm].key
                case .excluded: nil
                }
            }
            try await Workspace.with(global) { workspace in
                guard
                    let service = try await ImportHistory.list(workspace.warehouse).last(where: {
                        $0.format == "simulation"
                    })?.key
                else {
                    throw CommandError.usage(
                        "There is no simulated service to go on. Make one with `segue simulate --plays 100000`.")
                }
                let summary = try await Progress(global).stage("simulate \(TextFormat.count(days, "day"))") {
                    try await ServiceContinuation.run(
                        of: of ?? service, with: planted, into: workspace.warehouse, at: Workspace.now)
                }
                if global.json { return try Console.output(encoding: summary) }
                let exposed = record.plan.arms.map { "\($0.key) \(TextFormat.count(summary.exposures[$0.key] ?? 0))" }
                    .joined(separator: ", ")
                try Console.output(
                    """
                    Import \(summary.importKey): \(TextFormat.count(summary.plays, "play")) of \(TextFormat.count(summary.listeners, "listener")), \(summary.firstDay) to \(summary.lastDay).
                    Exposed: \(exposed).
                    """)
            }
        }
    }
}
