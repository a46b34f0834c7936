/// The title and the big numbers of the page of retention.
enum RetentionFindings {
    private static let spans = [(1, "the next day"), (7, "a week later"), (28, "four weeks later")]

    static func title(_ curve: RetentionCurve) -> String {
        if let month = curve.point(28) {
            return "\(Format.percent(month.rate, 0)) of listeners still play on the day four weeks after their first"
        }
        if let week = curve.point(7) { return "\(Format.percent(week.rate, 0)) of listeners play on the day a week after their first" }
        if let next = curve.point(1) { return "\(Format.percent(next.rate, 0)) of new listeners come back the next day" }
        return "Who comes back?"
    }

    static func cards(_ curve: RetentionCurve, _ scope: Scope) -> [NumberCard] {
        spans.map { day, words in
            let point = curve.points.first { $0.day == day }
            var card = NumberCard.share("day-\(day)", "Day \(day)", point?.rate)
            card.interval = point.map { Format.interval($0.low, $0.high) }
            card.note = point.map { "play \(words), of \(Format.count(Int64($0.eligible), "listener"))" } ?? "nobody had that much time yet"
            card.question = scope.question("retention_curve", "retention on day \(day)")
            card.rowsURL = scope.rows("retention_curve")
            return card
        }
    }
}
