import Listening

/// The plays of a stretch of listeners, and who they are.
struct ServicePart: Sendable {
    struct Person: Sendable {
        var listener: SimulatedListener
        var zone: Int
        /// The person's sessions in the part's buffer.
        var sessions: Range<Int>
        /// What became of the person in an experiment, where the service goes on with one.
        var encounter: SimulatedExposure?
    }

    var firstListener: Int
    var people: [Person]
    var buffer: PlayBuffer
}

/// A simulated service, cut at the moment at which the wanted number of plays was reached.
struct SimulatedService: Sendable {
    let simulator: ListenerSimulator
    let parts: [ServicePart]
    /// The start of the last session that is kept: the service's "now".
    let end: Int64

    init(simulator: ListenerSimulator, parts: [ServicePart], wanted: Int) {
        self.simulator = simulator
        var order: [(start: Int64, part: Int32, session: Int32)] = []
        for (part, content) in parts.enumerated() {
            for (index, session) in content.buffer.sessions.enumerated() {
                order.append((session.start, Int32(part), Int32(index)))
            }
        }
        order.sort { ($0.start, $0.part, $0.session) < ($1.start, $1.part, $1.session) }
        var parts = parts
        var total = 0
        var end = order.first?.start ?? 0
        var cut = order.count
        for (place, entry) in order.enumerated() {
            let plays = Int(parts[Int(entry.part)].buffer.sessions[Int(entry.session)].plays)
            end = entry.start
            if total + plays >= wanted {
                parts[Int(entry.part)].buffer.sessions[Int(entry.session)].plays = Int32(wanted - total)
                cut = place + 1
                break
            }
            total += plays
        }
        for entry in order[cut...] { parts[Int(entry.part)].buffer.sessions[Int(entry.session)].plays = 0 }
        self.parts = parts
        self.end = end
    }

    /// A service that is kept as it is.
    init(simulator: ListenerSimulator, parts: [ServicePart], end: Int64) {
        self.simulator = simulator
        self.parts = parts
        self.end = end
    }

    /// The day of the service's end.
    var today: CalendarDay { CalendarDay(containingUTC: Instant(microseconds: end)) }

    /// Whether a person has joined the service before its end. East of Greenwich it may be tomorrow already: whoever played is there in any case.
    func isThere(_ person: ServicePart.Person, in part: ServicePart) -> Bool {
        person.listener.signedUp <= today || part.buffer.sessions[person.sessions].contains { $0.plays > 0 }
    }
}
