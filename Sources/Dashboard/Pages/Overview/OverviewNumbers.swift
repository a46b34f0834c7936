import Insights

/// The big numbers of the overview, each with its change against the period before where that is more than chance.
struct OverviewNumbers {
    private let period: PeriodSummary
    private let changes: PeriodChanges
    private let scope: Scope

    init(_ period: PeriodSummary, _ changes: PeriodChanges, _ scope: Scope) {
        self.period = period
        self.changes = changes
        self.scope = scope
    }

    var cards: [NumberCard] { [daily, weekly, monthly, stickiness, minutes, skipRate] }

    private var against: String { "vs. previous \(scope.span)" }
    /// Why a mean or a share of listeners is not shown; nil where there are enough.
    private var few: String? {
        period.now.hasFewListeners
            ? "\(Format.count(Int64(period.now.listeners), "listener")); means and shares of listeners take \(LeastCount.listeners)"
            : nil
    }

    private var daily: NumberCard {
        guard few == nil else {
            var card = NumberCard.count("dau", "Listeners", period.now.listeners)
            card.note = "in \(scope.span); means and shares of listeners take \(LeastCount.listeners)"
            return finish(card, "summary", rows: scope.rows("activity"))
        }
        var card = NumberCard.count("dau", "Daily listeners", period.now.meanDaily)
        card.change = .relative(changes[.dailyListeners], against: against)
        card.note = "mean of \(Format.count(period.now.days, "complete day"))"
        return finish(card, "summary", rows: scope.rows("activity"))
    }

    private var weekly: NumberCard {
        var card = NumberCard.count("wau", "Weekly listeners", period.now.weekly)
        if few == nil { card.change = .relative(changes[.weeklyListeners], against: against) }
        card.note = card.value == nil ? "the data hold no whole week up to the last day" : "in the last 7 complete days"
        return finish(card, "summary", rows: scope.rows("activity"))
    }

    private var monthly: NumberCard {
        var card = NumberCard.count("mau", "Monthly listeners", period.now.monthly)
        if few == nil { card.change = .relative(changes[.monthlyListeners], against: against) }
        card.note = card.value == nil ? "the data hold no 30 days up to the last day" : "in the last 30 complete days"
        return finish(card, "summary", rows: scope.rows("activity"))
    }

    private var stickiness: NumberCard {
        var card = NumberCard.share("stickiness", "Stickiness", few == nil ? period.now.stickiness : nil)
        if few != nil { card.missing = "too few" }
        if few == nil { card.change = .points(changes[.stickiness], against: against) }
        card.note = few ?? "daily of the monthly listeners"
        return finish(card, "summary", rows: scope.rows("stickiness"))
    }

    private var minutes: NumberCard {
        var card = NumberCard.duration(
            "minutes", "Listening time per active day", seconds: period.now.minutesADay.map { $0 * 60 })
        if let before = period.before, period.now.isTimed(as: before) {
            card.change = .relative(changes[.minutes], against: against)
        }
        card.note =
            period.now.minutesADay == nil
            ? "the source does not record how long plays lasted"
            : period.now.timeNote ?? "by a listener on a day with listening"
        return finish(card, "summary", rows: scope.rows("activity"))
    }

    private var skipRate: NumberCard {
        finish(.skipRate(period, changes, against: against), "summary", rows: scope.rows("plays"))
    }

    private func finish(_ card: NumberCard, _ insight: String, rows: String) -> NumberCard {
        var card = card
        card.question = scope.question(insight, card.label.lowercased(), [("number", card.id)])
        card.rowsURL = rows
        return card
    }
}

extension NumberCard {
    /// The skip rate of a period, with what the source cannot record of it.
    static func skipRate(_ period: PeriodSummary, _ changes: PeriodChanges, against: String) -> NumberCard {
        let now = period.now
        guard now.skipRate == nil || now.knownSkips >= LeastCount.plays else {
            var card = NumberCard(id: "skip-rate", label: "Skip rate", missing: "too few")
            card.note =
                "\(Format.count(now.skips)) of \(Format.count(now.knownSkips, "play")) were skipped; a rate takes \(LeastCount.plays)"
            return card
        }
        var card = NumberCard.share("skip-rate", "Skip rate", now.skipRate)
        if let before = period.before, now.seesSkips(as: before) {
            card.change = .points(changes[.skipRate], isGood: false, against: against)
        }
        if now.skipRate == nil {
            card.note = "the source does not record how plays ended"
        } else if now.isSkipRateLowerBound {
            card.value = card.value.map { "≥\(Format.thin)\($0)" }
            card.note = "at least: a skip after 30\(Format.thin)s is not recorded of every play"
        } else {
            card.note = "of the plays whose end is known"
        }
        return card
    }
}
