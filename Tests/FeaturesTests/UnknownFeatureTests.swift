import Foundation
import Listening
import TestSupport
import Testing
import Warehouse

@testable import Features

/// What a source does not record is NULL in a feature, never 0.
@Suite("Features over sources that lack something")
struct UnknownFeatureTests {
    private func features(_ source: PartialSource) async throws -> ColumnBatch {
        let store = FeatureStore(try await source.warehouse())
        _ = try await store.build()
        return try await store.features()
    }

    /// Features that take the time listened.
    private static let ofTime = [
        "total_minutes", "minutes_28d", "streams_28d", "minutes_per_active_day", "volume_score", "engagement_score",
        "mean_session_minutes",
        "median_session_minutes", "longest_session_minutes", "session_minutes_deviation", "skip_rate", "skip_rate_28d",
        "early_skip_rate",
        "mean_session_skip_ratio", "skipless_session_share", "mean_seconds_to_skip", "mean_seconds_to_first_skip",
        "playlist_time_share",
        "playlist_skip_rate", "playlist_skip_lift", "playlist_track_completion",
    ]
    private static let ofGenres = [
        "genre_count", "genre_entropy", "genre_evenness", "genre_concentration", "effective_genres", "top_genre",
        "top_genre_share",
        "genre_entropy_28d", "new_genres_28d", "genre_exploration_28d", "genre_shift_28d",
    ]
    private static let ofContexts = [
        "playlist_plays", "playlist_play_share", "playlist_time_share", "playlist_visits", "distinct_playlists",
        "search_share",
        "recommendation_share",
    ]
    private static let ofEvents = ["likes_90d", "saves_90d", "shares_90d", "playlist_adds_90d"]

    @Test("a source without times has no feature of time, and says so by its known share")
    func withoutTimes() async throws {
        let rows = try await features(.scrobbles)
        for name in Self.ofTime { #expect(rows.value(name, at: 0).isNull, "\(name)") }
        #expect(rows.value("known_time_share", at: 0).double == 0)
        #expect(
            (rows.value("total_plays", at: 0).integer ?? 0) > 100
                && (rows.value("session_count", at: 0).integer ?? 0) > 20)
        #expect(!rows.value("recency_score", at: 0).isNull && !rows.value("frequency_score", at: 0).isNull)
    }

    @Test("genres, contexts and events that a source does not record are no zeros", arguments: PartialSource.lacking)
    func notRecorded(_ source: PartialSource) async throws {
        let rows = try await features(source)
        for row in 0..<rows.rowCount {
            for name in Self.ofContexts + Self.ofEvents { #expect(rows.value(name, at: row).isNull, "\(name)") }
            if source.lacksGenres { for name in Self.ofGenres { #expect(rows.value(name, at: row).isNull, "\(name)") } }
            #expect(rows.value("tier_changes", at: row).isNull)
        }
    }

    @Test("in a mixed service each listener has the features that their own source records")
    func mixed() async throws {
        let rows = try await features(.mixed)
        #expect(rows.rowCount == 4)
        for row in 0..<4 {
            let isKnown = ["listener 0", "listener 1"].contains(rows.value("listener_id", at: row).description)
            for name in [
                "total_minutes", "volume_score", "engagement_score", "mean_session_minutes", "skip_rate", "genre_count",
            ] {
                #expect(rows.value(name, at: row).isNull == !isKnown, "\(name), row \(row)")
            }
            #expect(rows.value("known_time_share", at: row).double == (isKnown ? 1 : 0))
        }
    }

    @Test("withheld names are neither an artist nor a track: they are no new ones, and no share is theirs")
    func withheld() async throws {
        let rows = try await features(.accountHistory)
        #expect(rows.value("distinct_artists", at: 0).integer == 20)
        #expect(
            (rows.value("top_artist_share", at: 0).double ?? 1) < 0.12, "every eighth play is withheld, and would lead")
        #expect((rows.value("top_track_share", at: 0).double ?? 1) < 0.1)
        // Time of plays whose names are withheld still counts.
        let warehouse = try await PartialSource.accountHistory.warehouse()
        let minutes = try await warehouse.read {
            try $0.query(Statement("SELECT SUM(ms_played) / 60000.0 AS minutes FROM plays"))
        }
        #expect(rows.value("total_minutes", at: 0).double == minutes.value("minutes", at: 0).double)
    }

    @Test("a weight of 0 for the volume leaves an engagement score where no time is known")
    func withoutVolume() async throws {
        let store = FeatureStore(try await PartialSource.scrobbles.warehouse())
        _ = try await store.build(weights: EngagementWeights(recency: 0.5, frequency: 0.5, volume: 0))
        let rows = try await store.features()
        let wanted =
            ((rows.value("recency_score", at: 0).double ?? 0) + (rows.value("frequency_score", at: 0).double ?? 0)) / 2
        #expect(rows.value("engagement_score", at: 0).double == wanted)
    }

    @Test("features are built of plays from 1990 on, of nothing and of whole days, in sessions of months")
    func extremes() async throws {
        let rows = try await features(.extremes)
        #expect((rows.value("longest_session_minutes", at: 0).double ?? 0) >= 60 * 24 * 60)
        #expect((rows.value("tenure_days", at: 0).integer ?? 0) > 12_000)
        #expect((rows.value("session_minutes_deviation", at: 0).double ?? 0) > 0)
        #expect((rows.value("longest_gap_days", at: 0).integer ?? 0) > 3000)
    }

    @Test("sums over sessions of decades fit, whatever the start")
    func decades() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        let century: Int64 = 100 * 365 * 86_400 * 1_000_000
        try await warehouse.write { connection in
            for key in 1...40 {
                _ = try connection.execute(
                    Statement(
                        """
                        INSERT INTO plays (play_key, import_key, listener_key, track_key, session_key, session_position, started_at, ended_at,
                            ms_played, local_date, local_hour, local_weekday, platform, time_precision, skipped, skip_kind)
                        VALUES (:key, 1, 1, 1, :key, 1, :start, :end, 86400000, :day, 1, 1, 'custom', 'second', FALSE, 'none')
                        """,
                        [
                            "key": .integer(Int64(key)), "start": .instant(0), "end": .instant(century),
                            "day": .day(Int32(key)),
                        ]))
            }
            try connection.execute(Statement("INSERT INTO artists (artist_key, name, import_key) VALUES (1, 'A', 1)"))
            try connection.execute(
                Statement(
                    "INSERT INTO tracks (track_key, track_id, name, artist_key, tempo, import_key) VALUES (1, 'a', 'T', 1, 1e300, 1)"
                )
            )
            try connection.execute(
                Statement(
                    "INSERT INTO listeners (listener_key, listener_id, zone, import_key) VALUES (1, 'a', 'UTC', 1)"))
            try Marts.refresh(.everything, on: connection)
        }
        let store = FeatureStore(warehouse)
        _ = try await store.build()
        let rows = try await store.features()
        #expect(rows.value("mean_session_minutes", at: 0).double == Double(century / 60_000_000))
        #expect(rows.value("session_minutes_deviation", at: 0).double == 0)
        #expect(rows.value("mean_tempo", at: 0).isNull, "a tempo beyond what any track has is not taken")
    }
}
