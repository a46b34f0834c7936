/// The page on which an insight is shown: the way back from its rows and its explanation.
enum InsightPageLink {
    private static let pages = [
        (path: "/overview", label: "Overview"), (path: "/retention", label: "Retention"),
        (path: "/skips", label: "Skips"),
        (path: "/funnels", label: "Funnels"), (path: "/data", label: "Data"),
    ]

    /// - Parameter request: names the page that it came from, where it came from one.
    static func link(_ insight: String, _ request: PageRequest) -> PageLink {
        if let known = pages.first(where: { $0.path == request["from"] }) {
            return PageLink(url: request.link(known.path), label: known.label)
        }
        let (path, label) =
            switch insight {
            case "retention", "retention_curve", "lifecycle", "stickiness", "cohort_rows", "cohort":
                ("/retention", "Retention")
            case "skip_rates", "skip_moments", "skip_kinds": ("/skips", "Skips")
            case "playlist_funnel", "playlist_drop_off", "activation_funnel", "custom_funnel": ("/funnels", "Funnels")
            case "freshness", "features", "questions": ("/data", "Data")
            case "model": ("/models", "Models")
            default: ("/overview", "Overview")
            }
        return PageLink(url: request.link(path), label: label)
    }
}
