import Listening
import Warehouse

/// Turns staged records into the columns of `staged_plays`.
enum StagedRows {
    /// The start and end of a record as moments, now that the listener's zone is known.
    static func moments(_ record: ListenRecord, _ zone: ListenerZone) -> (start: Instant, end: Instant) {
        func moment(_ local: Instant) -> Instant {
            let day = CalendarDay(containingUTC: local)
            return zone.instant(
                day: day, microsecondOfDay: local.microseconds - Int64(day.daysSinceEpoch) * 86_400_000_000)
        }
        switch record.clock {
        case .utc: return (record.startedAt, record.endedAt)
        case .local:
            let start = moment(record.startedAt)
            return (
                start,
                Instant(microseconds: start.microseconds + record.endedAt.microseconds - record.startedAt.microseconds)
            )
        case .day:
            let start = moment(record.startedAt)
            return (
                start,
                Instant(microseconds: start.microseconds + record.endedAt.microseconds - record.startedAt.microseconds)
            )
        }
    }

    static func plays(
        _ records: [ListenRecord], order: Int64, staging: borrowing Staging, calendars: [Calendars.Calendar]
    ) -> ColumnBatch {
        let moments = records.map { Self.moments($0, calendars[Int($0.listener)].zone) }
        let local = zip(records, moments).map { calendars[Int($0.listener)].zone.localTime(at: $1.start) }
        let words = staging.words
        func word(_ name: String, _ values: [ListenRecord.Word]) -> Column? {
            if values.allSatisfy(\.isNone) { return nil }
            return Column(
                name, .text(values.map { $0.isNone ? "" : words[Int($0.index)] }), valid: values.map { !$0.isNone })
        }
        let columns: [Column?] = [
            Column("staged_order", .int64(records.indices.map { order + Int64($0) })),
            Column("file_index", .int32(records.map(\.file))),
            Column("listener_key", .int64(records.map { calendars[Int($0.listener)].key })),
            Column("staged_track", .int64(records.map { Int64($0.track) })),
            Column("started_at", .instant(moments.map(\.start.microseconds))),
            Column("ended_at", .instant(moments.map(\.end.microseconds))),
            integer("ms_played", records.map(\.millisecondsPlayed)),
            Column("local_date", .day(local.map(\.day.daysSinceEpoch))),
            Column("local_hour", .int16(local.map { Int16($0.hour) })),
            Column("local_weekday", .int16(local.map { Int16($0.weekday) })),
            category("platform", records.map(\.platform)),
            category("device", records.map(\.device)),
            category("context", records.map(\.context)),
            Column(
                "context_position", .int32(records.map { $0.contextPosition ?? 0 }),
                valid: records.map { $0.contextPosition != nil }),
            word("reason_start", records.map(\.reasonStart)),
            category("reason_end", records.map(\.reasonEnd)),
            bool("shuffle", records.map(\.shuffle)),
            bool("offline", records.map(\.offline)),
            bool("incognito", records.map(\.incognito)),
            category("time_precision", records.map(\.precision)),
            word("country", records.map(\.country)),
            word("tier", records.map(\.tier)),
            word("age_group", records.map(\.ageGroup)),
            Column(
                "signed_up_on", .day(records.map { $0.signedUpOn?.daysSinceEpoch ?? 0 }),
                valid: records.map { $0.signedUpOn != nil }),
        ]
        return ColumnBatch(columns: columns.compactMap(\.self))
    }

    private static func integer(_ name: String, _ values: [Int64?]) -> Column {
        Column(name, .int64(values.map { $0 ?? 0 }), valid: values.map { $0 != nil })
    }

    private static func bool(_ name: String, _ values: [Bool?]) -> Column {
        Column(name, .bool(values.map { $0 ?? false }), valid: values.map { $0 != nil })
    }

    /// A column of one of the vocabulary's closed sets.
    private static func category<Word: RawRepresentable & CaseIterable & Equatable>(_ name: String, _ values: [Word?])
        -> Column
    where Word.RawValue == String {
        let words = Array(Word.allCases)
        // These enumerations hash their raw texts; to compare them costs next to nothing.
        let codes = values.map { value in value.flatMap { value in words.firstIndex { $0 == value } }.map { UInt8($0) }
        }
        return Column(
            name, .category(codes.map { $0 ?? 0 }, values: words.map(\.rawValue)), valid: codes.map { $0 != nil })
    }
}
