import ExperimentService
import Experimentation
import Server
import Warehouse

/// What a design comes to.
struct DesignResults {
    private let answer: DesignAnswer
    private let request: DesignRequest
    private let metrics: [Metric]
    private var board: ExperimentDesignSummary { answer.board }
    private var plan: ExperimentPlan { board.plan }
    private var units: String { ExperimentCopy.units(plan) }

    init(_ answer: DesignAnswer, _ request: DesignRequest, _ metrics: [Metric]) {
        self.answer = answer
        self.request = request
        self.metrics = metrics
    }

    private func metric(_ key: String) -> Metric? { metrics.first { $0.key == key } }
    private func name(_ key: String) -> String { metric(key)?.name ?? Format.label(key) }
    private var primary: PlannedMetric? { plan.metrics(.primary).first }
    /// The metric that asks for most units.
    private var hardest: ExperimentDesign.SampleSizeRequirement? { board.design.needs.max { $0.units < $1.units } }

    var title: String {
        let effect = primary?.minimumEffect.map { ExperimentCopy.share($0, signed: false) } ?? ""
        let what = "a change of \(effect) in \(ExperimentCopy.lowered(name(primary?.metric ?? "")))"
        if let infeasibility = board.infeasibility { return ReportText.bound(infeasibility) }
        guard let days = board.design.days else { return "There will never be enough \(units) to find \(what)" }
        return
            "It takes \(Format.count(board.design.units)) \(units) and about \(Format.count(days, "day")) to find \(what)"
    }

    var lead: String {
        let binding =
            hardest.flatMap {
                $0.role == .guardrail
                    ? " The guardrail asks for most: \(ExperimentCopy.lowered(name($0.metric))) within its margin."
                    : nil
            } ?? ""
        return
            "Baselines and how fast \(units) come were measured from \(ExperimentCopy.day(board.firstDay)) to \(ExperimentCopy.day(board.lastDay)). Nothing is kept here.\(binding)"
    }

    var numbers: [NumberCard] {
        var needed = NumberCard(
            id: "units", label: "\(Format.sentence(units)) needed", value: Format.count(board.design.units))
        needed.note = "in \(Format.count(plan.arms.count, "arm")) together"
        var days = NumberCard(id: "days", label: "Days", value: board.design.days.map { Format.count($0) })
        days.note =
            board.design.days == nil
            ? "so many never come" : "until the last window of \(Format.count(plan.windowDays, "day")) is over"
        var expected = NumberCard(
            id: "expected", label: "\(Format.sentence(units)) on average", value: expectedUnits.map { Format.count($0) }
        )
        expected.note =
            plan.monitoring == .fixed ? "a single look never stops early" : "if the change is there, looked at by plan"
        return [needed, days, saved, expected]
    }

    private var expectedUnits: Int? {
        board.design.needs.filter { $0.role == .primary }.map(\.expectedUnits).max().map { min($0, board.design.units) }
    }

    /// What is saved by what is known of the units beforehand.
    private var saved: NumberCard {
        let without = board.design.needs.map(\.unitsWithoutAdjustment).max() ?? board.design.units
        let share = without > 0 ? 1 - Double(board.design.units) / Double(without) : 0
        var card = NumberCard.share("cuped", "Saved by CUPED", max(0, share))
        card.note = "\(Format.count(without)) \(units) without it"
        return card
    }

    // MARK: Curves

    var charts: [ChartBlock] { [reach, needsByEffect] }

    private var reach: ChartBlock {
        let points = answer.reach
        let shown = plan.metrics.filter { metric in points.contains { $0.effects[metric.metric] != nil } }
        return ChartBlock(
            id: "reach", title: reachTitle,
            subtitle:
                "Smallest change that is found with \(ExperimentCopy.share(plan.power, signed: false)) power, by the length of the experiment",
            isHalf: true,
            chart: points.count < 2
                ? nil
                : LineChart(
                    x: ChartAxis(
                        unit: "number", label: "Days, the window included", values: points.map { .count($0.days) }),
                    y: ChartMeasure(label: "Smallest change found", unit: "share"),
                    series: shown.map { metric in
                        LineChart.Series(name: name(metric.metric), values: points.map { $0.effects[metric.metric] })
                    }),
            table: Table(
                columns: [.number("Days"), .number(Format.sentence(units))] + shown.map { .number(name($0.metric)) },
                rows: points.map { point in
                    [.number(Format.count(point.days)), .number(Format.count(point.units))]
                        + shown.map { .number(point.effects[$0.metric]) { ExperimentCopy.share($0, signed: false) } }
                }),
            empty: EmptyState(words: "Too few \(units) come in eight weeks to find anything."))
    }

    private var reachTitle: String {
        guard let metric = primary?.metric, let last = answer.reach.last, let effect = last.effects[metric] else {
            return "What can be found after how many days"
        }
        return
            "After \(Format.count(last.days, "day")) a change of \(ExperimentCopy.share(effect, signed: false)) can be found"
    }

