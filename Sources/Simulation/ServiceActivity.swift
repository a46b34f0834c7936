import Foundation
import Listening

/// What the simulator itself knows of who was active when: the truth for DAU and retention.
struct ServiceActivity {
    /// Listeners active by local day.
    private(set) var days: [Int32: Int] = [:]
    private(set) var listeners = 0
    private var people: [(listener: SimulatedListener, firstDay: Int32)] = []
    private var sessions = 0
    /// Sessions that went on past local midnight.
    private var crossing = 0

    mutating func add(_ part: ServicePart) {
        for person in part.people {
            var active: Set<Int32> = []
            for session in part.buffer.sessions[person.sessions] where session.plays > 0 {
                let last = Int(session.firstPlay + session.plays) - 1
                sessions += 1
                if part.buffer.date[last] != part.buffer.date[Int(session.firstPlay)] { crossing += 1 }
                for play in Int(session.firstPlay)..<Int(session.firstPlay + session.plays) {
                    active.insert(part.buffer.date[play])
                }
            }
            guard let first = active.min() else { continue }
            listeners += 1
            people.append((person.listener, first))
            for day in active { days[day, default: 0] += 1 }
        }
    }

    /// The expected share of listeners who play on day N after their first: they have not churned, and draw a session, or one of the day before
    /// goes on past midnight.
    func retention(_ simulator: ListenerSimulator, days wanted: [Int]) -> [SimulationSummary.Retention] {
        guard let last = days.keys.max() else { return [] }
        let crosses = Double(crossing) / Double(max(1, sessions))
        func draws(_ listener: SimulatedListener, _ day: Int32) -> Double {
            1 - exp(-simulator.sessionRate(listener, on: CalendarDay(daysSinceEpoch: day)))
        }
        return wanted.map { day in
            var eligible = 0
            var expected = 0.0
            for person in people where person.firstDay + Int32(day) < last {
                eligible += 1
                let hazard = simulator.truth.hazards.churn[person.listener.tier.rawValue] ?? 0
                let target = person.firstDay + Int32(day)
                let before = day == 1 ? 1 : draws(person.listener, target - 1)
                expected +=
                    exp(-hazard * Double(day)) * (1 - (1 - draws(person.listener, target)) * (1 - crosses * before))
            }
            return SimulationSummary.Retention(
                day: day, eligible: eligible, expected: expected / Double(max(1, eligible)))
        }
    }
}
