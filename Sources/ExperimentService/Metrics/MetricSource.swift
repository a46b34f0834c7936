package import Experimentation
import Foundation
package import Warehouse

/// A statement that measures units: one row per unit, with the columns that metrics are made of.
///
/// Its text may read `{{spans}}` (unit, from_at, until_at), the time of each unit that counts; then what units did before their exposure is
/// measured by the same text. `{{weekdays}}` stands for the weekdays that count, as `1 AND 7`. A text that is just `{{exposures}}` stands for the columns
/// of the plan's own exposures: what was measured lies there already, one row per unit.
package struct MetricSource: Sendable {
    package let name: String
    package let title: String
    package let metrics: [MeasuredMetric]
    let text: String
    /// Whether somebody else wrote it, so that what it promises has to be looked at.
    let isOwn: Bool

    /// Whether it can be asked for another time than the window.
    var readsSpans: Bool { text.contains("{{spans}}") }
    /// Whether the metrics are columns of the plan's own exposures.
    var isOfExposures: Bool { text == "{{exposures}}" }
    /// Whether it can be asked for some weekdays only.
    var readsWeekdays: Bool { text.contains("{{weekdays}}") }

    /// - Throws: ``ExperimentationError`` `experiment.metric-file`, which names the file and the line.
    package init(_ file: SQLFile, isOwn: Bool = true) throws(ExperimentationError) {
        self.isOwn = isOwn
        name = file.name
        title = file.header("title") ?? file.name
        guard file.name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }),
            file.name.first?.isLetter == true
        else {
            throw ExperimentationError(
                "metric-file",
                "\(file.path): the name of the file takes letters, digits and _, and begins with a letter.")
        }
        var metrics: [MeasuredMetric] = []
        for entry in file.entries("metric") { metrics.append(try MeasuredMetric(entry, path: file.path)) }
        guard !metrics.isEmpty else {
            throw ExperimentationError(
                "metric-file",
                "\(file.path) describes no metric. Begin it with a line such as `-- metric minutes: Minutes listened | mean | min | higher | ms_played per 60000 | time listened`."
            )
        }
        self.metrics = metrics
        text = file.body.withoutEnd
    }

    /// The statement over some spans.
    func statement(spans: String, weekdays: ClosedRange<Int> = 1...7) -> String {
        text.replacingOccurrences(of: "{{spans}}", with: spans)
            .replacingOccurrences(of: "{{weekdays}}", with: "\(weekdays.lowerBound) AND \(weekdays.upperBound)")
    }
}

