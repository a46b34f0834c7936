package import Listening

/// What to simulate. The same request gives the same service, bit for bit.
package struct SimulationRequest: Sendable, Codable, Hashable {
    package var plays: Int
    package var listeners: Int
    package var tracks: Int
    package var seed: UInt64
    /// The last listener-local day of the service, about; it ends when the wanted number of plays is reached.
    package var lastDay: String
    /// Days of history.
    package var days: Int

    /// - Throws: `simulation.request` where a number makes no service.
    package init(
        plays: Int, listeners: Int? = nil, tracks: Int? = nil, seed: UInt64 = 1, lastDay: CalendarDay? = nil,
        days: Int = 90
    ) throws(SimulationError) {
        self.plays = plays
        self.listeners = listeners ?? max(1, plays / 100)
        self.tracks = tracks ?? max(240, min(100_000, plays / 100))
        self.seed = seed
        self.lastDay = lastDay?.description ?? "2025-12-28"
        self.days = days
        guard (1...1_000_000_000).contains(plays) else {
            throw .request("--plays is \(plays); it takes 1 to 1,000,000,000.")
        }
        guard self.listeners >= 1, self.listeners <= plays else {
            throw .request("--listeners is \(self.listeners); it takes 1 to the number of plays (\(plays)).")
        }
        guard (120...5_000_000).contains(self.tracks) else {
            throw .request("--tracks is \(self.tracks); it takes 120 to 5,000,000.")
        }
        guard (14...3650).contains(days) else { throw .request("--days is \(days); it takes 14 to 3,650.") }
    }

    var lastCalendarDay: CalendarDay { CalendarDay(lastDay) ?? CalendarDay(daysSinceEpoch: 20_450) }
    var firstCalendarDay: CalendarDay { lastCalendarDay.advanced(days: 1 - days) }
}

/// What can be wrong with a simulation.
package struct SimulationError: ExplainedError {
    package let code: String
    package let message: String
    package let fault: ErrorCategory

    static func request(_ message: String) -> SimulationError {
        SimulationError(code: "simulation.request", message: message, fault: .usage)
    }

    static let unreachable = SimulationError(
        code: "simulation.unreachable",
        message:
            "The listeners cannot make that many plays in that many days. Ask for more --listeners or more --days.",
        fault: .usage)
}
