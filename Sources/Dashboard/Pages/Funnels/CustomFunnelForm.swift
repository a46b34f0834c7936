import Insights
import Server

/// The form for a custom funnel, and its answer.
struct CustomFunnelForm {
    private let funnel: CustomFunnel
    private let visit: PageContext
    private let scope: Scope
    private let answer: InsightAnswer?

    init(_ funnel: CustomFunnel, _ visit: PageContext, _ scope: Scope, answer: InsightAnswer?) {
        self.funnel = funnel
        self.visit = visit
        self.scope = scope
        self.answer = answer
    }

    var builder: FunnelBuilder {
        FunnelBuilder(
            title: "Your own funnel",
            words: funnel.steps.count == 1
                ? "One step is no funnel yet: choose at least two."
                : "Choose two to six steps. A step counts when it comes after the one before, within the time allowed.",
            action: visit.request.path,
            hidden: visit.request.givenFilter.compactMap { name, value in
                value.map { HiddenField(name: name, value: $0) }
            },
            steps: (0..<CustomFunnel.mostSteps).map(step), selects: [within, ordering], result: result)
    }

    private func step(_ index: Int) -> SelectField {
        let chosen = index < funnel.steps.count ? funnel.steps[index] : ""
        let none = SelectField.Option(value: "", label: "—", isSelected: chosen.isEmpty)
        let options = CustomFunnel.kinds.map {
            SelectField.Option(value: $0, label: PageCopy.step($0), isSelected: $0 == chosen)
        }
        return SelectField(name: "step", label: "Step \(index + 1)", options: [none] + options, id: "step-\(index + 1)")
    }

    private var within: SelectField {
        SelectField(
            name: "within", label: "Within",
            options: CustomFunnel.windows.map {
                SelectField.Option(value: "\($0.hours)", label: $0.label, isSelected: $0.hours == funnel.hours)
            })
    }

    private var ordering: SelectField {
        SelectField(
            name: "ordering", label: "Steps come",
            options: CustomFunnel.orderings.map {
                SelectField.Option(value: $0.value, label: $0.label, isSelected: $0.value == funnel.ordering)
            })
    }

    private var result: ChartBlock? {
        guard let answer else { return nil }
        let steps = answer.table.map { FunnelStep($0, label: PageCopy.step($0.text("name") ?? ""), count: "listeners") }
        return ChartBlock(
            id: "custom", title: title(steps), subtitle: steps.map(\.label).joined(separator: " → "),
            chart: steps.chart("Listeners", unit: "listeners", highlight: Set([steps.clearLoss].compactMap { $0 })),
            table: steps.table("Listeners"),
            question: scope.question("custom_funnel", "your own funnel", funnel.own),
            rowsURL: scope.rows("custom_funnel", funnel.own),
            remark: steps.notRecorded,
            empty: EmptyState(
                words: steps.first?.recorded == nil
                    ? steps.notRecorded ?? ""
                    : "Nobody took the first step in this range. Choose another step or a longer range."))
    }

    private func title(_ steps: [FunnelStep]) -> String {
        guard let first = steps.first, let last = steps.last else { return "Your own funnel" }
        guard first.recorded != nil, last.recorded != nil else { return "The source does not record every step" }
        guard first.count > 0, let share = last.share else { return "Nobody took the first step" }
        return
            "\(Format.percent(share, share < 0.1 ? 1 : 0)) of \(Format.count(Int64(first.count), "listener")) get to the end"
    }
}

/// The form in which a custom funnel is put together, and its answer.
struct FunnelBuilder: TemplateView {
    let title: String
    let words: String
    let action: String
    let hidden: [HiddenField]
    let steps: [SelectField]
    let selects: [SelectField]
    var result: ChartBlock?

    var fields: [String: Any] {
        named([
            "title": title, "words": words, "action": action, "hidden": hidden.fields, "steps": steps.fields,
            "selects": selects.fields,
            "result": result?.fields,
        ])
    }
}
