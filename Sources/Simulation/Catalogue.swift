import Foundation
import LinearAlgebra
import Warehouse

/// The simulated catalogue: artists with Zipf popularity, their tracks with audio features, and playlists.
struct Catalogue: Sendable {
    let artistGenre: [Int]
    /// By track: its artist, length and energy; the rest of what is stored lies in `table`.
    let trackArtist: [Int32]
    let trackMilliseconds: [Int32]
    let trackEnergy: [Double]
    let trackGenre: [UInt8]
    /// Draws a track of a genre by popularity.
    let drawByGenre: [AliasTable]
    let tracksByGenre: [[Int32]]
    let emergingArtists: [Int]
    let tracksOfEmerging: [Int32]
    let playlists: [[Int32]]
    let playlistGenre: [UInt8]
    let playlistsByGenre: [[Int32]]
    private let features: Features

    private struct Features: Sendable {
        var danceability: [Double] = []
        var valence: [Double] = []
        var acousticness: [Double] = []
        var instrumentalness: [Double] = []
        var liveness: [Double] = []
        var speechiness: [Double] = []
        var loudness: [Double] = []
        var tempo: [Double] = []
        var key: [Int16] = []
        var mode: [Int16] = []
        var popularity: [Double] = []
        var release: [Int32] = []
    }

    init(tracks count: Int, truth: ServiceTruth, lastDay: Int32, seed: UInt64) {
        var random = RandomGenerator(seed: seed, stream: 1)
        let artistCount = max(Genre.all.count * 2 + truth.emerging.artists, count / 8)
        let genreDraw = AliasTable(weights: Genre.all.map(\.popularity))
        // The first artists cover every genre, so that no genre is ever empty.
        let artistGenre = (0..<artistCount).map {
            $0 < Genre.all.count * 2 ? $0 % Genre.all.count : genreDraw.draw(&random)
        }
        let emergingArtists = (0..<truth.emerging.artists).map { artistCount - 1 - $0 }

        var artist: [Int32] = []
        var milliseconds: [Int32] = []
        var energy: [Double] = []
        var genres: [UInt8] = []
        var weights: [Double] = []
        var features = Features()
        let emergingTracks = truth.emerging.artists * 4
        let draws = AliasTable(weights: (0..<artistCount - truth.emerging.artists).map { 1 / Double($0 + 8) })
        for index in 0..<count {
            let owner: Int
            if index < artistCount - truth.emerging.artists {
                owner = index
            } else if index >= count - emergingTracks {
                owner = emergingArtists[(index - (count - emergingTracks)) % truth.emerging.artists]
            } else {
                owner = draws.draw(&random)
            }
            let genre = Genre.all[artistGenre[owner]]
            artist.append(Int32(owner))
            genres.append(UInt8(artistGenre[owner]))
            let minutes = min(6, max(1.5, 3.4 * Foundation.exp(0.25 * random.normal())))
            milliseconds.append(Int32(minutes * 60_000))
            energy.append(Self.around(genre.energy, 0.16, &random))
            features.danceability.append(Self.around(genre.danceability, 0.12, &random))
            features.valence.append(Self.around(genre.valence, 0.18, &random))
            features.acousticness.append(Self.around(genre.acousticness, 0.15, &random))
            features.instrumentalness.append(Self.around(genre.instrumentalness, 0.12, &random))
            features.liveness.append(Self.around(0.18, 0.10, &random))
            features.speechiness.append(Self.around(0.08, 0.05, &random))
            features.loudness.append(Self.rounded(-14 + 10 * (energy.last ?? 0) + 1.5 * random.normal()))
            features.tempo.append(Self.rounded(max(55, genre.tempo + 18 * random.normal())))
            features.key.append(Int16(random.integer(below: 12)))
            features.mode.append(random.uniform() < 0.62 ? 1 : 0)
            // Zipf in the artist's rank and, less steeply, in the order of the artist's tracks.
            let weight = 1 / (Double(owner + 6) * Double(index / max(1, artistCount) + 2).squareRoot())
            weights.append(owner >= artistCount - truth.emerging.artists ? weight * 0.05 : weight)
            features.popularity.append(weight)
            features.release.append(lastDay - Int32(random.integer(below: 365 * 25)) - 30)
        }
        let top = features.popularity.max() ?? 1
        features.popularity = features.popularity.map { Self.rounded(100 * ($0 / top).squareRoot()) }

        var byGenre = Array(repeating: [Int32](), count: Genre.all.count)
        for track in 0..<count { byGenre[Int(genres[track])].append(Int32(track)) }
        let drawByGenre = byGenre.map { tracks in AliasTable(weights: tracks.map { weights[Int($0)] }) }

        var playlists: [[Int32]] = []
        var playlistGenre: [UInt8] = []
        var playlistsByGenre = Array(repeating: [Int32](), count: Genre.all.count)
        for index in 0..<Self.playlistCount(tracks: count) {
            let genre = index % Genre.all.count
            playlistsByGenre[genre].append(Int32(index))
            playlistGenre.append(UInt8(genre))
            playlists.append((0..<20).map { _ in byGenre[genre][drawByGenre[genre].draw(&random)] })
        }
        tracksByGenre = byGenre
        self.drawByGenre = drawByGenre
        self.artistGenre = artistGenre
        self.emergingArtists = emergingArtists
        tracksOfEmerging = (0..<count).filter { emergingArtists.contains(Int(artist[$0])) }.map(Int32.init)
        trackArtist = artist
        trackMilliseconds = milliseconds
        trackEnergy = energy
        trackGenre = genres
        self.features = features
        self.playlists = playlists
        self.playlistGenre = playlistGenre
        self.playlistsByGenre = playlistsByGenre
    }
}

