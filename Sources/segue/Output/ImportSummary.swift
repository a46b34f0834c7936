import Formatting
import Ingestion
import Listening
import Warehouse

/// What an import did, for a person and for a program.
struct ImportSummary {
    let report: ImportReport
    let rejectsFile: String?

    init(_ report: ImportReport, rejectsFile: String?) {
        self.report = report
        self.rejectsFile = rejectsFile
    }

    var text: TerminalText {
        var lines: [TerminalText] = []
        let days = report.firstDay.flatMap { first in report.lastDay.map { "\(first) to \($0)" } } ?? "no days"
        if let id = report.importID {
            lines.append("Import \(id), \(days)")
        } else {
            lines.append("Dry run, nothing was imported: \(days)")
        }
        lines.append(
            "  \(TextFormat.count(report.rowsRead, "row")) read: \(TextFormat.count(report.rowsNew)) new, \(TextFormat.count(report.rowsDuplicate)) known already, \(TextFormat.count(report.rowsIgnored)) no music, \(TextFormat.count(report.rowsInvalid)) invalid"
        )
        lines.append(
            "  \(TextFormat.count(report.artists, "artist")), \(TextFormat.count(report.tracks, "track")), \(hours)")
        if let share = report.shareUnder30Seconds { lines.append("  \(TextFormat.percent(share)) of plays under 30 s") }
        for (reason, count) in report.reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(8) {
            lines.append("  invalid: \(TextFormat.count(count, "row")): \(reason)")
        }
        if let rejectsFile { lines.append("  invalid rows are listed in \(rejectsFile)") }
        for note in report.notes { lines.append("  \(note)") }
        return lines.joined(separator: "\n")
    }

    /// The time listened, as far as the source records it.
    private var hours: String {
        guard let hours = report.hours else { return "time listened not recorded" }
        let amount =
            hours < 2 ? TextFormat.minutes(hours * 60) : TextFormat.count(Int(saturating: hours.rounded()), "hour")
        return report.untimed > 0
            ? "at least \(amount) (the time of \(TextFormat.count(report.untimed, "play")) is not recorded)" : amount
    }

    var json: JSONValue {
        .object([
            ("import", report.importID.map(JSONValue.integer) ?? .null), ("format", .text(report.format)),
            ("dry_run", .bool(report.dryRun)),
            ("files", .array(report.files.map(JSONValue.text))), ("rows_read", .count(report.rowsRead)),
            ("rows_new", .count(report.rowsNew)),
            ("rows_duplicate", .count(report.rowsDuplicate)), ("rows_ignored", .count(report.rowsIgnored)),
            ("rows_invalid", .count(report.rowsInvalid)),
            ("listeners", .count(report.listeners)), ("artists", .count(report.artists)),
            ("tracks", .count(report.tracks)),
            ("hours", .optional(report.hours)),
            ("first_day", .optional(report.firstDay)), ("last_day", .optional(report.lastDay)),
            ("share_under_30_s", .optional(report.shareUnder30Seconds)),
            ("invalid_reasons", .object(report.reasons.sorted { $0.key < $1.key }.map { ($0.key, .count($0.value)) })),
            ("rejects_file", .optional(rejectsFile)), ("notes", .array(report.notes.map(JSONValue.text))),
        ])
    }
}
