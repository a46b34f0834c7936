import Listening

/// One listener's way through a continuation: when the listener meets the arm, and what the arm changes from then on.
struct ArmTimeSeries: Sendable {
    /// What an arm changes in one session.
    struct Change: Sendable {
        var skipLogOdds = 0.0
        var minutes = 1.0
        var like = 1.0
    }

    /// The service's end: sessions that start after it are the continuation's.
    let end: Int64
    /// The continuation's end: no session starts after it.
    let until: Int64
    /// Sessions that start no later are simulated but not kept.
    let keptAfter: Int64
    /// When the listener last listened before the continuation, where that is known from elsewhere.
    let lastListened: Int64
    let effect: ArmEffect?
    /// The start of the first session after the service's end, and its local day.
    private(set) var met: (moment: Int64, day: CalendarDay)?

    /// The way of a listener whose service does not go on.
    static let none = ArmTimeSeries(end: .max, until: .max, keptAfter: .min, lastListened: .min, effect: nil)

    init(end: Int64, until: Int64, keptAfter: Int64, lastListened: Int64, effect: ArmEffect?) {
        self.end = end
        self.until = until
        self.keptAfter = keptAfter
        self.lastListened = lastListened
        self.effect = effect
    }

    /// The start of a session, moved behind what the listener has listened to before the continuation.
    func moved(_ start: Int64) -> Int64 {
        start > end ? max(start, lastListened + ListenerSimulator.leastPause) : start
    }

    mutating func open(_ start: Int64, on day: CalendarDay) {
        if start > end, met == nil { met = (start, day) }
    }

    /// The factor on the number of sessions of a day.
    func sessionRate(on day: CalendarDay) -> Double {
        guard let effect, let met, day > met.day else { return 1 }
        return 1 + (effect.sessionRate - 1) * effect.strength(daysAfter: Double(day.days(since: met.day)))
    }

    /// What changes in a session that starts at a moment.
    func change(at start: Int64) -> Change {
        guard let effect, let strength = strength(at: start) else { return Change() }
        return Change(
            skipLogOdds: effect.skipLogOdds * strength, minutes: 1 + (effect.minutes - 1) * strength,
            like: 1 + (effect.like - 1) * strength
        )
    }

    /// What is left of the arm's effects at a moment; nil where there are none.
    func strength(at moment: Int64) -> Double? {
        guard let effect, let met, moment >= met.moment else { return nil }
        return effect.strength(daysAfter: Double(moment - met.moment) / 86_400_000_000)
    }
}
