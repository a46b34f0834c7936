import Insights
import Warehouse

/// How plays end: skipped early, midway, late, or not at all.
struct SkipKindChart {
    private let kinds: SkipKinds
    private let scope: Scope

    init(_ kinds: SkipKinds, _ scope: Scope) {
        self.kinds = kinds
        self.scope = scope
    }

    var block: ChartBlock {
        // The row of plays whose end is not recorded is there only where there are such plays.
        let listed = kinds.kinds.filter { $0.name != "not_early" || $0.plays != 0 }
        let drawn = listed.filter { $0.name != "unknown" && $0.plays != nil }
        return ChartBlock(
            id: "kinds", title: title, subtitle: "Share of the plays whose end is known", isHalf: true,
            chart: !kinds.hasShares
                ? nil
                : BarChart(
                    category: ChartAxis(unit: "text", label: "End of the play", values: drawn.map { .text($0.label) }),
                    value: ChartMeasure(label: "Share of plays", unit: "share"), values: drawn.map(\.share),
                    counts: drawn.map { $0.plays ?? 0 },
                    highlight: drawn.indices.filter { ["early", "mid"].contains(drawn[$0].name) }),
            table: Table(
                columns: [.text("End of the play"), .number("Plays"), .number("Share")],
                rows: listed.map { kind in
                    guard let plays = kind.plays else { return [.text(kind.label), .notRecorded, .notRecorded] }
                    return [
                        .text(kind.label), .number(Format.count(plays)),
                        kind.name == "unknown" ? .blank : .number(kind.share) { Format.percent($0) },
                    ]
                }),
            question: scope.question("skip_kinds", "how plays end"), rowsURL: scope.rows("skip_kinds"),
            remark: remark,
            empty: EmptyState(
                words: kinds.known == 0
                    ? "No play of this range says how it ended."
                    : "\(Format.count(Int64(kinds.known), "play")) of known end: shares take \(LeastCount.plays). “Rows” has the counts."
            ))
    }

    private var remark: String {
        let missing = kinds.kinds.filter { $0.plays == nil }.map(\.name)
        let note =
            missing.contains("mid")
            ? " The source does not record the length of tracks\(missing.contains("late") ? " or why plays end" : ""): of plays of 30\(Format.thin)s and more, \(missing.contains("late") ? "skips are" : "a skip before half of the track is") not recorded."
            : ""
        return "Coloured: what counts as a skip." + note
    }

    private var title: String {
        guard kinds.known >= LeastCount.plays, let early = kinds.earlyOfSkips else { return "How plays end" }
        return "\(Format.percent(early, 0)) of the skips come in the first 30 seconds"
    }
}
