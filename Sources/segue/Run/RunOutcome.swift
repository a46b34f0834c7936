import Foundation
import Insights
import Listening
import Prediction
import Warehouse

/// What a run found.
struct RunOutcome {
    let asOf: CalendarDay
    let listeners: Int
    let features: Int
    let models: [ModelReport]
    let answers: [InsightAnswer]
    let notes: [String]
    let stages: [(name: String, seconds: Double)]

    var json: JSONValue {
        get throws {
            .object([
                ("features", .object([("as_of", .text("\(asOf)")), ("listeners", .count(listeners)), ("features", .count(features))])),
                ("models", .object(try models.map { ($0.name, try ModelPrinter($0).json(leaks: nil)) })),
                ("insights", .object(answers.map { ($0.insight.name, $0.json) })),
                ("notes", .array(notes.map(JSONValue.text))),
                (
                    "stages",
                    .array(stages.map { .object([("stage", .text($0.name)), ("seconds", .double(($0.seconds * 1000).rounded() / 1000))]) })
                ),
            ])
        }
    }

    /// A few sentences that a person enjoys reading.
    var summary: TerminalText {
        get throws {
            var lines: [TerminalText] = [""]
            if let row = answer("summary") {
                lines.append(
                    "  \(number(row, "plays")) plays by \(plural(row, "listeners", "listener")), \(days).")
                lines.append(
                    "  On a day with listening, a listener listens for \(row.value("minutes_per_listener_day", at: 0).double.map(Phrase.minutes) ?? "unknown minutes"); \(Phrase.percent(row.value("skip_rate", at: 0).double)) of plays are skipped."
                )
            }
            if let row = answer("top_artists"), row.rowCount > 0 {
                lines.append(
                    "  Most played: \(row.value("artist", at: 0)) (\(Phrase.count(Int(row.value("plays", at: 0).integer ?? 0), "play"))).")
            }
            if let row = answer("retention_curve"), row.rowCount > 28, listeners > 1, let rate = row.value("rate_after", at: 28).double {
                lines.append("  Four weeks after their first day, \(Phrase.percent(rate, places: 0)) of listeners are still around.")
            }
            if let row = answer("playlist_drop_off"), let share = row.value("drop_off", at: 0).double {
                lines.append("  Between tracks 3 and 5 of a playlist, \(Phrase.percent(share)) of runs are lost.")
            }
            lines.append("")
            lines += models.flatMap(Self.sentences).map { "  \($0)" }
            lines += notes.map { "  \($0)" }
            lines.append("")
            return lines.joined(separator: "\n")
        }
    }

    private func answer(_ name: String) -> ColumnBatch? { answers.first { $0.insight.name == name }?.rows }

    private var days: String {
        guard let data = answers.first?.data else { return "" }
        return "\(data.lowerBound) to \(data.upperBound)"
    }

    private func number(_ row: ColumnBatch, _ column: String) -> String { Phrase.count(Int(row.value(column, at: 0).integer ?? 0)) }

    private func plural(_ row: ColumnBatch, _ column: String, _ noun: String) -> String {
        Phrase.count(Int(row.value(column, at: 0).integer ?? 0), noun)
    }

    private static func sentences(_ report: ModelReport) -> [String] {
        let best = report.scores.first { $0.role == .model }
        func measureOf(_ score: ModelReport.Score) -> Double { score.auc?.value ?? score.rSquared?.value ?? 0 }
        let rule = report.scores.filter { $0.role == .baseline }.max { measureOf($0) < measureOf($1) }
        let oracle = report.scores.first { $0.role == .oracle }
        func value(_ score: ModelReport.Score?) -> String {
            score?.auc.map { Phrase.decimal($0.value) } ?? score?.rSquared.map { Phrase.decimal($0.value) } ?? "–"
        }
        let measure = report.kind == "logistic" ? "AUC" : "R²"
        let subject = report.name == "skip" ? "Will this play be skipped?" : "How long will this session last?"
        var text =
            "\(subject) The model reaches \(measure) \(value(best)) on later data; the best plain rule (\(rule?.name.lowercased() ?? "none")) reaches \(value(rule))"
        if let oracle { text += ", and the planted truth itself \(value(oracle))" }
        let driver = report.coefficients.max { abs($0.standardized) < abs($1.standardized) }
        return [text + "."] + (driver.map { ["What counts most is \($0.feature.replacing("_", with: " "))."] } ?? [])
    }
}
