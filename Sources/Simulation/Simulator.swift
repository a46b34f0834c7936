import Dispatch
import Foundation
import LinearAlgebra
package import Listening
package import Warehouse

/// Simulates a service whose truth is known, and loads it.
package struct Simulator: Sendable {
    package let request: SimulationRequest
    package let truth: ServiceTruth

    package init(_ request: SimulationRequest, truth: ServiceTruth = ServiceTruth()) {
        self.request = request
        self.truth = truth
    }

    /// Simulates the service and loads it in one transaction: all of it is there afterwards, or nothing.
    package func run(into warehouse: any Warehouse, at now: Instant) async throws -> SimulationSummary {
        let service = try await Self.offPool { try generate() }
        return try await warehouse.write { connection in
            try load(service, on: connection, at: now)
        }
    }

    /// Runs long work on a thread of its own instead of the cooperative pool.
    static func offPool<Answer: Sendable>(_ work: @escaping @Sendable () throws -> Answer) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async { continuation.resume(with: Result(catching: work)) }
        }
    }

    /// The whole service in memory, in listener order, cut to the wanted number of plays.
    func generate() throws -> SimulatedService {
        let firstDay = request.firstCalendarDay
        let lastDay = request.lastCalendarDay
        let catalogue = Catalogue(
            tracks: request.tracks, truth: truth, lastDay: lastDay.daysSinceEpoch, seed: request.seed)
        let population = Population(truth: truth, firstDay: firstDay, lastDay: lastDay)
        let zones = try Country.all.map { try $0.zones.map { try ListenerZone($0) } }
        var simulator = ListenerSimulator(
            truth: truth, population: population, catalogue: catalogue, zones: zones, rateScale: 1, seed: request.seed)
        var scale = try calibrate(&simulator)
        // A little longer than asked for, so that the clock can stop at exactly the wanted number of plays.
        let until = lastDay.advanced(days: max(2, request.days / 8))
        for _ in 0..<12 {
            simulator = simulator.scaled(scale)
            let parts = simulateAll(simulator, until: until)
            if parts.reduce(0, { $0 + $1.buffer.count }) >= request.plays {
                return SimulatedService(simulator: simulator, parts: parts, wanted: request.plays)
            }
            scale *= 1.25
        }
        throw SimulationError.unreachable
    }

    /// The factor on the listeners' rates with which a sample of them makes its part of the plays.
    private func calibrate(_ simulator: inout ListenerSimulator) throws -> Double {
        let sample = stride(from: 0, to: request.listeners, by: max(1, request.listeners / 300))
        let wanted = Double(request.plays) * Double(Array(sample).count) / Double(request.listeners)
        var scale = 1.0
        for _ in 0..<4 {
            var buffer = PlayBuffer()
            let trial = simulator.scaled(scale)
            for index in sample { _ = trial.simulate(index, until: request.lastCalendarDay, into: &buffer) }
            scale = min(1e4, max(1e-6, scale * wanted / Double(max(1, buffer.count))))
        }
        return scale
    }

    private func simulateAll(_ simulator: ListenerSimulator, until: CalendarDay) -> [ServicePart] {
        ServicePart.made(ofListeners: request.listeners) { range in
            var buffer = PlayBuffer()
            buffer.reserve(request.plays / request.listeners * range.count * 5 / 4)
            var people: [ServicePart.Person] = []
            for index in range {
                let sessions = buffer.sessions.count
                let (listener, zone) = simulator.simulate(index, until: until, into: &buffer)
                people.append(
                    ServicePart.Person(listener: listener, zone: zone, sessions: sessions..<buffer.sessions.count))
            }
            return ServicePart(firstListener: range.lowerBound, people: people, buffer: buffer)
        }
    }
}

extension ServicePart {
    /// Makes the parts of a service, several at a time. Where listeners are cut apart depends on nothing but their number.
    static func made(ofListeners listeners: Int, _ part: @Sendable (Range<Int>) -> ServicePart) -> [ServicePart] {
        let size = max(1, min(512, (listeners + 7) / 8))
        let count = (listeners + size - 1) / size
        let parts = PartStore(count)
        DispatchQueue.concurrentPerform(iterations: count) { index in
            parts.set(part(index * size..<min(listeners, (index + 1) * size)), at: index)
        }
        return parts.all
    }
}

/// Collects what concurrent iterations made, each in its own place.
///
/// `@unchecked Sendable` is sound because each place is written once, by one iteration, under a lock, and read after all have ended.
private final class PartStore: @unchecked Sendable {
    private let lock = NSLock()
    private var parts: [ServicePart?]

    init(_ count: Int) { parts = Array(repeating: nil, count: count) }

    func set(_ part: ServicePart, at index: Int) { lock.withLock { parts[index] = part } }
    var all: [ServicePart] { lock.withLock { parts.compactMap { $0 } } }
}

extension ListenerSimulator {
    func scaled(_ scale: Double) -> ListenerSimulator {
        ListenerSimulator(
            truth: truth, population: population, catalogue: catalogue, zones: zones, rateScale: scale, seed: seed)
    }
}
