import Insights

/// The title and the big numbers of the page of skips.
enum SkipFindings {
    static func title(_ period: PeriodSummary, _ kinds: SkipKinds) -> String {
        guard let rate = period.now.skipRateText, kinds.known >= LeastCount.plays else {
            return period.now.skipRate == nil
                ? "Whether plays were skipped is not recorded" : "What is skipped, and when?"
        }
        let part = "\(Format.sentence(rate)) of the plays are skipped"
        guard let early = kinds.earlyOfSkips else { return part }
        return part + "; \(Format.percent(early, 0)) of the skips come in the first 30 seconds"
    }

    /// What the source does not record of skips, and why; nil where all is seen.
    static func limits(_ period: PeriodSummary, _ kinds: SkipKinds) -> String? {
        if period.now.skipRate == nil {
            return "The source does not record how long plays lasted, so it cannot be told which were skipped."
        }
        guard period.now.isSkipRateLowerBound else { return nil }
        let open = kinds["not_early"]?.plays ?? 0
        if kinds.seesMid {
            return
                "Of \(Format.percent(Double(period.now.unseenSkips) / max(1, period.now.plays))) of the plays the source does not record the length of the track, so that a skip after 30 seconds is not seen: skip rates are lower bounds."
        }
        return open > 0
            ? "The source records neither the length of tracks nor, of all plays, why they ended: skips in the first 30 seconds are seen, later ones are not recorded, and skip rates are lower bounds."
            : "The source does not record the length of tracks: a skip before half of a track cannot be told from a later one, and skip rates are lower bounds."
    }

    static func cards(
        _ period: PeriodSummary, _ kinds: SkipKinds, _ moments: SkipMoments, _ changes: PeriodChanges, _ scope: Scope
    )
        -> [NumberCard]
    {
        var rate = NumberCard.skipRate(period, changes, against: "vs. previous \(scope.span)")
        rate.question = scope.question("summary", "the skip rate", [("number", "skip-rate")])
        rate.rowsURL = scope.rows("plays")

        let hasRate = kinds.hasShares
        var early = NumberCard.share("early", "Skipped before 30 s", hasRate ? kinds["early"]?.share : nil)
        if !hasRate, kinds["early"]?.share != nil { early.missing = "too few" }
        early.note =
            kinds["early"]?.share == nil
            ? "the source does not record how long plays lasted"
            : hasRate
                ? "of the plays whose time is known"
                : "\(Format.count(kinds["early"]?.plays ?? 0)) of \(Format.count(kinds.known, "play")); a rate takes \(LeastCount.plays)"
        early.question = scope.question("skip_kinds", "early skips", [("number", "early")])
        early.rowsURL = scope.rows("skip_kinds")

        var half = NumberCard.duration(
            "half", "Median time to skip", seconds: moments.all >= LeastCount.plays ? moments.half : nil)
        if half.value == nil {
            half.note =
                moments.unseen > 0
                ? "not recorded: later skips are not all seen"
                : moments.all >= LeastCount.plays
                    ? "more than a minute" : moments.all > 0 ? "takes \(LeastCount.plays) skips" : nil
        }
        half.question = scope.question("skip_moments", "the moment of half of the skips")
        half.rowsURL = scope.rows("skip_moments")

        var doubt = NumberCard(id: "unknown", label: "Plays of unknown outcome", value: Format.count(kinds.open))
        doubt.note =
            kinds.all >= LeastCount.plays
            ? "\(Format.percent(Double(kinds.open) / Double(kinds.all))) of \(Format.count(kinds.all, "play"))" : nil
        doubt.question = scope.question("skip_kinds", "plays of which the end is not known")
        doubt.rowsURL = scope.rows("skip_kinds")
        return [rate, early, half, doubt]
    }
}
