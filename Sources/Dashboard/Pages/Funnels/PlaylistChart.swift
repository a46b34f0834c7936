import Insights
import Server

/// How far listeners get through a playlist.
struct PlaylistChart {
    private let steps: [FunnelStep]
    private let scope: Scope

    init(_ answer: InsightAnswer, _ scope: Scope) {
        self.scope = scope
        steps = answer.table.map { FunnelStep($0, label: "Track \($0.count("step"))", count: "runs") }
    }

    var block: ChartBlock {
        ChartBlock(
            id: "playlists", title: title,
            subtitle: "Runs through a playlist from its first track, by the track that began",
            chart: steps.chart("Playlist runs", unit: "runs", highlight: [3, 4]), table: steps.table("Runs"),
            question: scope.question("playlist_funnel", "playlist completion"),
            rowsURL: scope.rows("plays", [("dimension", "context"), ("group_name", "playlist")]),
            empty: EmptyState(
                words:
                    "No playlist was played from its first track in this range, or the source does not say where in a playlist a play was."
            )
        )
    }

    private var title: String {
        // Runs of one listener are not independent, so no step is said to lose more than another.
        steps.level("playlist run") ?? "How far through a playlist?"
    }
}
