import LinearAlgebra
import Listening

/// What became of one listener in a continuation.
struct SimulatedExposure: Sendable {
    struct Survey: Sendable {
        var moment: Int64
        var day: CalendarDay
        var score: Int
    }

    /// Of those who listen after the service's end, the share that is asked.
    static let surveyedShare = 0.3
    static let surveyMean = 3.6

    /// The listener's place in the service, from 0.
    var listener: Int
    var listenerID: String
    /// The arm that the listener was assigned to.
    var arm: String?
    /// The start of the first session after the service's end, which exposes whoever has an arm.
    var met: (moment: Int64, day: CalendarDay)?
    /// Whether the exposure is in the ledger.
    var isLogged = false
    var survey: Survey?

    /// The score of a survey: 1 + Binomial(4, p), whose mean is the wanted one and which rises with it for the same draws.
    static func score(mean: Double, draws: [Double]) -> Int {
        let chance = min(1, max(0, (mean - 1) / 4))
        return 1 + draws.count { $0 < chance }
    }

    /// Draws what lies beside the plays, from a stream of its own.
    mutating func draw(_ course: ArmTimeSeries, seed: UInt64, listener person: SimulatedListener, zone: ListenerZone) {
        var random = RandomGenerator(seed: seed, stream: UInt64(listener))
        met = course.met
        isLogged = random.uniform() < (course.effect?.exposureShare ?? 1) && arm != nil && met != nil
        guard random.uniform() < Self.surveyedShare, let met else { return }
        // Three to seven days after that session, at about its hour.
        let delay = Int64(3 + random.integer(below: 5)) * 86_400_000_000 + Int64(7_200_000_000 * random.uniform())
        let moment = met.moment + delay
        let day = zone.localTime(at: Instant(microseconds: moment)).day
        guard moment <= course.until, person.churned.map({ day < $0 }) ?? true else { return }
        let shift = (course.effect?.survey ?? 0) * (course.strength(at: moment) ?? 0)
        survey = Survey(
            moment: moment, day: day,
            score: Self.score(mean: Self.surveyMean + shift, draws: (0..<4).map { _ in random.uniform() }))
    }
}
