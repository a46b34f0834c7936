import Insights
import Server

/// From a first play to a habit.
struct ActivationChart {
    private let steps: [FunnelStep]
    private let scope: Scope

    init(_ answer: InsightAnswer, _ scope: Scope) {
        self.scope = scope
        steps = answer.table.map { FunnelStep($0, label: $0.text("name") ?? "", count: "listeners") }
    }

    var block: ChartBlock {
        ChartBlock(
            id: "activation", title: title,
            subtitle: "Listeners whose first play lies in the range, each step within 14 days of it",
            chart: steps.chart("Listeners", unit: "listeners", highlight: Set([steps.clearLoss].compactMap { $0 })),
            table: steps.table("Listeners"),
            question: scope.question("activation_funnel", "activation"), rowsURL: scope.rows("activation_funnel"),
            remark: remark,
            empty: EmptyState(words: "No listener played for the first time in this range. Choose a longer one."))
    }

    private var remark: String? {
        var sentences = [steps.notRecorded].compactMap { $0 }
        if let waiting = steps.compactMap(\.waiting).max(), waiting > 0 {
            sentences.append(
                "\(Format.count(Int64(waiting), "listener")) still had time at the end of the data: the last steps may rise."
            )
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    private var title: String {
        guard let place = steps.clearLoss, let kept = steps[place].fromPrevious else {
            return steps.level("listener") ?? "From a first play to a habit"
        }
        return "Most are lost before “\(steps[place].label)”: \(Format.percent(1 - kept, 0)) of those who got so far"
    }
}
