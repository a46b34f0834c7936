import Insights

/// What the overview says in its title and its first sentences: levels, and those changes that are more than chance.
struct OverviewFindings {
    let title: String
    let lead: String

    init(_ period: PeriodSummary, _ changes: PeriodChanges, span: String) {
        let now = period.now
        title = Self.title(now, changes, span)
        let sentences = [Self.minutes(period, changes, span), Self.skips(period, changes, span)].compactMap { $0 }
        lead =
            sentences.isEmpty
            ? "How much is listened to, by how many, and to what." : sentences.joined(separator: " ")
    }

    private static func title(_ now: PeriodSummary.Period, _ changes: PeriodChanges, _ span: String) -> String {
        guard now.listeners > 1 else {
            let bound = now.timeNote == nil ? "" : "At least "
            let listened = now.minutesADay.map { "\(bound)\(Format.duration(seconds: $0 * 60)) a day on average" }
            return listened ?? "\(Format.count(Int64(now.plays), "play")) in \(span)"
        }
        guard let daily = now.meanDaily, !now.hasFewListeners else {
            return "\(Format.count(Int64(now.listeners), "listener")) in \(span)"
        }
        let subject = "\(Format.mean(daily)) people listened on an average day"
        guard let change = changes[.dailyListeners], let direction = change.contrast.direction,
            let relative = change.relative?.value
        else {
            return subject
        }
        let size = Format.percent(abs(relative), abs(relative) < 0.1 ? 1 : 0)
        return "\(subject), \(size) \(direction == .up ? "more" : "fewer") than in the \(span) before"
    }

    private static func minutes(_ period: PeriodSummary, _ changes: PeriodChanges, _ span: String) -> String? {
        let now = period.now
        guard let minutes = now.minutesADay else { return "How long was listened to is not recorded." }
        let bound = now.timeNote == nil ? "" : "at least "
        let sentence =
            "A listener listened for \(bound)\(Format.duration(seconds: minutes * 60)) on a day with listening"
        guard let before = period.before, now.isTimed(as: before), let earlier = before.minutesADay,
            let direction = changes[.minutes]?.contrast.direction
        else { return sentence + "." }
        return sentence
            + ", \(direction == .up ? "longer" : "less") than the \(Format.duration(seconds: earlier * 60)) before."
    }

    private static func skips(_ period: PeriodSummary, _ changes: PeriodChanges, _ span: String) -> String? {
        let now = period.now
        guard let rate = now.skipRate, let words = now.skipRateText else { return "How plays ended is not recorded." }
        guard now.knownSkips >= LeastCount.plays else {
            return "\(Format.count(now.skips, "play")) of \(Format.count(now.knownSkips)) were skipped."
        }
        let sentence = "\(Format.sentence(words)) of the plays were skipped"
        guard let before = period.before, now.seesSkips(as: before), let earlier = before.skipRate,
            let direction = changes[.skipRate]?.contrast.direction
        else { return sentence + "." }
        return sentence
            + ", \(Format.points(rate - earlier)) \(direction == .up ? "more" : "less") than in the \(span) before."
    }
}

/// How many differences the overview looks at. They share one error probability, so that where nothing changed one page in twenty at most
/// names something: six cards, of which three are also in its title and first sentences, and the titles of its charts and tables.
enum OverviewLooks {
    private static let cards = 6
    /// Trend, weekends, peak hour, most played artist and track, emerging artists.
    private static let titles = 6
    static let count = cards + titles
}
