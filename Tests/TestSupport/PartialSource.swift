package import Foundation
package import Ingestion
import Listening
package import Warehouse

/// A history that lacks something that others have. What it lacks is unknown, and must never be shown as 0.
package enum PartialSource: String, CaseIterable, Sendable {
    /// Scrobbles: start, artist and title, nothing else.
    case scrobbles
    /// A Spotify account history: no lengths of tracks, no reasons; the names of some plays are withheld.
    case accountHistory
    /// Everything but genres.
    case withoutGenres
    /// A service of four listeners, of whom two are recorded wholly and two by start, artist and title only.
    case mixed
    /// The extremes that an import takes: plays from 1990 on, of 0 ms and of 24 hours, and sessions of many days.
    case extremes

    /// The sources that lack something.
    package static let lacking: [PartialSource] = [.scrobbles, .accountHistory, .withoutGenres, .mixed]

    /// Whether no play's time listened is known.
    package var lacksTimes: Bool { self == .scrobbles }
    /// Whether no play after 30 seconds can be seen to be skipped.
    package var lacksLaterSkips: Bool { self == .scrobbles || self == .accountHistory }
    /// Whether no genre is known.
    package var lacksGenres: Bool { [.scrobbles, .accountHistory, .withoutGenres].contains(self) }

    /// A warehouse with the history.
    package func warehouse() async throws -> DuckDBWarehouse {
        let warehouse = try await DuckDBWarehouse.inMemory()
        try await load(into: warehouse)
        return warehouse
    }

    /// Imports the history.
    package func load(into warehouse: any Warehouse) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "segue-partial-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let options = ImportOptions(
            format: format, paths: [try write(to: folder).path], listener: "ann", zone: "UTC",
            now: Instant("2026-01-01T00:00:00Z") ?? Instant(microseconds: 0))
        _ = try await Importer(options).run(into: warehouse)
    }

    /// The format of the history's file.
    package var format: ImportFormat { self == .accountHistory ? .spotify : .csv }

    /// Writes the history's file into a folder.
    package func write(to folder: URL) throws -> URL {
        let isAccount = self == .accountHistory
        let file = folder.appending(path: isAccount ? "StreamingHistory_music_0.json" : "plays.csv")
        try Data((isAccount ? accountHistory : table).utf8).write(to: file)
        return file
    }

    // MARK: Rows

    private struct Row {
        var listener = 0
        let started: Int
        let milliseconds: Int
        let artist: Int
        let song: Int
        /// Of the track, in milliseconds.
        var length: Int { 150_000 + 10_000 * (song % 9) }
        var reason: String { milliseconds >= length ? "trackdone" : "fwdbtn" }
        var genre: String { ["rock", "pop", "jazz"][artist % 3] }
    }

    /// 70 days of sessions from a fixed pattern, the same everywhere.
    private func rows(_ listener: Int) -> [Row] {
        var rows: [Row] = []
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15 &+ UInt64(listener)
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let firstDay = 1_756_684_800  // 2025-09-01, in seconds
        for day in 0..<70 where next(7) > 0 {
            for session in 0..<(1 + next(3)) {
                var moment = firstDay + day * 86_400 + (7 + 5 * session) * 3600 + next(60) * 60
                for _ in 0..<[1, 3, 8, 15][next(4)] {
                    let artist = next(20), song = artist * 30 + next(9)
                    let milliseconds = [3_000, 15_000, 45_000, 90_000, 240_000, 240_000, 240_000][next(7)]
                    rows.append(
                        Row(listener: listener, started: moment, milliseconds: milliseconds, artist: artist, song: song)
                    )
                    moment += milliseconds / 1000 + next(3)
                }
            }
        }
        return rows
    }

    private func time(_ seconds: Int) -> String { Instant(seconds: Int64(seconds)).description }

    private var accountHistory: String {
        let objects = rows(0).enumerated().map { number, row in
            let withheld = number % 8 == 0
            let end = time(row.started + row.milliseconds / 1000)
            return """
                {"endTime": "\(end.prefix(10)) \(end.dropFirst(11).prefix(5))", "artistName": "\(withheld ? "Unknown Artist" : "Artist \(row.artist)")", \
                "trackName": "\(withheld ? "Unknown Track" : "Song \(row.song)")", "msPlayed": \(row.milliseconds)}
                """
        }
        return "[\n" + objects.joined(separator: ",\n") + "\n]"
    }

    private var table: String {
        switch self {
        case .scrobbles, .accountHistory:
            return lines(
                "started_at,artist,track", rows(0).map { [time($0.started), "Artist \($0.artist)", "Song \($0.song)"] })
        case .withoutGenres:
            return lines(
                "started_at,ms_played,artist,track,duration_ms,reason_end",
                rows(0).map {
                    [
                        time($0.started), "\($0.milliseconds)", "Artist \($0.artist)", "Song \($0.song)",
                        "\($0.length)", $0.reason,
                    ]
                })
        case .mixed:
            return lines(
                "listener,started_at,ms_played,artist,track,duration_ms,reason_end,genre",
                (0..<4).flatMap(rows).map { row in
                    let isKnown = row.listener < 2
                    // Tracks of the two groups differ, or the length known from one would be known for the other.
                    let song = isKnown ? "Song \(row.song)" : "Scrobble \(row.song)"
                    return [
                        "listener \(row.listener)", time(row.started), isKnown ? "\(row.milliseconds)" : "",
                        "Artist \(row.artist)", song,
                    ]
                        + (isKnown ? ["\(row.length)", row.reason, row.genre] : ["", "", ""])
                })
        case .extremes:
            // Each play of a whole day, one after the other for two months; plays of nothing; plays decades apart.
            let begin = 1_735_689_600  // 2025-01-01
            var plays = [(631_152_000, 0), (631_152_001, 0), (946_684_800, 86_400_000)]
            plays += (0..<60).map { (begin + $0 * 86_400, 86_400_000) }
            plays += (0..<300).map { (begin + 200 * 86_400 + $0 * 86_400 / 2, $0 % 3 == 0 ? 0 : 20_000 + $0 * 1000) }
            return lines(
                "started_at,ms_played,artist,track",
                plays.enumerated().map { [time($1.0), "\($1.1)", "Artist \($0 % 7)", "Song \($0 % 11)"] })
        }
    }

    private func lines(_ heading: String, _ rows: [[String]]) -> String {
        ([heading] + rows.map { $0.joined(separator: ",") }).joined(separator: "\n") + "\n"
    }
}
