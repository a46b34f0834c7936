import Foundation
package import Listening

/// What to import, for whom, and how.
package struct ImportOptions: Sendable {
    package var format: ImportFormat
    package var paths: [String]
    package var listener: String
    /// The listener's zone; nil takes the one that the listener has, or UTC for a new one.
    package var zone: String?
    /// A file that says which column is what, for csv, ndjson and parquet.
    package var mapping: String?
    /// Only report what would happen.
    package var dryRun = false
    /// The moment of the import.
    package var now: Instant

    package init(
        format: ImportFormat, paths: [String], listener: String = "me", zone: String? = nil, mapping: String? = nil,
        dryRun: Bool = false,
        now: Instant
    ) {
        self.format = format
        self.paths = paths
        self.listener = listener
        self.zone = zone
        self.mapping = mapping
        self.dryRun = dryRun
        self.now = now
    }
}

/// A file format that can be imported.
package enum ImportFormat: String, Sendable, CaseIterable {
    case spotify, spotiflow, csv, ndjson, parquet
}

/// What an import found and did.
package struct ImportReport: Sendable, Codable {
    /// The import's key; nil for a dry run.
    package var importID: Int64?
    package var format: String
    package var dryRun: Bool
    package var files: [String]
    package var rowsRead: Int
    package var rowsNew: Int
    package var rowsDuplicate: Int
    package var rowsInvalid: Int
    package var rowsIgnored: Int
    package var listeners: Int
    package var artists: Int
    package var tracks: Int
    /// Time listened by the plays whose time is known; nil where the source records none.
    package var hours: Double?
    /// Plays whose time listened the source does not record.
    package var untimed: Int
    package var firstDay: String?
    package var lastDay: String?
    /// The share of plays shorter than 30 s, among those whose time is known.
    package var shareUnder30Seconds: Double?
    /// Reasons of invalid rows, with how many rows each has.
    package var reasons: [String: Int]
    package var rejected: [RejectedRow]
    package var notes: [String]
}
