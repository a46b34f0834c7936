import Listening
import Testing

@testable import Simulation

@Suite("A service that goes on with an experiment")
struct ServiceContinuationTests {
    static func request(seed: UInt64 = 1) throws -> SimulationRequest {
        try SimulationRequest(plays: 12_000, listeners: 400, seed: seed, days: 30)
    }

    static func experiment(
        _ effects: [String: ArmEffect] = [:], days: Int = 21, seed: UInt64 = 1,
        arm: @escaping @Sendable (String) -> String?
    ) throws -> PlantedExperiment {
        try PlantedExperiment(key: "shuffle", truth: ExperimentTruth(arms: effects), days: days, seed: seed) { id, _ in
            arm(id)
        }
    }

    /// Half of the listeners, by the last digit of their number.
    @Sendable static func half(_ id: String) -> String? {
        (id.last?.wholeNumberValue ?? 0) % 2 == 0 ? "treatment" : "control"
    }

    private func plays(_ parts: [ServicePart]) -> [String] {
        parts.flatMap { part -> [String] in
            let buffer = part.buffer
            return (0..<buffer.count).map {
                "\(buffer.listener[$0]) \(buffer.track[$0]) \(buffer.start[$0]) \(buffer.end[$0]) \(buffer.skipKind[$0]) \(buffer.probability[$0])"
            } + buffer.likes.map { "\($0.play) \($0.kind)" } + buffer.sessions.map { "\($0)" }
        }
    }

    @Test("the same seed gives the same bits; another seed draws other surveys but the same plays")
    func deterministic() throws {
        let effects = ["treatment": ArmEffect(skipLogOdds: -0.4, sessionRate: 1.3, exposureShare: 0.8)]
        let service = try ServiceContinuation(of: try Self.request())
        let again = try ServiceContinuation(of: try Self.request())
        let first = service.outcomes(of: try Self.experiment(effects, arm: Self.half), window: 14)
        #expect(first == again.outcomes(of: try Self.experiment(effects, arm: Self.half), window: 14))
        #expect(first.count > 100)
        let other = service.outcomes(of: try Self.experiment(effects, seed: 2, arm: Self.half), window: 14)
        #expect(first.map(\.after) == other.map(\.after))
        #expect(first.map(\.surveyScore) != other.map(\.surveyScore))
        #expect(first.map(\.isLogged) != other.map(\.isLogged))
    }

    @Test("the past comes out as it was, whatever the arm does")
    func past() throws {
        let request = try Self.request()
        let service = try Simulator(request).generate()
        let continuation = try ServiceContinuation(of: request)
        let parts = continuation.parts(
            try Self.experiment(["all": ArmEffect(skipLogOdds: 2, sessionRate: 3, minutes: 0.5)]) { _ in "all" },
            pastDays: 400)
        func past(_ parts: [ServicePart]) -> [String] {
            parts.flatMap { part in
                part.buffer.sessions.filter { $0.plays > 0 && $0.start < service.end }.flatMap { session in
                    (Int(session.firstPlay)..<Int(session.firstPlay + session.plays)).map {
                        "\(part.buffer.listener[$0]) \(part.buffer.start[$0]) \(part.buffer.track[$0]) \(part.buffer.skipKind[$0])"
                    }
                }
            }
        }
        #expect(past(parts) == past(service.parts))
        #expect(past(parts).count > 11_900)
    }

