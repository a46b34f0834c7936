/// The planted truth of a simulated service: every analysis can be checked against these numbers.
package struct ServiceTruth: Sendable, Codable, Hashable {
    package var skip = SkipTruth()
    package var duration = DurationTruth()
    package var playlist = PlaylistTruth()
    package var hazards = HazardTruth()
    package var emerging = EmergingTruth()

    package init() {}
}

/// The logistic truth of skips: logit p = intercept + Σ coefficient · driver + the listener's tendency.
package struct SkipTruth: Sendable, Codable, Hashable {
    package var intercept = -0.55
    /// Per unit of |energy − energy of the session's previous track|, 0 at its start.
    package var energyDistance = 1.4
    /// Per unit of the affinity (0 … 1) that the listener stated for the track's genre.
    package var tasteMatch = -1.5
    /// Times cos(2π hour / 24).
    package var hourCosine = 0.2
    /// Times sin(2π hour / 24).
    package var hourSine = -0.15
    /// Per ten plays earlier in the session, capped at 30.
    package var position = -0.2
    /// Per hour listened earlier in the session.
    package var fatigue = 0.6
    /// Standard deviation of the listeners' tendencies on the logit scale.
    package var tendencyDeviation = 0.5
    /// Of skips, the share that comes before 30 s; the rest comes before half of the track.
    package var earlyShare = 0.72
    /// Of plays that are not skipped, the share that is ended late, between half and 95 % of the track.
    package var lateShare = 0.04

    package init() {}
}

/// The truth of session lengths: minutes = μ · Gamma(shape, mean 1), μ = base + Σ effects + the listener's habit.
package struct DurationTruth: Sendable, Codable, Hashable {
    package var baseMinutes = 24.0
    package var deviceMinutes = ["mobile": 0.0, "desktop": 7, "speaker": 11, "car": -6, "tablet": 3, "web": -4]
    package var tierMinutes = ["free": 0.0, "student": 1, "family": 4, "premium": 5]
    package var weekendMinutes = 6.0
    /// Times cos(2π (hour − 20) / 24): sessions of the evening are longer.
    package var eveningMinutes = 5.0
    /// Standard deviation of the listeners' habits.
    package var habitDeviation = 2.0
    package var leastMinutes = 6.0
    package var shape = 12.0

    package init() {}
}

/// How listeners leave playlists: the chance of leaving after track 1, 2, …; later tracks share the last value.
package struct PlaylistTruth: Sendable, Codable, Hashable {
    /// Of the runs that reach track 3, the share that never reaches track 5.
    package var dropOffBetween3And5 = 0.23
    package var leaveBefore3 = 0.04
    package var leaveAfter5 = 0.05
    /// Where at least this much of a session is left, a new run is a playlist with `share`. So no session ends within a run's first five tracks.
    package var leastMinutesLeft = 30.0
    package var share = 0.55

    package init() {}

    /// The chance that a run ends after the track at a 1-based position.
    func leaving(after position: Int) -> Double {
        switch position {
        case 1, 2: leaveBefore3
        case 3, 4: 1 - (1 - dropOffBetween3And5).squareRoot()
        default: leaveAfter5
        }
    }
}

/// Daily hazards by tier.
package struct HazardTruth: Sendable, Codable, Hashable {
    package var churn = ["free": 0.010, "student": 0.006, "family": 0.003, "premium": 0.004]
    /// From free to a paid tier.
    package var conversion = 0.002
    package var weekendFactor = 1.2

    package init() {}
}

/// A few artists whose share of plays grows exponentially until the end.
package struct EmergingTruth: Sendable, Codable, Hashable {
    package var artists = 5
    /// The share of plays that go to all emerging artists together on the last day.
    package var finalShare = 0.02
    /// Growth of that share per day.
    package var growthPerDay = 0.05

    package init() {}

    func share(daysBeforeEnd: Int) -> Double {
        var share = finalShare
        for _ in 0..<min(max(daysBeforeEnd, 0), 400) { share /= 1 + growthPerDay }
        return share
    }
}
