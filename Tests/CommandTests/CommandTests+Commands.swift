extension CommandTests {
    /// Every command, by its words.
    static let commands: [[String]] =
        [
            ["run"], ["simulate"], ["import"], ["imports"], ["imports", "list"], ["imports", "undo"], ["features"],
            ["features", "list"],
            ["features", "show"],
            ["features", "build"], ["features", "export"], ["train"], ["score"], ["models"], ["models", "list"],
            ["models", "show"],
            ["models", "sql"],
            ["models", "promote"], ["insights"], ["serve"], ["sql"], ["export"], ["doctor"], ["experiment"],
        ] + insights.map { ["insights"] + $0.prefix(1) } + experiments.map { ["experiment", $0] }

    /// Every question, with what it takes beyond its name.
    static let insights: [[String]] = [
        ["summary"], ["changes"], ["activity"], ["stickiness"], ["retention"], ["retention-curve"], ["lifecycle"],
        ["funnel", "playlist"], ["skips"],
        ["sessions"],
        ["genres"], ["tracks"], ["artists"], ["emerging"], ["freshness"],
    ]

    /// The same questions in their other forms.
    static let moreInsights: [[String]] = [
        ["funnel", "drop-off"], ["funnel", "activation"], ["funnel", "custom", "--steps", "play,like"],
        ["skips", "--by", "kinds"],
        ["skips", "--by", "moments"], ["skips", "--by", "hour"], ["sessions", "--lengths"],
        ["retention", "--cohort", "month"], ["retention-curve", "--kind", "on"],
    ]

    static let experiments = [
        "design", "draft", "list", "show", "start", "assign", "expose", "simulate", "analyze", "report", "stop",
        "decide", "amend",
        "delete", "size", "test", "metrics",
    ]
}
