import Foundation
import Listening

/// What the simulator itself knows of who was active when: the truth for DAU and retention.
struct ServiceActivity {
    /// Listeners active by local day.
    private(set) var days: [Int32: Int] = [:]
    private(set) var listeners = 0
    private var people: [(listener: SimulatedListener, firstDay: Int32)] = []

    mutating func add(_ part: ServicePart) {
        for person in part.people {
            var active: Set<Int32> = []
            for session in part.buffer.sessions[person.sessions] where session.plays > 0 {
                for play in Int(session.firstPlay)..<Int(session.firstPlay + session.plays) { active.insert(part.buffer.date[play]) }
            }
            guard let first = active.min() else { continue }
            listeners += 1
            people.append((person.listener, first))
            for day in active { days[day, default: 0] += 1 }
        }
    }

    /// The expected share of listeners who play on day N after their first: they have not churned, and draw a session.
    func retention(_ simulator: ListenerSimulator, days wanted: [Int]) -> [SimulationSummary.Retention] {
        guard let last = days.keys.max() else { return [] }
        return wanted.map { day in
            var eligible = 0
            var expected = 0.0
            for person in people where person.firstDay + Int32(day) < last {
                eligible += 1
                let hazard = simulator.truth.hazards.churn[person.listener.tier.rawValue] ?? 0
                let rate = simulator.sessionRate(person.listener, on: CalendarDay(daysSinceEpoch: person.firstDay + Int32(day)))
                expected += exp(-hazard * Double(day)) * (1 - exp(-rate))
            }
            return SimulationSummary.Retention(day: day, eligible: eligible, expected: expected / Double(max(1, eligible)))
        }
    }
}
