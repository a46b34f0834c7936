/// What the overview says in its title and its first sentences: only what the numbers bear.
struct OverviewFindings {
    let title: String
    let lead: String

    /// A change that is smaller than this reads as none.
    private static let noticeable = 0.01

    init(_ period: PeriodSummary, span: String) {
        let now = period.now
        let before = period.before
        title = Self.title(now, before, span)
        let sentences = [Self.minutes(now, before), Self.skips(now, before, span)].compactMap { $0 }
        lead =
            sentences.isEmpty
            ? "How much is listened to, by how many, and to what." : sentences.joined(separator: " ")
    }

    private static func title(_ now: PeriodSummary.Period, _ before: PeriodSummary.Period?, _ span: String) -> String {
        guard now.listeners > 1 else {
            let bound = now.timeNote == nil ? "" : "At least "
            let listened = now.minutesADay.map { "\(bound)\(Format.duration(seconds: $0 * 60)) of listening on a day with music" }
            return listened ?? "\(Format.count(Int64(now.plays), "play")) in \(span)"
        }
        guard let daily = now.meanDaily, daily >= 0.05 else { return "\(Format.count(Int64(now.listeners), "listener")) in \(span)" }
        let subject = "\(Format.mean(daily)) people listened on an average day"
        guard let earlier = before?.meanDaily, earlier > 0 else { return subject }
        let ratio = daily / earlier - 1
        guard abs(ratio) >= noticeable else { return "\(subject), about as many as in the \(span) before" }
        return
            "\(subject), \(Format.percent(abs(ratio), abs(ratio) < 0.1 ? 1 : 0)) \(ratio > 0 ? "more" : "fewer") than in the \(span) before"
    }

    private static func minutes(_ now: PeriodSummary.Period, _ before: PeriodSummary.Period?) -> String? {
        guard let minutes = now.minutesADay else { return "How long was listened to is not recorded." }
        let bound = now.timeNote == nil ? "" : "at least "
        let sentence = "A listener listened for \(bound)\(Format.duration(seconds: minutes * 60)) on a day with listening"
        guard let before, now.isTimed(as: before), let earlier = before.minutesADay, earlier > 0 else { return sentence + "." }
        let ratio = minutes / earlier - 1
        if abs(ratio) < noticeable { return sentence + ", about as long as before." }
        return sentence + ", \(ratio > 0 ? "longer" : "less") than the \(Format.duration(seconds: earlier * 60)) before."
    }

    private static func skips(_ now: PeriodSummary.Period, _ before: PeriodSummary.Period?, _ span: String) -> String? {
        guard let rate = now.skipRate, let words = now.skipRateText else { return "How plays ended is not recorded." }
        let sentence = "\(Format.sentence(words)) of the plays were skipped"
        guard let before, now.seesSkips(as: before), let earlier = before.skipRate else { return sentence + "." }
        let difference = rate - earlier
        if abs(difference) < noticeable / 2 { return sentence + ", as in the \(span) before." }
        return sentence + ", \(Format.points(difference)) \(difference > 0 ? "more" : "less") than in the \(span) before."
    }
}
