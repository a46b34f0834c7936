/// The big numbers of the overview, each with its change against the period before.
struct OverviewNumbers {
    private let period: PeriodSummary
    private let scope: Scope

    init(_ period: PeriodSummary, _ scope: Scope) {
        self.period = period
        self.scope = scope
    }

    var cards: [NumberCard] { [daily, weekly, monthly, stickiness, minutes, skipRate] }

    private var against: String { "on the \(scope.span) before" }

    private var daily: NumberCard {
        var card = NumberCard.count("dau", "Daily listeners", period.now.meanDaily)
        card.change = .relative(period.now.meanDaily, period.before?.meanDaily, against: against)
        card.note = "on a mean day of the range"
        return finish(card, "activity", rows: scope.rows("activity"))
    }

    private var weekly: NumberCard {
        var card = NumberCard.count("wau", "Weekly listeners", period.now.weekly)
        card.change = .relative(period.now.weekly, period.before?.weekly, against: against)
        card.note = card.value == nil ? "the data hold no whole week up to the last day" : "in the last 7 complete days"
        return finish(card, "activity", rows: scope.rows("activity"))
    }

    private var monthly: NumberCard {
        var card = NumberCard.count("mau", "Monthly listeners", period.now.monthly)
        card.change = .relative(period.now.monthly, period.before?.monthly, against: against)
        card.note = card.value == nil ? "the data hold no 30 days up to the last day" : "in the last 30 complete days"
        return finish(card, "activity", rows: scope.rows("activity"))
    }

    private var stickiness: NumberCard {
        var card = NumberCard.share("stickiness", "Stickiness", period.now.stickiness)
        card.change = .points(period.now.stickiness, period.before?.stickiness, against: against)
        card.note = "daily of the monthly listeners"
        return finish(card, "summary", rows: scope.rows("stickiness"))
    }

    private var minutes: NumberCard {
        var card = NumberCard.duration("minutes", "Time a listener-day", seconds: period.now.minutesADay.map { $0 * 60 })
        if let before = period.before, period.now.isTimed(as: before) {
            card.change = .relative(period.now.minutesADay, before.minutesADay, against: against)
        }
        card.note =
            period.now.minutesADay == nil
            ? "the source does not record how long plays lasted" : period.now.timeNote ?? "by a listener on a day with listening"
        return finish(card, "summary", rows: scope.rows("activity"))
    }

    private var skipRate: NumberCard {
        finish(.skipRate(period, against: against), "summary", rows: scope.rows("plays"))
    }

    private func finish(_ card: NumberCard, _ insight: String, rows: String) -> NumberCard {
        var card = card
        card.question = scope.question(insight, card.label.lowercased())
        card.rowsURL = rows
        return card
    }
}

extension NumberCard {
    /// The skip rate of a period, with what the source cannot record of it.
    static func skipRate(_ period: PeriodSummary, against: String) -> NumberCard {
        var card = NumberCard.share("skip-rate", "Skip rate", period.now.skipRate)
        if let before = period.before, period.now.seesSkips(as: before) {
            card.change = .points(period.now.skipRate, before.skipRate, isGood: false, against: against)
        }
        if period.now.skipRate == nil {
            card.note = "the source does not record how plays ended"
        } else if period.now.isSkipRateLowerBound {
            card.value = card.value.map { "≥\(Format.thin)\($0)" }
            card.note = "at least: a skip after 30\(Format.thin)s is not recorded of every play"
        } else {
            card.note = "of the plays whose end is known"
        }
        return card
    }
}