    @Test("arms without effects make the plays of a service without an experiment")
    func withoutEffects() throws {
        let service = try ServiceContinuation(of: try Self.request())
        let plain = plays(service.parts(try Self.experiment { _ in nil }))
        #expect(plain.count > 1000)
        let idle = ArmEffect(survey: 1, exposureShare: 0.5)
        #expect(
            plays(service.parts(try Self.experiment(["control": idle, "treatment": idle], arm: Self.half))) == plain)
        #expect(plays(service.parts(try Self.experiment(["treatment": ArmEffect(like: 9)], arm: Self.half))) != plain)
    }

    @Test("nobody is exposed but by listening after the end, and the moment depends on no arm")
    func exposure() throws {
        let service = try ServiceContinuation(of: try Self.request())
        let one = service.outcomes(of: try Self.experiment { _ in "a" }, window: 7)
        let other = service.outcomes(
            of: try Self.experiment(["b": ArmEffect(skipLogOdds: 1, sessionRate: 0.2)]) { _ in "b" }, window: 7)
        #expect(one.map(\.exposedAt) == other.map(\.exposedAt) && one.map(\.before) == other.map(\.before))
        #expect(
            one.allSatisfy {
                $0.exposedAt > service.endsAt && $0.after.plays > 0 && $0.after.sessions > 0 && $0.isLogged
            })
        #expect(one.contains { $0.isWhole } && one.contains { !$0.isWhole })
        #expect(one.contains { $0.before.plays > 0 })
    }

    @Test("assignment sees the country, the tier, the age group and the main device")
    func attributes() throws {
        let service = try ServiceContinuation(of: try Self.request())
        let experiment = try PlantedExperiment(key: "e", truth: ExperimentTruth(), days: 7) { id, attributes in
            id.hasPrefix("simulated-1-") && Set(attributes.keys) == ["country", "tier", "age_group", "device"]
                ? attributes["country"] : "wrong"
        }
        let arms = Set(service.outcomes(of: experiment, window: 7).map(\.arm))
        #expect(arms.contains("US") && arms.isSubset(of: Set(Country.all.map(\.code))))
    }

    /// Sums over the listeners of several services in which everybody has an arm.
    private func totals(_ effect: ArmEffect, seeds: Range<UInt64>, window: Int = 14, days: Int = 28) throws
        -> ListeningTotals
    {
        var totals = ListeningTotals()
        for seed in seeds {
            let service = try ServiceContinuation(of: try Self.request(seed: seed))
            for outcome in service.outcomes(
                of: try Self.experiment(["a": effect], days: days) { _ in "a" }, window: window)
            {
                totals.plays += outcome.after.plays
                totals.skips += outcome.after.skips
                totals.completed += outcome.after.completed
                totals.likes += outcome.after.likes
                totals.sessions += outcome.after.sessions
                totals.milliseconds += outcome.after.milliseconds
            }
        }
        return totals
    }

    @Test("planted effects on skips, likes and minutes are in the plays")
    func effects() throws {
        let none = try totals(ArmEffect(), seeds: 1..<3)
        let some = try totals(ArmEffect(skipLogOdds: -0.5), seeds: 1..<3)
        func odds(_ totals: ListeningTotals) -> Double { Double(totals.skips) / Double(totals.plays - totals.skips) }
        // Over listeners of different tendencies, an effect on the log-odds is a little smaller on the whole.
        let ratio = odds(some) / odds(none)
        #expect(ratio > 0.58 && ratio < 0.72)
        let liked = try totals(ArmEffect(like: 3), seeds: 1..<3)
        let expected = 3 * Double(none.likes) / Double(none.completed) * Double(liked.completed)
        #expect(abs(Double(liked.likes) - expected) < 4.5 * (expected + 9 * Double(none.likes)).squareRoot())
        let long = try totals(ArmEffect(minutes: 1.5), seeds: 1..<3)
        let lengths = [long, none].map { Double($0.milliseconds) / Double($0.sessions) }
        #expect(abs(lengths[0] / lengths[1] - 1.5) < 0.08)
    }

    /// Sessions on the local days after that of the exposure, and the exposed.
    private func laterSessions(_ effect: ArmEffect, seed: UInt64, days wanted: ClosedRange<Int>) throws -> Double {
        let service = try ServiceContinuation(of: try Self.request(seed: seed))
        let parts = service.parts(try Self.experiment(["a": effect], days: 35) { _ in "a" })
        var sessions = 0
        for part in parts {
            for person in part.people {
                guard let met = person.encounter?.met else { continue }
                sessions += part.buffer.sessions[person.sessions].count {
                    wanted.contains(
                        CalendarDay(daysSinceEpoch: part.buffer.date[Int($0.firstPlay)]).days(since: met.day))
                }
            }
        }
        return Double(sessions)
    }

    @Test("a factor of 1.2 on the sessions comes out within its interval, and decays where it is a novelty")
    func sessionRate() throws {
        func ratio(_ effect: ArmEffect, _ days: ClosedRange<Int>) throws -> (value: Double, error: Double) {
            var counts = (with: 0.0, without: 0.0)
            for seed in UInt64(1)..<5 {
                counts.with += try laterSessions(effect, seed: seed, days: days)
                counts.without += try laterSessions(ArmEffect(), seed: seed, days: days)
            }
            // The listeners are the same on both sides, so that the counts differ as Poisson numbers of the same means do.
            return (
                counts.with / counts.without,
                counts.with / counts.without * (1 / counts.with + 1 / counts.without).squareRoot()
            )
        }
        let lasting = try ratio(ArmEffect(sessionRate: 1.2), 1...21)
        #expect(abs(lasting.value - 1.2) < 3 * lasting.error)
        #expect(lasting.value - 1 > 3 * lasting.error)
        let faded = try ratio(ArmEffect(sessionRate: 2, novelty: 1), 10...21)
        #expect(abs(faded.value - 1) < 3 * faded.error + 0.001)
        #expect(try ratio(ArmEffect(sessionRate: 2, novelty: 1), 1...1).value > 1.25)
    }

    @Test("exposures are lost from the ledger at the planted share, and take no effect away")
    func exposureShare() throws {
        let service = try ServiceContinuation(of: try Self.request())
        let effect = ArmEffect(skipLogOdds: -0.5)
        var losing = effect
        losing.exposureShare = 0.7
        let all = service.outcomes(of: try Self.experiment(["a": effect]) { _ in "a" }, window: 14)
        let some = service.outcomes(of: try Self.experiment(["a": losing]) { _ in "a" }, window: 14)
        #expect(all.allSatisfy { $0.isLogged } && all.map(\.after) == some.map(\.after))
        let share = Double(some.count { $0.isLogged }) / Double(some.count)
        #expect(abs(share - 0.7) < 4 * (0.21 / Double(some.count)).squareRoot())
        #expect(
            service.outcomes(of: try Self.experiment { _ in nil }, window: 14).allSatisfy {
                !$0.isLogged && $0.arm == nil
            })
    }

    @Test("three in ten are asked, and answer 3.6 and the arm's shift on average")
    func surveys() throws {
        var scores: [[Int]] = [[], []]
        var met = 0
        for seed in UInt64(1)..<7 {
            let service = try ServiceContinuation(of: try Self.request(seed: seed))
            for (place, effect) in [ArmEffect(), ArmEffect(survey: 0.5)].enumerated() {
                let outcomes = service.outcomes(
                    of: try Self.experiment(["a": effect], days: 60, seed: seed) { _ in "a" }, window: 7)
                scores[place] += outcomes.compactMap(\.surveyScore)
                if place == 0 { met += outcomes.count }
            }
        }
        #expect(scores[0].count == scores[1].count)
        let means = scores.map { Double($0.reduce(0, +)) / Double($0.count) }
        let error = 0.96 / Double(scores[0].count).squareRoot()
        #expect(abs(means[0] - 3.6) < 4 * error && abs(means[1] - 4.1) < 4 * error)
        // Some leave before they are asked.
        let share = Double(scores[0].count) / Double(met)
        #expect(share > 0.23 && share < 0.32)
    }
}
