import Foundation
package import Listening

/// A simulated service that goes on after its end, with an experiment whose truth is planted.
///
/// The service's listeners are made anew from its request, and each lives through the past again with the same random stream. So whoever
/// left stays away, tastes and habits are the same, and a listener in an arm without effects does exactly what they would have done without
/// an experiment. Only what comes after the end is kept.
package struct ServiceContinuation: Sendable {
    let simulator: ListenerSimulator
    /// The import of the service.
    let importKey: Int64
    /// The day of the service's end: the tier of that day is the one in the table of listeners, and the one that assignment sees.
    let today: CalendarDay
    /// The moment after which the service goes on: its end, or that of the last continuation.
    private(set) var end: Int64
    /// The listeners who are there to go on, by index.
    private(set) var isThere: [Bool]
    /// The end of each listener's last play before, where a continuation went before this one; otherwise empty.
    private(set) var lastListened: [Int: Int64] = [:]

    /// Simulates a service up to its end, in memory.
    /// - Parameter importKey: what the listeners' ids are made from, as in `simulated-1-42`.
    /// - Throws: `simulation.unreachable`.
    package init(of request: SimulationRequest, truth: ServiceTruth = ServiceTruth(), importKey: Int64 = 1) throws {
        let service = try Simulator(request, truth: truth).generate()
        simulator = service.simulator
        self.importKey = importKey
        today = service.today
        end = service.end
        isThere = service.parts.flatMap { part in part.people.map { service.isThere($0, in: part) } }
    }

    /// The end of the service so far.
    package var endsAt: Instant { Instant(microseconds: end) }

    /// Goes on from where the warehouse stands: after earlier continuations, and with the listeners who are still there.
    mutating func resume(after last: Int64?, listeners: Set<Int>, lastListened: [Int: Int64]) {
        end = max(end, last ?? end)
        isThere = isThere.indices.map(listeners.contains)
        self.lastListened = lastListened
    }

    /// When the continuation with an experiment ends: no session starts after it.
    func until(_ experiment: PlantedExperiment) -> Int64 { end + Int64(experiment.days) * 86_400_000_000 }

    /// Lets the service go on.
    /// - Parameter pastDays: how many days of the past are kept, too.
    func parts(_ experiment: PlantedExperiment, pastDays: Int = 0) -> [ServicePart] {
        let until = until(experiment)
        // A day later: east of Greenwich it is tomorrow already.
        let lastDay = CalendarDay(containingUTC: Instant(microseconds: until)).advanced(days: 1)
        let keptAfter = end - Int64(pastDays) * 86_400_000_000
        return ServicePart.made(ofListeners: isThere.count) { range in
            var buffer = PlayBuffer()
            var people: [ServicePart.Person] = []
            for index in range where isThere[index] {
                let sessions = buffer.sessions.count
                let (listener, zoneIndex) = simulator.listener(index)
                let zone = simulator.zones[listener.country][zoneIndex]
                let id = SimulationKeys.listenerID(load: importKey, index)
                let arm = experiment.arm(id, attributes(of: listener))
                var course = ArmTimeSeries(
                    end: end, until: until, keptAfter: keptAfter, lastListened: lastListened[index] ?? .min,
                    effect: arm.flatMap { experiment.truth.arms[$0] })
                _ = simulator.simulate(index, until: lastDay, course: &course, into: &buffer)
                var encounter = SimulatedExposure(listener: index, listenerID: id, arm: arm)
                encounter.draw(course, seed: experiment.drawSeed, listener: listener, zone: zone)
                people.append(
                    ServicePart.Person(
                        listener: listener, zone: zoneIndex, sessions: sessions..<buffer.sessions.count,
                        encounter: encounter))
            }
            return ServicePart(firstListener: range.lowerBound, people: people, buffer: buffer)
        }
    }

    private func attributes(of listener: SimulatedListener) -> [String: String] {
        [
            "country": Country.all[listener.country].code, "tier": listener.tier(on: today).rawValue,
            "age_group": listener.ageGroup.rawValue,
            "device": Population.devices[listener.mainDevice].rawValue,
        ]
    }
}
