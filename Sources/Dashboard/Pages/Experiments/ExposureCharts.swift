import ExperimentService
import Experimentation
import Foundation
import Listening
import Warehouse

/// Who met which arm on which day, and whether the arms keep their shares.
struct ExposureCharts {
    private let record: ExperimentRecord
    private let report: ExperimentReport
    /// Every day from the first to the last exposure, those without any too.
    private let course: [(day: CalendarDay, units: [Int])]
    private let ratio: [ShareTimeSeries]

    /// More days than these make bars that nobody can tell apart.
    private static let most = 366
    /// p-values below this are drawn at it.
    private static let smallest = 1e-6

    init(_ record: ExperimentRecord, _ report: ExperimentReport) {
        self.record = record
        self.report = report
        let known = Dictionary(report.exposures.days.map { ($0.day, $0.units) }) { first, _ in first }
        let days = report.exposures.days.compactMap { CalendarDay($0.day) }
        if let first = days.first, let last = days.last {
            let length = min(last.days(since: first) + 1, Self.most)
            course = (0..<length).map { last.advanced(days: 1 - length + $0) }.map { day in
                (day, known[day.description] ?? report.plan.arms.map { _ in 0 })
            }
        } else {
            course = []
        }
        ratio = report.exposures.shareCourse(report.plan)
    }

    var lastDay: Int? { course.last?.units.reduce(0, +) }
    var lastDayName: String? { course.last.map { "on \(ExperimentCopy.day($0.day.description))" } }
    var lastP: Double? { ratio.last?.pValue }

    var days: ChartBlock {
        let arms = report.plan.arms.indices.filter { report.plan.arms[$0].weight > 0 }
        // The day that the data end in is not over while units may still come.
        let isOpen =
            record.state == .running
            && course.last.map { $0.day.description == report.provenance.asOf.prefix(10) } ?? false
        return ChartBlock(
            id: "exposures", title: title,
            subtitle:
                "\(Format.sentence(ExperimentCopy.units(report.plan))) by the day on which they first met their arm",
            isHalf: true,
            chart: course.isEmpty
                ? nil
                : StackedBarChart(
                    x: ChartAxis(unit: "date", values: course.map { .text($0.day.description) }),
                    y: ChartMeasure(
                        label: Format.sentence(ExperimentCopy.units(report.plan)),
                        unit: ExperimentCopy.units(report.plan)),
                    series: arms.map { arm in
                        StackedBarChart.Series(
                            name: report.plan.arms[arm].key, values: course.map { Double($0.units[arm]) })
                    }, incompleteFrom: isOpen ? course.count - 1 : nil),
            table: Table(
                columns: [.text("Day")] + arms.map { .number(report.plan.arms[$0].key) },
                rows: course.reversed().map { day, units in
                    [.time(day.description)] + arms.map { .number(Format.count(units[$0])) }
                }),
            question: ExperimentResults.question(report, "the exposures"),
            empty: EmptyState(words: "Nobody was exposed yet."))
    }

    private var title: String {
        let week = course.suffix(7).reduce(0) { $0 + $1.units.reduce(0, +) },
            all = course.reduce(0) { $0 + $1.units.reduce(0, +) }
        guard course.count >= 14, all > 0 else { return "New \(ExperimentCopy.units(report.plan)) by day and arm" }
        return
            "\(ExperimentCopy.share(Double(week) / Double(all), signed: false)) of all \(ExperimentCopy.units(report.plan)) came in the last 7 days"
    }

    var shares: ChartBlock {
        let values = ratio.map { log10(max($0.pValue, Self.smallest)) }
        let alarm = log10(ExperimentHealth.shareLevel)
        let broken = ratio.first { $0.pValue < ExperimentHealth.shareLevel }
        return ChartBlock(
            id: "shares",
            title: broken.map { "The arms have not had their shares since \(ExperimentCopy.day($0.day))" }
                ?? "The arms keep the shares of their weights",
            subtitle: "Sample ratio: always-valid p of shares as in the plan, looked at every day", isHalf: true,
            chart: ratio.count < 2
                ? nil
                : LineChart(
                    x: ChartAxis(unit: "date", values: ratio.map { .text($0.day) }),
                    y: ChartMeasure(
                        label: "p", unit: "log10", minimum: min(-4, values.min().map { $0.rounded(.down) } ?? -4),
                        maximum: 0,
                        startsAtZero: false),
                    series: [
                        LineChart.Series(name: "p", values: values),
                        LineChart.Series(name: "Alarm", values: ratio.map { _ in alarm }, isReference: true),
                    ]),
            table: Table(
                columns: [.text("Day"), .number("p")],
                rows: ratio.reversed().map { [.time($0.day), .number(ExperimentCopy.pValue($0.pValue))] }),
            question: ExperimentResults.question(report, "the sample ratio"),
            remark:
                "A p below 0.001 means that something loses or adds units in one arm: no result can be trusted until it is found.",
            empty: EmptyState(words: "It takes exposures on two days."))
    }
}
