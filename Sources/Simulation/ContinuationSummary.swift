/// What a service went on with, and the truth that an analysis of its experiment can be checked against.
package struct ContinuationSummary: Sendable, Codable, Hashable {
    /// The continuation's own import.
    package var importKey: Int64
    /// The import of the service that went on.
    package var serviceImportKey: Int64
    /// The experiment's key.
    package var experiment: String
    package var truth: ExperimentTruth
    package var seed: UInt64
    package var days: Int
    package var plays: Int
    package var sessions: Int
    /// Listeners who played.
    package var listeners: Int
    /// Listeners in the ledger of exposures, by arm. Arms that were planted are named even where nobody met them.
    package var exposures: [String: Int]
    /// Exposures that were kept from the ledger, by arm.
    package var exposuresLost: [String: Int]
    package var surveys: Int
    /// The first and the last listener-local day with a play; empty where nobody played.
    package var firstDay: String
    package var lastDay: String
    /// Where the service stands now, in microseconds since 1970-01-01 UTC. The next continuation starts from here.
    package var endsAtMicroseconds: Int64
}
