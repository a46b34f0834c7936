import Dashboard
import Formatting
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
                (
                    "features",
                    .object([
                        ("as_of", .text("\(asOf)")), ("listeners", .count(listeners)), ("features", .count(features)),
                    ])
                ),
                ("models", .object(try models.map { ($0.name, try ModelPrinter($0).json(leaks: nil)) })),
                ("insights", .object(answers.map { ($0.insight.name, $0.json) })),
                ("notes", .array(notes.map(JSONValue.text))),
                (
                    "stages",
                    .array(
                        stages.map {
                            .object([
                                ("stage", .text($0.name)), ("seconds", .double(($0.seconds * 1000).rounded() / 1000)),
                            ])
                        })
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
                    "  \(number(row, "plays")) plays by \(plural(row, "listeners", "listener")) on \(Self.complete(row)), \(days)."
                )
                lines.append("  \(Self.listening(row)) \(Self.skipping(row))")
            }
            if let row = answer("top_artists"), row.rowCount > 0 {
                lines.append(
                    "  Most played: \(row.value("artist", at: 0)) (\(TextFormat.count(Int(row.value("plays", at: 0).integer ?? 0), "play")))."
                )
            }
            if let row = answer("retention_curve"), let retained = Self.retained(row) { lines.append("  \(retained)") }
            if let row = answer("playlist_drop_off"), let share = row.value("drop_off", at: 0).double {
                lines.append("  Between tracks 3 and 5 of a playlist, \(TextFormat.percent(share)) of runs are lost.")
            }
            lines.append("")
            lines += try models.flatMap(Self.sentences).map { "  \($0)" }
            lines += notes.map { "  \($0)" }
            lines.append("")
            return lines.joined(separator: "\n")
        }
    }

    /// Who is active four weeks or more after the first day, where enough listeners had the time.
    private static func retained(_ rows: ColumnBatch) -> String? {
        let day = 28
        guard rows.rowCount >= day, let eligible = rows.value("eligible", at: day - 1).integer,
            eligible >= LeastCount.listeners,
            let rate = rows.value("rate", at: day - 1).double
        else { return nil }
        return
            "\(TextFormat.percent(rate, places: 0)) of listeners are active four weeks or more after their first day."
    }

    /// How long a listener listens; what the source does not record is said so, and a part that it records is a lower bound.
    private static func listening(_ row: ColumnBatch) -> String {
        guard let minutes = row.value("minutes_per_listener_day", at: 0).double else {
            return "The source does not record how long plays lasted."
        }
        let timed = row.value("timed_plays", at: 0).integer ?? 0
        let plays = row.value("plays", at: 0).integer ?? 0
        let bound = timed < plays ? "at least " : ""
        return "On a day with listening, a listener listens for \(bound)\(TextFormat.minutes(minutes))."
    }

    private static func skipping(_ row: ColumnBatch) -> String {
        guard let rate = row.value("skip_rate", at: 0).double else {
            return "Whether plays were skipped is not recorded."
        }
        guard (row.value("unseen_skips", at: 0).integer ?? 0) > 0 else {
            return "\(TextFormat.percent(rate)) of plays are skipped."
        }
        return
            "At least \(TextFormat.percent(rate)) of plays are skipped: a skip after 30 seconds is not recorded of every play."
    }

    private func answer(_ name: String) -> ColumnBatch? { answers.first { $0.insight.name == name }?.rows }

    private var days: String {
        guard let data = answers.first?.days.whole else { return "" }
        return "\(data.lowerBound) to \(data.upperBound)"
    }

    /// `97 complete days`, or `1 day so far` where none is over.
    private static func complete(_ row: ColumnBatch) -> String {
        let days = Int(row.value("days", at: 0).integer ?? 0)
        return row.value("dau_on", at: 0).isNull
            ? "\(TextFormat.count(days, "day")) so far" : "\(TextFormat.count(days, "complete day"))"
    }

    private func number(_ row: ColumnBatch, _ column: String) -> String {
        TextFormat.count(Int(row.value(column, at: 0).integer ?? 0))
    }

    private func plural(_ row: ColumnBatch, _ column: String, _ noun: String) -> String {
        TextFormat.count(Int(row.value(column, at: 0).integer ?? 0), noun)
    }

    private static func sentences(_ report: ModelReport) throws -> [String] {
        let spec = try ModelSpec.named(report.name)
        let findings = ModelFindings(report)
        func value(_ score: ModelReport.Score?) -> String {
            score?.quality.map { TextFormat.decimal($0.value) } ?? "–"
        }
        let measure =
            switch spec.kind {
            case .logistic: "AUC"
            case .linear: "R²"
            }
        let rule = findings.bestBaseline
        var text =
            "\(spec.question) The model reaches \(measure) \(value(findings.model)) on later data; the best plain rule (\(rule?.name.lowercased() ?? "none")) reaches \(value(rule))"
        if let oracle = findings.oracle { text += ", and the planted truth itself \(value(oracle))" }
        let missing = report.leftOut ?? 0
        let strongest = findings.strongest(by: PageCopy.feature).map { PageCopy.feature($0.feature) }
        return [text + "." + (missing > 0 ? " It leaves out \(TextFormat.count(missing)) \(spec.label.unknown)." : "")]
            + (strongest.map { ["What matters most: \($0.prefix(1).lowercased() + $0.dropFirst())."] } ?? [])
    }
}
