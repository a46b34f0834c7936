import Listening
import Warehouse

/// Turns staged records into the columns of the staging tables.
enum StagedRows {
    static func tracks(_ tracks: [TrackRecord]) -> ColumnBatch {
        ColumnBatch(columns: [
            Column("staged_index", .int64(tracks.indices.map(Int64.init))),
            Column("track_id", .text(tracks.map(\.id))),
            Column("name", .text(tracks.map(\.name))),
            Column("artist", .text(tracks.map(\.artist))),
            text("album", tracks.map(\.album)),
            text("genre", tracks.map(\.genre)),
            Column("release_date", .day(tracks.map { $0.releaseDate?.daysSinceEpoch ?? 0 }), valid: tracks.map { $0.releaseDate != nil }),
            integer("duration_ms", tracks.map(\.durationMilliseconds)),
            double("popularity", tracks.map(\.popularity)),
            double("danceability", tracks.map(\.audio.danceability)),
            double("energy", tracks.map(\.audio.energy)),
            double("valence", tracks.map(\.audio.valence)),
            double("acousticness", tracks.map(\.audio.acousticness)),
            double("instrumentalness", tracks.map(\.audio.instrumentalness)),
            double("liveness", tracks.map(\.audio.liveness)),
            double("speechiness", tracks.map(\.audio.speechiness)),
            double("loudness", tracks.map(\.audio.loudness)),
            double("tempo", tracks.map(\.audio.tempo)),
            Column("music_key", .int16(tracks.map { $0.audio.key ?? 0 }), valid: tracks.map { $0.audio.key != nil }),
            Column("mode", .int16(tracks.map { $0.audio.mode ?? 0 }), valid: tracks.map { $0.audio.mode != nil }),
        ])
    }

    static func plays(
        _ records: [ListenRecord], order: Int64, tracks: [TrackRecord], listeners: [Staging.ListenerRecord], listenerKeys: [Int64], skipRule: SkipRule
    ) -> ColumnBatch {
        let local = records.map { listeners[$0.listener].zone.localTime(at: $0.startedAt) }
        let kinds = records.map { record in
            skipRule.kind(
                millisecondsPlayed: record.millisecondsPlayed, trackMilliseconds: tracks[Int(record.track)].durationMilliseconds,
                endReason: record.reasonEnd)
        }
        return ColumnBatch(columns: [
            Column("staged_order", .int64(records.indices.map { order + Int64($0) })),
            Column("fingerprint", .int64(records.map { Int64(bitPattern: $0.fingerprint) })),
            Column("occurrence", .int32(records.map(\.occurrence))),
            Column("listener_key", .int64(records.map { listenerKeys[$0.listener] })),
            Column("staged_track", .int64(records.map { Int64($0.track) })),
            Column("started_at", .instant(records.map(\.startedAt.microseconds))),
            Column("ended_at", .instant(records.map(\.endedAt.microseconds))),
            integer("ms_played", records.map(\.millisecondsPlayed)),
            Column("local_date", .day(local.map(\.day.daysSinceEpoch))),
            Column("local_hour", .int16(local.map { Int16($0.hour) })),
            Column("local_weekday", .int16(local.map { Int16($0.weekday) })),
            category("platform", records.map(\.platform)),
            category("device", records.map(\.device)),
            category("context", records.map(\.context)),
            Column("context_position", .int32(records.map { $0.contextPosition ?? 0 }), valid: records.map { $0.contextPosition != nil }),
            text("reason_start", records.map(\.reasonStart)),
            category("reason_end", records.map(\.reasonEnd)),
            bool("shuffle", records.map(\.shuffle)),
            bool("offline", records.map(\.offline)),
            bool("incognito", records.map(\.incognito)),
            category("skip_kind", kinds),
            bool("skipped", kinds.map { skipRule.isSkipped($0) }),
            category("time_precision", records.map(\.precision)),
        ])
    }

    private static func text(_ name: String, _ values: [String?]) -> Column {
        Column(name, .text(values.map { $0 ?? "" }), valid: values.map { $0 != nil })
    }

    private static func integer(_ name: String, _ values: [Int64?]) -> Column {
        Column(name, .int64(values.map { $0 ?? 0 }), valid: values.map { $0 != nil })
    }

    private static func double(_ name: String, _ values: [Double?]) -> Column {
        Column(name, .double(values.map { $0 ?? 0 }), valid: values.map { $0 != nil })
    }

    private static func bool(_ name: String, _ values: [Bool?]) -> Column {
        Column(name, .bool(values.map { $0 ?? false }), valid: values.map { $0 != nil })
    }

    /// A column of one of the vocabulary's closed sets.
    private static func category<Word: RawRepresentable & CaseIterable & Hashable>(_ name: String, _ values: [Word?]) -> Column
    where Word.RawValue == String {
        let words = Array(Word.allCases)
        let codes = Dictionary(uniqueKeysWithValues: words.enumerated().map { ($1, UInt8($0)) })
        return Column(
            name, .category(values.map { $0.flatMap { codes[$0] } ?? 0 }, values: words.map(\.rawValue)), valid: values.map { $0 != nil })
    }
}
