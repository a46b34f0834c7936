import Foundation

/// What an arm of a planted experiment does to the listeners who met it. By default: nothing.
///
/// Effects hold from the exposure on, the session that exposed included; ``sessionRate`` from the next local day on, because the sessions of
/// that day were set before the listener met the arm.
package struct ArmEffect: Sendable, Codable, Hashable {
    /// Added to the log-odds of each skip.
    package var skipLogOdds: Double
    /// Factor on the expected number of sessions a day. At most six sessions a day are made, so that it saturates where there are many.
    package var sessionRate: Double
    /// Factor on the expected minutes of a session.
    package var minutes: Double
    /// Factor on the chance that a track is liked, saved, shared or added to a playlist.
    package var like: Double
    /// Added to the mean of the survey's scores (which stays within 1 … 5).
    package var survey: Double
    /// Half-life in days with which all of the arm's effects decay toward none; nil where they last.
    package var novelty: Double?
    /// The chance that a listener who met the arm is written to the ledger of exposures. Below 1 the arm has fewer listeners than it was
    /// assigned: a sample ratio mismatch. The effects hold for those who are missing, too.
    package var exposureShare: Double

    package init(
        skipLogOdds: Double = 0, sessionRate: Double = 1, minutes: Double = 1, like: Double = 1, survey: Double = 0,
        novelty: Double? = nil,
        exposureShare: Double = 1
    ) {
        self.skipLogOdds = skipLogOdds
        self.sessionRate = sessionRate
        self.minutes = minutes
        self.like = like
        self.survey = survey
        self.novelty = novelty
        self.exposureShare = exposureShare
    }

    /// What is left of the effects some days after the exposure: 1 at first, a half after each half-life.
    func strength(daysAfter days: Double) -> Double { novelty.map { exp2(-max(0, days) / $0) } ?? 1 }
}

extension ArmEffect {
    /// A number of an effect: what it is called in texts and in `truth_parameters`, and what it may be.
    struct Parameter: Sendable {
        let name: String
        let path: WritableKeyPath<ArmEffect, Double> & Sendable
        let range: ClosedRange<Double>
    }

    static let parameters: [Parameter] = [
        Parameter(name: "skip_log_odds", path: \.skipLogOdds, range: -20...20),
        Parameter(name: "session_rate", path: \.sessionRate, range: 0...10),
        Parameter(name: "minutes", path: \.minutes, range: 0...10),
        Parameter(name: "like", path: \.like, range: 0...30),
        Parameter(name: "survey", path: \.survey, range: -4...4),
        Parameter(name: "exposure_share", path: \.exposureShare, range: 0...1),
    ]
    static let noveltyRange = 0.01...3650.0

    /// - Throws: `simulation.effect` where a number lies outside of what it may be.
    func validate(arm: String) throws(SimulationError) {
        for parameter in Self.parameters where !parameter.range.contains(self[keyPath: parameter.path]) {
            throw .outOfRange(parameter.name, arm: arm, self[keyPath: parameter.path], parameter.range)
        }
        if let novelty, !Self.noveltyRange.contains(novelty) {
            throw .outOfRange("novelty", arm: arm, novelty, Self.noveltyRange)
        }
    }

    /// Every number by name; novelty only where effects decay.
    var planted: [(name: String, value: Double)] {
        Self.parameters.map { ($0.name, self[keyPath: $0.path]) } + (novelty.map { [("novelty", $0)] } ?? [])
    }
}
