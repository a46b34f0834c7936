import Insights

/// The title and the big numbers of the page of retention.
enum RetentionFindings {
    /// How many differences the page looks at: earlier against later cohorts, gains against losses.
    static let looks = 2

    private static let spans = [(1, "a day"), (7, "a week"), (28, "four weeks")]

    /// - Parameter scope: where it is not all of the data, the title says whose retention it is.
    static func title(_ curve: RetentionCurve, _ scope: Scope) -> String {
        let isAll = scope.firstDay == scope.data.whole.lowerBound && scope.lastDay == scope.data.whole.upperBound
        let who = isAll ? "listeners" : "listeners who began in these \(scope.span)"
        for (day, span) in spans.reversed() {
            guard let point = curve.point(day) else { continue }
            return
                "\(Format.percent(point.rate, 0)) of \(who) are active \(span) \(curve.isExact ? "" : "or more ")after their first day"
        }
        return "Who comes back?"
    }

    static func cards(_ curve: RetentionCurve, _ scope: Scope) -> [NumberCard] {
        spans.map { day, span in
            let point = curve.points.first { $0.day == day }
            let isRate = point.map { $0.eligible >= LeastCount.listeners } ?? false
            var card = NumberCard.share(
                "day-\(day)", curve.isExact ? "Day \(day)" : "Day \(day) or later", isRate ? point?.rate : nil)
            if let point {
                let few =
                    "\(Format.count(point.retained)) of \(Format.count(Int64(point.eligible), "listener")); a rate takes \(LeastCount.listeners)"
                card.interval = isRate ? Format.interval(point.low, point.high) : nil
                card.missing = isRate ? nil : "too few"
                card.note =
                    isRate
                    ? "active \(span) \(curve.isExact ? "" : "or more ")after their first day, of \(Format.count(Int64(point.eligible), "listener"))"
                    : few
            } else {
                card.note = "too early to tell"
            }
            let own: [(name: String, value: String?)] = [("kind", curve.kind), ("number", card.id)]
            card.question = scope.question("retention_curve", "retention on day \(day)", own)
            card.rowsURL = scope.rows("retention_curve", [("kind", curve.kind)])
            return card
        }
    }
}
