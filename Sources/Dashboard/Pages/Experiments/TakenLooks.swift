import ExperimentService
import Experimentation
import Server

/// The looks that a group-sequential experiment has taken, as the data were then. Each spent some of the level.
struct TakenLooks: Sendable {
    struct Taken: Sendable {
        let look: ExperimentRecord.TakenLook
        let report: ExperimentReport
    }

    let key: String
    let taken: [Taken]
    /// Whether the plan has looks that are to be taken.
    let isPlanned: Bool

    /// Makes each look again: only what happened before it counts.
    init(_ record: ExperimentRecord, _ experiments: ExperimentAnswers) async throws {
        key = record.plan.key
        guard case .groupSequential = record.plan.monitoring else {
            taken = []
            isPlanned = false
            return
        }
        isPlanned = true
        var taken: [Taken] = []
        for place in record.looks.indices {
            // What cannot be made again, because its data were taken back, is left out.
            guard let report = try await ExperimentListEntry.look(place, of: record, experiments) else { continue }
            taken.append(Taken(look: record.looks[place], report: report))
        }
        self.taken = taken
    }

    func title(_ report: ExperimentReport) -> String {
        guard case .groupSequential(let planned, _) = report.plan.monitoring else { return key }
        guard let last = taken.last else { return "No look has been taken yet, of \(planned)" }
        return
            "\(taken.count) of \(Format.count(planned, "look")) taken; at the last the rule said: \(ExperimentCopy.lowered(ExperimentCopy.action(last.report.decision)))"
    }

    func block(_ report: ExperimentReport) -> TableBlock? {
        guard isPlanned else { return nil }
        let rows = taken.enumerated().flatMap { place, taken in
            taken.report.comparisons.filter { $0.result.role == .primary }.map { result, comparison -> [Cell] in
                let change = ExperimentCopy.change(comparison, result.metric),
                    verdict = ExperimentCopy.verdict(comparison.verdict)
                return [
                    .text(Format.count(place + 1)), .time(taken.look.asOf), .number(Format.count(taken.look.units)),
                    .number(ExperimentCopy.share(taken.look.information, signed: false)),
                    .text(result.metric.name, note: report.plan.arms.count > 2 ? comparison.treatment : nil),
                    .number(change.estimate, note: change.interval),
                    .mark(verdict.mark, verdict.word), .text(ExperimentCopy.action(taken.report.decision)),
                ]
            }
        }
        return TableBlock(
            id: "looks", title: "The looks that were taken",
            subtitle: "As the data were then; each spent some of the level, so that all together keep it",
            table: Table(
                columns: [
                    .text("Look"), .text("Data until"), .number("Units"), .number("Of the planned"), .text("Metric"),
                    .number("Change"),
                    .text("Verdict"),
                    .text("The rule said"),
                ], rows: rows),
            question: ExperimentResults.question(report, "the looks"),
            empty: EmptyState(
                words: "No look has been taken yet. Taking one spends some of the level, and is written down.",
                command: "segue experiment analyze \(key) --take-look"))
    }
}

extension ExperimentListEntry {
    /// A look that was taken, made again; nil where its data are no longer there.
    static func look(_ place: Int, of record: ExperimentRecord, _ experiments: ExperimentAnswers) async throws
        -> ExperimentReport?
    {
        do {
            return try await experiments.report(record, [], look: place)
        } catch is ExperimentationError {
            return nil
        }
    }
}
