import Foundation
import Listening

/// Which column of a table is what. It is read from a YAML file, and anything that it does not name keeps its own name.
///
/// ```yaml
/// columns:
///   ended_at: ts
///   ms_played: ms_played
///   track: master_metadata_track_name
///   artist: master_metadata_album_artist_name
/// platform: spotify
/// precision: second
/// ```
struct ColumnMapping: Sendable {
    /// What a table can tell, by our names.
    enum Field: String, CaseIterable, Sendable {
        case listener, zone, country, tier
        case ageGroup = "age_group"
        case signedUpOn = "signed_up_on"
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case day
        case millisecondsPlayed = "ms_played"
        case secondsPlayed = "seconds_played"
        case track, artist, album, genre
        case trackID = "track_id"
        case durationMilliseconds = "duration_ms"
        case releaseDate = "release_date"
        case popularity, platform, device, context
        case contextPosition = "context_position"
        case reasonStart = "reason_start"
        case reasonEnd = "reason_end"
        case shuffle, offline, incognito
        case precision = "time_precision"
        case danceability, energy, valence, acousticness, instrumentalness, liveness, speechiness, loudness, tempo
        case musicKey = "music_key"
        case mode
    }

    var columns: [Field: String]
    /// The fields that the mapping file names; a table that lacks one of their columns is refused.
    var named: Set<Field>
    var platform = Platform.custom
    var precision = TimePrecision.second
    var source = "the mapping"

    /// Every field under its own name.
    static let own = ColumnMapping(columns: Dictionary(uniqueKeysWithValues: Field.allCases.map { ($0, $0.rawValue) }), named: [])

    /// The table of the SpotiFlow project: a day for each play, and the track's audio features.
    static let spotiflow: ColumnMapping = {
        var mapping = ColumnMapping.own
        let names: [Field: String] = [
            .track: "Track Name", .artist: "Artist Name", .trackID: "uri", .day: "Day_Played", .musicKey: "key", .durationMilliseconds: "duration_ms",
            .danceability: "danceability", .energy: "energy", .valence: "valence",
        ]
        for (field, name) in names { mapping.columns[field] = name }
        mapping.named = Set(names.keys)
        mapping.platform = .spotify
        mapping.precision = .day
        mapping.source = "a SpotiFlow table"
        return mapping
    }()

    private init(columns: [Field: String], named: Set<Field>) {
        self.columns = columns
        self.named = named
    }

    /// Reads a mapping file.
    /// - Throws: `import.mapping` where it is no YAML, or names a field, platform or precision that there is not.
    init(path: String) throws {
        let loaded: Any?
        do { loaded = try BoundedYAML.load(BoundedYAML.text(of: path)) } catch {
            throw IngestionError.mapping("The mapping file \(path) \(error.words)")
        }
        guard let document = loaded as? [String: Any] else {
            throw IngestionError.mapping("The mapping file \(path) is not a YAML mapping. See docs/importing.md for its form.")
        }
        self = .own
        source = path
        for key in document.keys where !["columns", "platform", "precision"].contains(key) {
            throw IngestionError.mapping("The mapping file \(path) has an unknown entry \"\(key)\"; it takes columns, platform and precision.")
        }
        guard let columns = document["columns", default: [String: Any]()] as? [String: Any] else {
            throw IngestionError.mapping(
                "The mapping file \(path) has columns that are not a mapping. Write a line for each field, such as `track: Track Name`.")
        }
        for (key, value) in columns {
            guard !(value is [Any]), !(value is [String: Any]), !(value is NSNull) else {
                throw IngestionError.mapping("The mapping file \(path) gives \(key) no name of a column. Write it as `\(key): Track Name`.")
            }
            guard let field = Field(rawValue: key) else {
                let known = Field.allCases.map(\.rawValue).joined(separator: ", ")
                throw IngestionError.mapping("The mapping file \(path) names a field \"\(key)\" that there is not. Fields are: \(known).")
            }
            self.columns[field] = "\(value)"
            named.insert(field)
        }
        if let text = document["platform"] { platform = try Self.word(text, "platform", path) }
        if let text = document["precision"] { precision = try Self.word(text, "precision", path) }
    }

    private static func word<Word: RawRepresentable & CaseIterable>(_ text: Any, _ name: String, _ path: String) throws -> Word
    where Word.RawValue == String {
        guard let word = Word(rawValue: "\(text)") else {
            let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw IngestionError.mapping("The mapping file \(path) has \(name) \"\(text)\"; it takes one of \(known).")
        }
        return word
    }

    /// Checks the mapping against the columns that a table has.
    /// - Throws: `import.mapping` naming the column that is missing and those that there are.
    func check(_ available: [String], file: String) throws {
        let there = Set(available)
        func has(_ field: Field) -> Bool { columns[field].map(there.contains) ?? false }
        for field in Field.allCases where named.contains(field) && !has(field) {
            throw IngestionError.mapping(
                "\(file) has no column \"\(columns[field] ?? "")\", which \(source) names for \(field.rawValue). Its columns are: \(available.joined(separator: ", ")).")
        }
        let needed: [(String, [Field])] = [("track", [.track]), ("artist", [.artist]), ("time", [.startedAt, .endedAt, .day])]
        for (what, fields) in needed where !fields.contains(where: has) {
            let names = fields.map(\.rawValue).joined(separator: " or ")
            throw IngestionError.mapping(
                "\(file) has no column for the \(what) (\(names)). Name it in a mapping file with --map. Its columns are: \(available.joined(separator: ", ")).")
        }
    }
}
