import Listening
import Warehouse

/// Turns simulated plays into the rows of the warehouse, part by part, with running keys.
struct PlayRows {
    struct Batches {
        var plays: ColumnBatch
        var truth: ColumnBatch
        var sessionTruth: ColumnBatch
        var events: ColumnBatch
    }

    private let catalogue: Catalogue
    private let keys: SimulationKeys
    private(set) var count = 0
    private(set) var sessions = 0
    private var eventCount = 0

    init(catalogue: Catalogue, keys: SimulationKeys) {
        self.catalogue = catalogue
        self.keys = keys
    }

    mutating func next(_ part: ServicePart) -> Batches {
        let buffer = part.buffer
        let kept = buffer.sessions.filter { $0.plays > 0 }
        let ranges = kept.map { Int($0.firstPlay)..<Int($0.firstPlay + $0.plays) }
        let total = ranges.reduce(0) { $0 + $1.count }
        let whole = total == buffer.count
        func pick<Element>(_ values: [Element]) -> [Element] {
            if whole { return values }
            var picked: [Element] = []
            picked.reserveCapacity(total)
            for range in ranges { picked += values[range] }
            return picked
        }
        let firstKey = keys.play + Int64(count)
        var sessionKeys: [Int64] = []
        var keyOfSession: [Int64] = []
        sessionKeys.reserveCapacity(total)
        for session in kept {
            let key = firstKey + Int64(sessionKeys.count)
            keyOfSession.append(key)
            for _ in 0..<session.plays { sessionKeys.append(key) }
        }
        let kinds = pick(buffer.skipKind)
        let contextIDs = pick(buffer.contextID)
        let playKeys = (0..<total).map { firstKey + Int64($0) }
        let load = Array(repeating: keys.load, count: total)
        let plays = ColumnBatch(columns: [
            Column("play_key", .int64(playKeys)),
            Column("import_key", .int64(load)),
            Column("listener_key", .int64(pick(buffer.listener).map { keys.listener + Int64($0) })),
            Column("track_key", .int64(pick(buffer.track).map { keys.track + Int64($0) })),
            Column("session_key", .int64(sessionKeys)),
            Column("session_position", .int32(pick(buffer.position))),
            Column("started_at", .instant(pick(buffer.start))),
            Column("ended_at", .instant(pick(buffer.end))),
            Column("ms_played", .int64(pick(buffer.milliseconds))),
            Column("local_date", .day(pick(buffer.date))),
            Column("local_hour", .int16(pick(buffer.hour))),
            Column("local_weekday", .int16(pick(buffer.weekday))),
            Column("platform", .category(Array(repeating: 0, count: total), values: [Platform.custom.rawValue])),
            Column("device", .category(pick(buffer.device), values: Population.devices.map(\.rawValue))),
            Column("context", .category(pick(buffer.context), values: ListenerSimulator.contexts.map(\.rawValue))),
            Column("context_id", .int64(contextIDs.map { keys.playlist + Int64($0) }), valid: contextIDs.map { $0 >= 0 }),
            Column("context_position", .int32(pick(buffer.contextPosition))),
            Column("reason_start", .category(pick(buffer.reasonStart), values: ListenerSimulator.reasonsStart)),
            Column("reason_end", .category(pick(buffer.reasonEnd), values: ListenerSimulator.reasonsEnd.map(\.rawValue))),
            Column("shuffle", .bool(pick(buffer.shuffle))),
            Column("offline", .bool(Array(repeating: false, count: total))),
            Column("incognito", .bool(Array(repeating: false, count: total))),
            Column("skip_kind", .category(kinds, values: ["early", "mid", "late", "none"])),
            Column("skipped", .bool(kinds.map { $0 < 2 })),
            Column("time_precision", .category(Array(repeating: 0, count: total), values: [TimePrecision.millisecond.rawValue])),
        ])
        let events = events(of: part, whole: whole, ranges: ranges)
        count += total
        sessions += kept.count
        return Batches(
            plays: plays,
            truth: ColumnBatch(columns: [Column("play_key", .int64(playKeys)), Column("skip_probability", .double(pick(buffer.probability)))]),
            sessionTruth: ColumnBatch(columns: [
                Column("session_key", .int64(keyOfSession)), Column("expected_seconds", .double(kept.map(\.expectedSeconds))),
            ]), events: events)
    }

    private mutating func events(of part: ServicePart, whole: Bool, ranges: [Range<Int>]) -> ColumnBatch {
        let buffer = part.buffer
        var kept = buffer.likes
        if !whole {
            var range = 0
            kept = kept.filter { like in
                while range < ranges.count, ranges[range].upperBound <= Int(like.play) { range += 1 }
                return range < ranges.count && ranges[range].contains(Int(like.play))
            }
        }
        let first = keys.event + Int64(eventCount)
        eventCount += kept.count
        return ColumnBatch(columns: [
            Column("event_key", .int64(kept.indices.map { first + Int64($0) })),
            Column("import_key", .int64(kept.map { _ in keys.load })),
            Column("listener_key", .int64(kept.map { keys.listener + Int64(buffer.listener[Int($0.play)]) })),
            Column("track_key", .int64(kept.map { keys.track + Int64(buffer.track[Int($0.play)]) })),
            Column("kind", .category(kept.map(\.kind), values: ListenerSimulator.eventKinds.map(\.rawValue))),
            Column("occurred_at", .instant(kept.map { (buffer.start[Int($0.play)] + buffer.end[Int($0.play)]) / 2 })),
            Column("local_date", .day(kept.map { buffer.date[Int($0.play)] })),
            Column("platform", .category(kept.map { _ in 0 }, values: [Platform.custom.rawValue])),
            Column("device", .category(kept.map { buffer.device[Int($0.play)] }, values: Population.devices.map(\.rawValue))),
        ])
    }
}
