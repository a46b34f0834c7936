import ArgumentParser
import ExperimentService
import Experimentation
import Formatting
import Foundation
import Warehouse

extension ExperimentCommand {
    /// Sizes a test from a baseline by hand or a file of units: no data directory is needed, and nothing is kept.
    struct Size: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say how many units a test takes, from a baseline that is known or from a file of units.",
            discussion: """
                The baseline is a mean with its variance, a proportion, or the units of a CSV or Parquet file (unit, value; where it has an arm, \
                the control's count). The test is the one that `experiment test` makes. No data directory is needed, and nothing is kept.

                Examples:
                  segue experiment size --effect 5% --baseline 41.2,1600
                  segue experiment size --effect 10% --baseline 0.042 --per-day 800
                  segue experiment size --effect 5% units.csv --value minutes --given minutes_before
                """)
        @Flag(name: .long, help: "Write one JSON document to standard output; an error is one on standard error.")
        var json = false
        @Argument(help: "A CSV or Parquet file, one row per unit.") var file: String?
        @Option(
            help: ArgumentHelp("The smallest change worth finding, as a share of the baseline.", valueName: "share"))
        var effect: String?
        @Option(
            help: ArgumentHelp(
                "The control's mean and the variance between its units, or a proportion.", valueName: "mean,variance"))
        var baseline: String?
        @OptionGroup var columns: UnitFileOptions
        @Option(
            name: .customLong("weight"),
            help: ArgumentHelp(
                "Every arm with its weight, the control first; alike where none is given.", valueName: "arm=weight"))
        var arms: [String] = []
        @OptionGroup var looks: MonitoringOptions
        @Option(
            help: ArgumentHelp("The significance level, such as 0.05.", valueName: "share"), transform: Number.decimal)
        var alpha: Double?
        @Option(
            help: ArgumentHelp("The power: the chance to find the effect if it exists.", valueName: "share"),
            transform: Number.decimal)
        var power: Double?
        @Option(
            name: .customLong("per-day"), help: ArgumentHelp("Units that come on a day.", valueName: "number"),
            transform: Number.decimal)
        var perDay: Double?

        func run() async throws {
            let size = try made()
            if json { return try Console.output(encoding: size) }
            try Console.output(SizePrinter(size: size).text)
        }

        private func made() throws -> TestSize {
            var plan = ExperimentPlan(key: "test", metrics: [])
            guard let effect else {
                throw CommandError.usage("Give --effect, the smallest change worth finding: --effect 5%.")
            }
            plan.metrics = [
                PlannedMetric(
                    "value", role: .primary, minimumEffect: try PlanOptions.share(effect, "--effect"),
                    adjusted: columns.given != nil)
            ]
            // What a unit does is known at once.
            plan.windowDays = 1
            if !arms.isEmpty { plan.arms = try arms.map(PlanOptions.arm) }
            plan.monitoring = try looks.monitoring(plan.monitoring)
            plan.significance = alpha ?? plan.significance
            plan.power = power ?? plan.power
            if let perDay, !(perDay > 0 && perDay <= 1e12) {
                throw CommandError.usage("--per-day is \(perDay); it takes more than 0 and at most 1,000,000,000,000.")
            }
            var question = try columns.question()
            question.control = columns.control
            if let file {
                guard baseline == nil else { throw CommandError.usage("Give a file or --baseline, not both.") }
                return try TestSize(plan, file: URL(fileURLWithPath: file), question, perDay: perDay)
            }
            guard let baseline else {
                throw CommandError.usage("Give a file with one row per unit, or --baseline such as 41.2,1600 or 0.042.")
            }
            guard columns.given == nil, columns.control == nil else {
                throw CommandError.usage("--given and --control are of a file; a baseline has neither.")
            }
            return try TestSize(plan, try Self.baseline(baseline, question), perDay: perDay, source: "the command line")
        }

        private static func baseline(_ text: String, _ question: FinishedTest.Question) throws -> MetricBaseline {
            let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Double(decimal: $0) }
            let wrong = CommandError.usage(
                "--baseline is \"\(text)\"; it takes a mean and the variance between units, such as 41.2,1600, or a proportion such as 0.042."
            )
            guard let mean = numbers[0], mean.isFinite else { throw wrong }
            switch (numbers.count, question.kind) {
            case (1, nil), (1, .proportion):
                guard mean > 0, mean < 1 else { throw wrong }
                return MetricBaseline(
                    mean: mean, variance: mean * (1 - mean), units: 0, isProportion: true, better: question.better)
            case (2, nil), (2, .mean):
                guard let variance = numbers[1], variance > 0, variance.isFinite else { throw wrong }
                return MetricBaseline(mean: mean, variance: variance, units: 0, better: question.better)
            case (_, .quantile), (_, .ratio):
                throw CommandError.usage(
                    "A \(question.kind?.description ?? "") is sized from units only. Give a file of them.")
            default: throw wrong
            }
        }
    }
}

/// A size for a person.
private struct SizePrinter {
    let size: TestSize

    var text: TerminalText {
        let need = size.design.needs[0], share = TextFormat.percent(need.effect)
        let days =
            size.design.days.map { ", about \(TextFormat.count($0, "day"))" }
            ?? (size.isTimed ? ", which never come" : "")
        let skewed =
            size.leastUnits.map { least in
                least > size.design.units
                    ? "\nThe values are so skewed that arms of unlike size give no result below about \(TextFormat.count(least, "unit")). Give the arms the same weight, or cap the largest values."
                    : ""
            } ?? ""
        return """
            \(TextFormat.count(size.design.units, "unit")) in \(size.plan.arms.count) arms\(days), to find a change of \(share) with a power of \(TextFormat.percent(need.power, places: 0)).
            Baseline: \(ReportText.value(need.baseline.mean, unit: need.baseline.isProportion ? "share" : "")), standard deviation \
            \(TextFormat.decimal(need.baseline.variance.squareRoot()))\(known(need)), from \(size.source).\(skewed)

            \(alternatives.rendered(width: Terminal.width))

            What can be found with how many units:
            \(reach.rendered(width: Terminal.width))

            Nothing was kept.
            """
    }

    private func known(_ need: ExperimentDesign.SampleSizeRequirement) -> String {
        need.baseline.remainingVariance < 1
            ? ", of whose square \(TextFormat.percent(1 - need.baseline.remainingVariance)) was known before" : ""
    }

    private var alternatives: TextTable {
        TextTable(
            headings: ["looks", "units at most", "units on average", "days at most"],
            rows: size.alternatives.map {
                [
                    $0.monitoring.name, TextFormat.count($0.units), TextFormat.count($0.expectedUnits),
                    $0.days.map(String.init) ?? "–",
                ]
            }, numeric: [false, true, true, true])
    }

    private var reach: TextTable {
        TextTable(
            headings: ["units", "change"],
            rows: size.reach.map { [TextFormat.count($0.units), TextFormat.percent($0.effect)] }, numeric: [true, true])
    }
}