extension Catalogue {
    /// A share near a genre's own, in 0 … 1 with three decimals, as services publish them.
    private static func around(_ mean: Double, _ deviation: Double, _ random: inout RandomGenerator) -> Double {
        rounded(min(1, max(0, mean + deviation * random.normal())))
    }

    private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

    static func playlistCount(tracks: Int) -> Int { max(24, tracks / 20) }

    static func artistName(_ index: Int) -> String { Names.artist(index) }

    /// Writes artists, tracks and playlists, with keys that start at the given ones.
    func append(to connection: any WarehouseConnection, keys: SimulationKeys) throws {
        let load = keys.load
        try connection.append(
            ColumnBatch(columns: [
                Column("artist_key", .int64(artistGenre.indices.map { keys.artist + Int64($0) })),
                Column("name", .text(artistGenre.indices.map(Names.artist))),
                Column("import_key", .int64(Array(repeating: load, count: artistGenre.count))),
            ]), to: "artists")
        let count = trackArtist.count
        try connection.append(
            ColumnBatch(columns: [
                Column("track_key", .int64((0..<count).map { keys.track + Int64($0) })),
                Column("track_id", .text((0..<count).map { "simulated:\(load):track:\($0 + 1)" })),
                Column("name", .text((0..<count).map(Names.track))),
                Column("artist_key", .int64(trackArtist.map { keys.artist + Int64($0) })),
                Column("genre", .category(trackGenre, values: Genre.all.map(\.name))),
                Column("release_date", .day(features.release)),
                Column("duration_ms", .int64(trackMilliseconds.map(Int64.init))),
                Column("popularity", .double(features.popularity)),
                Column("danceability", .double(features.danceability)),
                Column("energy", .double(trackEnergy)),
                Column("valence", .double(features.valence)),
                Column("acousticness", .double(features.acousticness)),
                Column("instrumentalness", .double(features.instrumentalness)),
                Column("liveness", .double(features.liveness)),
                Column("speechiness", .double(features.speechiness)),
                Column("loudness", .double(features.loudness)),
                Column("tempo", .double(features.tempo)),
                Column("music_key", .int16(features.key)),
                Column("mode", .int16(features.mode)),
                Column("import_key", .int64(Array(repeating: load, count: count))),
            ]), to: "tracks")
        try connection.append(
            ColumnBatch(columns: [
                Column("playlist_key", .int64(playlists.indices.map { keys.playlist + Int64($0) })),
                Column("playlist_id", .text(playlists.indices.map { "simulated:\(load):playlist:\($0 + 1)" })),
                Column(
                    "name",
                    .text(playlists.indices.map { Names.playlist(genre: Genre.all[Int(playlistGenre[$0])].name, $0) })),
                Column("genre", .category(playlistGenre, values: Genre.all.map(\.name))),
                Column("import_key", .int64(Array(repeating: load, count: playlists.count))),
            ]), to: "playlists")
        let entries = playlists.enumerated().flatMap { playlist, tracks in
            tracks.indices.map { (playlist, $0, tracks[$0]) }
        }
        try connection.append(
            ColumnBatch(columns: [
                Column("playlist_key", .int64(entries.map { keys.playlist + Int64($0.0) })),
                Column("position", .int32(entries.map { Int32($0.1 + 1) })),
                Column("track_key", .int64(entries.map { keys.track + Int64($0.2) })),
                Column("import_key", .int64(Array(repeating: load, count: entries.count))),
            ]), to: "playlist_tracks")
    }
}
