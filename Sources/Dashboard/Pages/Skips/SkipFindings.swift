/// The title and the big numbers of the page of skips.
enum SkipFindings {
    static func title(_ period: PeriodSummary, _ kinds: SkipKinds) -> String {
        guard let rate = period.now.skipRate, kinds.known >= 50 else { return "What is skipped, and when?" }
        let part = "\(Format.percent(rate)) of the plays are skipped"
        guard let early = kinds.earlyOfSkips, early >= 0.5 else { return part }
        return part + ", most of them in the first 30 seconds"
    }

    static func cards(_ period: PeriodSummary, _ kinds: SkipKinds, _ moments: SkipMoments, _ scope: Scope) -> [NumberCard] {
        var rate = NumberCard.share("skip-rate", "Skip rate", period.now.skipRate)
        rate.change = .points(period.now.skipRate, period.before?.skipRate, isGood: false, against: "on the \(scope.span) before")
        rate.question = scope.question("summary", "the skip rate")
        rate.rowsURL = scope.rows("plays")

        var early = NumberCard.share("early", "Skipped before 30 s", kinds["early"]?.share)
        early.note = "of the plays whose end is known"
        early.question = scope.question("skip_kinds", "early skips")
        early.rowsURL = scope.rows("skip_kinds")

        var half = NumberCard.duration("half", "Half of the skips within", seconds: moments.half)
        if half.value == nil { half.note = moments.all > 0 ? "more than a minute" : nil }
        half.question = scope.question("skip_moments", "the moment of half of the skips")
        half.rowsURL = scope.rows("skip_moments")

        let unknown = kinds.all - kinds.known
        var doubt = NumberCard(id: "unknown", label: "Plays without a verdict", value: Format.count(unknown))
        doubt.note =
            kinds.all > 0
            ? "\(Format.percent(Double(unknown) / Double(kinds.all))) of \(Format.count(kinds.all, "play")), counted in no rate" : nil
        doubt.question = scope.question("skip_kinds", "plays of which the end is not known")
        doubt.rowsURL = scope.rows("skip_kinds")
        return [rate, early, half, doubt]
    }
}
