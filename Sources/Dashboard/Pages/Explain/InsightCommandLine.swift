import Insights
import Listening
import Warehouse

/// The command that answers a question as the page did.
enum InsightCommandLine {
    /// The words after `segue insights`, and the options by parameter; an insight that is missing here has no command.
    private static let commands: [String: (words: String, options: [(parameter: String, option: String)])] = [
        "summary": ("summary", []),
        "period_changes": ("changes", []),
        "activity": ("activity", []),
        "stickiness": ("stickiness", []),
        "retention": ("retention", [("cohort", "--cohort"), ("kind", "--kind"), ("periods", "--periods")]),
        "retention_curve": ("retention-curve", [("days", "--days"), ("kind", "--kind")]),
        "lifecycle": ("lifecycle", []),
        "playlist_funnel": ("funnel playlist", [("steps", "--tracks")]),
        "playlist_drop_off": ("funnel drop-off", []),
        "activation_funnel": ("funnel activation", [("window_days", "--window-days")]),
        "custom_funnel": ("funnel custom", [("window_hours", "--window-hours"), ("ordering", "--ordering")]),
        "skip_rates": ("skips", [("dimension", "--by")]),
        "skip_kinds": ("skips --by kinds", []),
        "skip_moments": ("skips --by moments", []),
        "sessions_daily": ("sessions", []),
        "session_lengths": ("sessions --lengths", []),
        "genre_trend": ("genres", [("limit", "--limit")]),
        "top_tracks": ("tracks", [("limit", "--limit")]),
        "top_artists": ("artists", [("limit", "--limit")]),
        "emerging_artists": (
            "emerging",
            [
                ("recent_days", "--recent-days"), ("base_days", "--base-days"), ("limit", "--limit"),
                ("max_p_value", "--max-p-value"),
            ]
        ),
        "freshness": ("freshness", []),
    ]

    /// - Parameter values: the values that were bound.
    /// - Returns: nil where the command line has no such question.
    static func command(_ insight: Insight, _ values: [String: Value]) -> String? {
        guard let (words, options) = commands[insight.name] else { return nil }
        let filter = [
            ("first_day", "--from"), ("last_day", "--to"), ("tier", "--tier"), ("country", "--country"),
            ("platform", "--platform"),
        ]
        var parts = ["segue", "insights", words]
        if insight.name == "custom_funnel" {
            let steps = (1...CustomFunnel.mostSteps).compactMap { values["step_\($0)"]?.text }
            guard steps.count >= 2 else { return nil }
            parts += ["--steps", quoted(steps.joined(separator: ","))]
        }
        for (parameter, option) in options + filter {
            guard let value = values[parameter], !value.isNull else { continue }
            parts += [option, quoted(value.description)]
        }
        return parts.joined(separator: " ")
    }

    /// A word as a shell takes it for one.
    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.,/:".contains($0)) }
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
