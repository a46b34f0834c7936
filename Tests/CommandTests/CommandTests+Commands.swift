import Insights

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
        ] + insightCommands.map { ["insights", $0] } + experiments.map { ["experiment", $0] }

    /// The subcommands of `insights`, each once.
    private static let insightCommands = Set(insights.compactMap(\.first)).sorted()

    /// Every question by the words of its command, as its header says. A funnel of one's own takes steps besides.
    static let insights: [[String]] = InsightCatalogue.neutral.compactMap(\.command).map { command -> [String] in
        let words = command.words.split(separator: " ").map { String($0) }
        return words == ["funnel", "custom"] ? words + ["--steps", "play,like"] : words
    }

    /// Some of the same questions with options.
    static let moreInsights: [[String]] = [
        ["skips", "--by", "hour"], ["retention", "--cohort", "month"], ["retention-curve", "--kind", "on"],
    ]

    static let experiments = [
        "design", "draft", "list", "show", "start", "assign", "expose", "simulate", "analyze", "report", "stop",
        "decide", "amend",
        "delete", "size", "test", "metrics",
    ]
}
