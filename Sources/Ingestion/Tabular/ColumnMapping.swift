import Foundation
import Listening
import TextFiles

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
    /// What a table can tell.
    enum Field: Int, CaseIterable, Sendable {
        case listener, zone, country, tier, ageGroup, signedUpOn, startedAt, endedAt, day, millisecondsPlayed,
            secondsPlayed
        case track, artist, album, genre, trackID, durationMilliseconds, durationSeconds, releaseDate, popularity
        case platform, device, context, contextPosition, reasonStart, reasonEnd, shuffle, offline, incognito, precision
        case danceability, energy, valence, acousticness, instrumentalness, liveness, speechiness, loudness, tempo,
            musicKey, mode

        /// How mappings call it, and the column it is read from where no mapping says otherwise.
        var name: String { Self.names[rawValue] }

        init?(name: String) {
            guard let place = Self.names.firstIndex(of: name) else { return nil }
            self.init(rawValue: place)
        }

        /// Its place among all fields.
        var place: Int { rawValue }

        private static let names = allCases.map { field in
            switch field {
            case .ageGroup: "age_group"
            case .signedUpOn: "signed_up_on"
            case .startedAt: "started_at"
            case .endedAt: "ended_at"
            case .millisecondsPlayed: "ms_played"
            case .secondsPlayed: "seconds_played"
            case .trackID: "track_id"
            case .durationMilliseconds: "duration_ms"
            case .durationSeconds: "duration_seconds"
            case .releaseDate: "release_date"
            case .contextPosition: "context_position"
            case .reasonStart: "reason_start"
            case .reasonEnd: "reason_end"
            case .precision: "time_precision"
            case .musicKey: "music_key"
            default: String(describing: field)
            }
        }
    }

    /// Which clock times without an offset are read by.
    enum Clock: String, CaseIterable, Sendable { case utc, local }

    var columns: [Field: String]
    /// The fields that the mapping file names; a table that lacks one of their columns is refused.
    var named: Set<Field>
    var platform = Platform.custom
    var precision = TimePrecision.second
    /// Whether `precision` was given, and so holds whatever a time looks like.
    var namesPrecision = false
    /// Columns and the values that a row must have in them to be read; other rows are counted as not music.
    var rows: [String: Set<String>] = [:]
    /// Values of a field and what they stand for.
    var values: [Field: [String: String]] = [:]
    /// A text that the paths of files in folders and archives contain; others are left alone.
    var files: String?
    var clock = Clock.utc
    var dateOrder: DateOrder?
    var dialect = CSVDialect()
    var encoding: TextEncoding?
    var source = "the mapping"

    /// Every field under its own name.
    static let own = ColumnMapping(
        columns: Dictionary(uniqueKeysWithValues: Field.allCases.map { ($0, $0.name) }), named: [])

    /// The table of the SpotiFlow project: a day for each play, and the track's audio features.
    static let spotiflow: ColumnMapping = {
        var mapping = ColumnMapping.own
        let names: [Field: String] = [
            .track: "Track Name", .artist: "Artist Name", .trackID: "uri", .day: "Day_Played", .musicKey: "key",
            .durationMilliseconds: "duration_ms",
            .danceability: "danceability", .energy: "energy", .valence: "valence",
        ]
        for (field, name) in names { mapping.columns[field] = name }
        mapping.named = Set(names.keys)
        mapping.platform = .spotify
        mapping.precision = .day
        mapping.namesPrecision = true
        mapping.source = "a SpotiFlow table"
        return mapping
    }()

    private init(columns: [Field: String], named: Set<Field>) {
        self.columns = columns
        self.named = named
    }

    /// A table lacks a column, or names one twice.
    struct Mismatch: Error {
        let message: String
    }

    /// Where each field stands among the columns of a table, by the field's place; nil where the table has none.
    ///
    /// A column is found by its exact name, else by its name in other capitals.
    /// - Throws: ``Mismatch`` naming the column that is missing and those that there are.
    func places(in available: [String]) throws(Mismatch) -> [Int?] {
        let lowered = available.map { $0.lowercased() }
        func place(_ name: String) -> Int? {
            available.firstIndex(of: name) ?? lowered.firstIndex(of: name.lowercased())
        }
        let places = Field.allCases.map { field in columns[field].flatMap { $0.isEmpty ? nil : place($0) } }
        let list = Self.list(available)
        for field in Field.allCases where named.contains(field) && places[field.place] == nil {
            throw Mismatch(
                message:
                    "has no column \"\(columns[field] ?? "")\", which \(source) names for \(field.name). Its columns are: \(list)."
            )
        }
        for column in rows.keys.sorted() where place(column) == nil {
            throw Mismatch(
                message: "has no column \"\(column)\", by which \(source) chooses rows. Its columns are: \(list).")
        }
        try checkNeeded {
            places[$0.place] != nil
        } columns: {
            list
        }
        return places
    }

    /// What a table needs at least: a title or an id, an artist or an id, and a time.
    func checkNeeded(_ has: (Field) -> Bool, columns list: () -> String) throws(Mismatch) {
        let needed: [(String, [Field])] = [
            ("track", [.track, .trackID]), ("artist", [.artist, .trackID]), ("time", [.startedAt, .endedAt, .day]),
        ]
        for (what, fields) in needed where !fields.contains(where: has) {
            let names = fields.filter { $0 != .trackID }.map(\.name).joined(separator: " or ")
            throw Mismatch(
                message:
                    "has no column for the \(what) (\(names)). Name it in a mapping file with --map. Its columns are: \(list())."
            )
        }
    }

    /// Column names for a message, which cannot grow without end.
    static func list(_ names: [String]) -> String {
        let shown = names.prefix(40).map { $0.count > 64 ? $0.prefix(64) + "…" : $0 }.joined(separator: ", ")
        return names.count > 40 ? shown + ", … (\(names.count) columns)" : shown
    }
}