/// A metric, and from which columns of its source it is made.
package struct MeasuredMetric: Sendable {
    package let metric: Metric
    /// The column of the value, or of the numerator.
    let value: String
    /// The column of the denominator of a ratio.
    let denominator: String?
    /// What a value is divided by to come to the metric's unit.
    let per: Double
    /// Whether the columns are said to be real numbers; what is found in the data decides for sources of one's own.
    let isReal: Bool
    /// Whether units without a row, or with NULL, are left out; otherwise they count as 0.
    let onlyKnown: Bool
    /// Whether units whose row has NULL are left out, while units without a row count as 0: what the source does not record is not 0, and what
    /// did not happen is.
    let unlessUnknown: Bool
    /// After how many days the outcome is known, where that is not the plan's window.
    let ripeAfter: Int?
    /// Columns of what was known before exposure, besides the value itself before exposure.
    let given: [String]

    /// Reads `Name | kind | unit | better | value | definition`, where value is
    /// `[real] column [/ column] [per N] [if known | unless unknown] [after DAYS] [given column, …]`.
    init(_ entry: SQLFile.Entry, path: String) throws(ExperimentationError) {
        let place = "\(path), metric \(entry.name.prefix(64))"
        guard entry.name.utf8.count <= 64, entry.parts.allSatisfy({ $0.utf8.count <= 2000 && !$0.utf8.contains(0) })
        else {
            throw ExperimentationError(
                "metric-file",
                "\(place): a name takes 64 bytes, and each part 2,000 without a NUL character. Shorten it.")
        }
        guard entry.parts.count == 6 else {
            throw ExperimentationError(
                "metric-file", "\(place): it takes six parts divided by |: name, kind, unit, better, value, definition."
            )
        }
        guard let kind = Metric.Kind(entry.parts[1]) else {
            throw ExperimentationError(
                "metric-file",
                "\(place): the kind is \"\(entry.parts[1])\"; it takes mean, proportion, ratio or quantile(0.9).")
        }
        guard let better = Metric.Direction(rawValue: entry.parts[3]) else {
            throw ExperimentationError(
                "metric-file", "\(place): better is \"\(entry.parts[3])\"; it takes higher or lower.")
        }
        metric = Metric(
            key: entry.name, name: entry.parts[0], kind: kind, unit: entry.parts[2], better: better,
            definition: entry.parts[5])
        var words = entry.parts[4].replacingOccurrences(of: ",", with: " ").split(separator: " ").map(String.init)[...]
        let wrong = ExperimentationError(
            "metric-file",
            "\(place): the value is \"\(entry.parts[4])\"; it takes `[real] column [/ column] [per N] [if known | unless unknown] [after DAYS] [given column, …]`."
        )
        isReal = words.first == "real"
        if isReal { words.removeFirst() }
        guard let value = words.popFirst(), Self.isColumn(value) else { throw wrong }
        self.value = value
        var denominator: String?, per = 1.0, onlyKnown = false, unlessUnknown = false, ripeAfter: Int?,
            given: [String] = []
        while let word = words.popFirst() {
            switch word {
            case "/":
                guard let column = words.popFirst(), Self.isColumn(column) else { throw wrong }
                denominator = column
            case "per":
                guard let number = words.popFirst().flatMap({ Double(decimal: $0) }) else { throw wrong }
                guard Self.divisors.contains(number) else {
                    throw ExperimentationError(
                        "metric-file",
                        "\(place): values are measured per \(number); it takes 0.000000001 to 1,000,000,000,000,000.")
                }
                per = number
            case "if":
                guard words.popFirst() == "known" else { throw wrong }
                onlyKnown = true
            case "unless":
                guard words.popFirst() == "unknown" else { throw wrong }
                unlessUnknown = true
            case "after":
                guard let days = words.popFirst().flatMap(Int.init), (1...366).contains(days) else { throw wrong }
                ripeAfter = days
            case "given":
                given = Array(words)
                words = []
                guard !given.isEmpty, given.allSatisfy(Self.isColumn) else { throw wrong }
                guard given.count <= Self.mostGiven else {
                    throw ExperimentationError(
                        "metric-file",
                        "\(place): \(given.count) columns are given; it takes up to \(Self.mostGiven). Keep those that predict best."
                    )
                }
            default: throw wrong
            }
        }
        guard (denominator != nil) == (kind == .ratio) else {
            throw ExperimentationError(
                "metric-file", "\(place): a ratio has a denominator (`skips / plays`), and nothing else has one.")
        }
        self.denominator = denominator
        self.per = per
        guard !(onlyKnown && unlessUnknown) else { throw wrong }
        self.onlyKnown = onlyKnown
        self.unlessUnknown = unlessUnknown
        self.ripeAfter = ripeAfter
        self.given = given
    }

    /// The columns of the outcome: the value, or numerator and denominator.
    var outcome: [String] { [value] + (denominator.map { [$0] } ?? []) }

    /// What values may be divided by, so that reports can write what comes of it.
    private static let divisors = 1e-9...1e15

    /// A sum of products is kept for each pair of columns, and the embedded engine's `exact_sums` takes twelve columns.
    private static let mostGiven = 8

    /// Names stand in SQL unquoted.
    static func isColumn(_ text: String) -> Bool {
        text.utf8.count <= 63 && text.utf8.first.map { (97...122).contains($0) } == true
            && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
    }
}
