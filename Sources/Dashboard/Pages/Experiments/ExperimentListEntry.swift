import Server
import ExperimentService
import Experimentation

/// What is known of an experiment that has started: its analysis, or why there is none.
enum ExperimentListEntry: Sendable {
    case analysed(ExperimentReport)
    case problem(ExperimentationError)

    /// - Throws: `WarehouseError`, and whatever is no word about the experiment.
    init(_ record: ExperimentRecord, _ experiments: ExperimentAnswers, extras: ExperimentAnalyzer.Extras) async throws {
        do {
            self = .analysed(try await experiments.report(record, extras))
        } catch let error as ExperimentationError {
            self = .problem(error)
        }
    }

    var report: ExperimentReport? { if case .analysed(let report) = self { report } else { nil } }

    /// Why there is nothing to see, and the command that changes it.
    static func empty(_ record: ExperimentRecord, _ error: ExperimentationError) -> EmptyState {
        let key = record.plan.key
        return switch error.code {
        case "experiment.state":
            EmptyState(
                words: "\(key) is a draft: nobody is assigned yet. Starting it registers its plan.",
                command: "segue experiment start \(key)")
        case "experiment.no-exposures":
            EmptyState(
                words:
                    "Nobody has met an arm of \(key) yet, as far as the warehouse knows. Bring in who did, or let the service post it to /experiments/exposures.",
                command: "segue experiment expose \(key) exposures.csv")
        case "experiment.history":
            EmptyState(
                words: "There is no listening to measure yet. Import a history, or simulate a service.",
                command: "segue simulate --plays 100000")
        default: EmptyState(words: error.message, command: "segue experiment show \(key)")
        }
    }
}