    private var needsByEffect: ChartBlock {
        let needs = answer.needs
        let isAdjusted = needs.contains { $0.units != $0.unitsWithoutAdjustment }
        return ChartBlock(
            id: "needs", title: "Half the change takes four times the \(units)",
            subtitle:
                "\(Format.sentence(units)) of all arms by the smallest change of \(ExperimentCopy.lowered(name(primary?.metric ?? ""))) that is to be found",
            isHalf: true,
            chart: needs.count < 2
                ? nil
                : LineChart(
                    x: ChartAxis(
                        unit: "text", label: "Smallest change worth finding",
                        values: needs.map { .text(Self.exact($0.effect)) }),
                    y: ChartMeasure(label: Format.sentence(units), unit: units),
                    series: [LineChart.Series(name: "With CUPED", values: needs.map { Double($0.units) })]
                        + (isAdjusted
                            ? [
                                LineChart.Series(
                                    name: "Without", values: needs.map { Double($0.unitsWithoutAdjustment) })
                            ] : [])),
            table: Table(
                columns: [.number("Change"), .number("With CUPED"), .number("Without")],
                rows: needs.map {
                    [
                        .number(Self.exact($0.effect)), .number(Format.count($0.units)),
                        .number(Format.count($0.unitsWithoutAdjustment)),
                    ]
                }))
    }

    /// `2.25 %`: as many places as it has.
    private static func exact(_ share: Double) -> String { "\(DesignRequest.short(share * 100))\(Format.thin)%" }

    // MARK: Tables

    var needs: TableBlock {
        TableBlock(
            id: "design-needs", title: "Sample size by metric",
            subtitle:
                "Baselines from \(ExperimentCopy.day(board.firstDay)) to \(ExperimentCopy.day(board.lastDay)), every listener counted from their first session on",
            table: Table(
                columns: [
                    .text("Metric"), .text("Role"), .number("Baseline"), .number("Standard deviation"),
                    .number("Known before"),
                    .number("Change"), .number("Power"),
                    .number(Format.sentence(units)), .number("Without CUPED"),
                ],
                rows: board.design.needs.map { need in
                    func value(_ value: Double) -> String {
                        metric(need.metric).map { ExperimentCopy.value(value, $0) } ?? Format.decimal(value, 2)
                    }
                    return [
                        .text(name(need.metric)), .text(ExperimentCopy.role(need.role)),
                        .number(value(need.baseline.mean), note: "\(Format.count(need.baseline.units)) \(units)"),
                        .number(value(need.baseline.variance.squareRoot())),
                        .number(ExperimentCopy.share(1 - need.baseline.remainingVariance, signed: false)),
                        .number(ExperimentCopy.share(need.effect, signed: false)),
                        .number(ExperimentCopy.share(need.power, signed: false)),
                        .number(Format.count(need.units)), .number(Format.count(need.unitsWithoutAdjustment)),
                    ]
                }))
    }

    var alternatives: TableBlock {
        TableBlock(
            id: "alternatives", title: "Other stopping rules",
            subtitle: "Looking more often takes more \(units) at most, and fewer on average where there is a change",
            table: Table(
                columns: [.text("Looked at by"), .number("At most"), .number("On average"), .number("Days at most")],
                rows: board.alternatives.map { other in
                    [
                        .text(
                            Format.sentence(other.monitoring.name), note: isChosen(other.monitoring) ? "as chosen" : nil
                        ),
                        .number(Format.count(other.units)),
                        .number(Format.count(other.expectedUnits)),
                        other.days.map { .number(Format.count($0)) } ?? .number("never", muted: true),
                    ]
                }))
    }

    private func isChosen(_ monitoring: Monitoring) -> Bool {
        switch (monitoring, plan.monitoring) {
        case (.fixed, .fixed), (.mixture, .mixture), (.alwaysValid, .alwaysValid): true
        case (.groupSequential(let looks, let one), .groupSequential(let planned, let other)):
            looks == planned && one == other
        default: false
        }
    }

    // MARK: The draft

    var provenance: ProvenanceView {
        ProvenanceView(
            title: "To keep this design as a draft",
            facts: [
                Fact(label: "Baselines", time: board.firstDay, until: board.lastDay),
                Fact(
                    label: "Units come",
                    text:
                        "\(Format.count(board.traffic.cumulative.last ?? 0)) different \(units) in \(Format.count(board.traffic.cumulative.count, "day"))"
                ),
                Fact(
                    label: "Level of the test",
                    text: hardest.map { ExperimentCopy.share($0.significance, signed: false) } ?? ""),
            ], command: command)
    }

    /// The command that makes the same design.
    private var command: String {
        func percent(_ share: Double) -> String { "\(DesignRequest.short(share * 100))%" }
        var words = ["segue experiment design \(request.key)"]
        for arm in plan.arms { words.append("--arm \(arm.key)=\(DesignRequest.short(arm.weight))") }
        for metric in plan.metrics {
            switch metric.role {
            case .primary: words.append("--primary \(metric.metric)=\(percent(metric.minimumEffect ?? 0))")
            case .guardrail:
                words.append("--guardrail \(metric.metric)=\(percent(metric.margin ?? PlannedMetric.defaultMargin))")
            case .secondary: words.append("--secondary \(metric.metric)")
            }
        }
        words.append("--monitoring \(request.values["monitoring"] ?? "fixed")")
        words.append("--alpha \(plan.significance) --power \(plan.power) --window-days \(plan.windowDays)")
        return words.joined(separator: " \\\n  ")
    }
}
