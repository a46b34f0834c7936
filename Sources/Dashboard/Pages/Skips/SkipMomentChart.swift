import Insights
import Warehouse

/// After how many seconds skips happen.
struct SkipMomentChart {
    private let moments: SkipMoments
    private let scope: Scope

    init(_ moments: SkipMoments, _ scope: Scope) {
        self.moments = moments
        self.scope = scope
    }

    var block: ChartBlock {
        ChartBlock(
            id: "moments", title: title, subtitle: "Skipped plays by the time listened", isHalf: true, chart: chart,
            table: Table(
                columns: [.text("Listened"), .number("Skips"), .number("Share"), .number("So far")],
                rows: moments.bins.map { bin in
                    [
                        .text(
                            bin.to.map { "\(Format.decimal(bin.from, 0)) to \(Format.decimal($0, 0))\(Format.thin)s" }
                                ?? "a minute and more"),
                        bin.plays.map { .number(Format.count($0)) } ?? .notRecorded,
                        moments.hasShares ? bin.share.map { .number(Format.percent($0)) } ?? .notRecorded : .blank,
                        moments.hasShares
                            ? bin.cumulative.map { .number(Format.percent($0), muted: true) } ?? .notRecorded : .blank,
                    ]
                }),
            question: scope.question("skip_moments", "the moments of skipping"), rowsURL: scope.rows("skip_moments"),
            remark: remark,
            empty: EmptyState(words: "No skipped play of this range says how long it was listened to."))
    }

    /// What has no end cannot be a bar; the remark says how much it is.
    private var chart: HistogramChart? {
        guard moments.all > 0 else { return nil }
        return HistogramChart(
            value: ChartMeasure(label: "Listened before skipping", unit: "seconds"),
            count: ChartMeasure(label: "Skips", unit: "count"),
            bins: moments.bins.compactMap { bin in
                guard let to = bin.to, let plays = bin.plays else { return nil }
                return HistogramChart.Bin(from: bin.from, to: to, count: plays)
            },
            marks: [(30, "30 s: a stream")])
    }

    private var remark: String? {
        guard moments.all > 0 else { return nil }
        if moments.unseen > 0 {
            return
                "\(Format.count(Int64(moments.unseen), "play")) of 30\(Format.thin)s and more may have been skipped as well: without the length of the track that is not recorded."
        }
        guard let last = moments.bins.last, last.to == nil, let plays = last.plays, plays > 0, let share = last.share,
            moments.hasShares
        else { return nil }
        return "\(Format.percent(share)) of the skips came after a minute and are not drawn."
    }

    private var title: String {
        guard moments.hasShares, moments.unseen == 0 else { return "The moments of skipping" }
        guard let half = moments.half else { return "Half of all skips come after a minute" }
        return "Half of all skips happen within \(Format.duration(seconds: half))"
    }
}
