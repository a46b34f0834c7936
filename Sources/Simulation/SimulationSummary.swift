/// What was simulated, with the truth that an analysis can be checked against.
package struct SimulationSummary: Sendable, Codable {
    package var importKey: Int64
    package var request: SimulationRequest
    package var truth: ServiceTruth
    package var plays: Int
    package var sessions: Int
    package var listeners: Int
    package var firstDay: String
    package var lastDay: String
    /// The share of listeners expected to play on day N after their first, among those whose day N lies within the data.
    package var retention: [Retention]
    package var emergingArtists: [String]

    package struct Retention: Sendable, Codable {
        package var day: Int
        package var eligible: Int
        package var expected: Double
    }
}

/// The first surrogate key of each kind that a simulation may use.
struct SimulationKeys: Sendable {
    var load: Int64
    var listener: Int64
    var artist: Int64
    var track: Int64
    var playlist: Int64
    var play: Int64
    var event: Int64

    /// The service's own id of the listener at an index.
    static func listenerID(load: Int64, _ index: Int) -> String { "simulated-\(load)-\(index + 1)" }
}
