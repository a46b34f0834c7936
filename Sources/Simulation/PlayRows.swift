import Listening
import Warehouse

/// Turns simulated plays into the rows of the warehouse, part by part. Keys run on from part to part, so that parts can be made in any order.
struct PlayRows: Sendable {
    private let service: SimulatedService
    private let keys: SimulationKeys
    /// The keys of each part's first play and first event.
    private let firstPlays: [Int64]
    private let firstEvents: [Int64]
    let count: Int
    let sessions: Int

    init(_ service: SimulatedService, keys: SimulationKeys) {
        self.service = service
        self.keys = keys
        var plays = 0
        var events = 0
        var sessions = 0
        var firstPlays: [Int64] = []
        var firstEvents: [Int64] = []
        for part in service.parts {
            firstPlays.append(keys.play + Int64(plays))
            firstEvents.append(keys.event + Int64(events))
            let kept = PlayMask(part.buffer)
            plays += kept.count
            events += kept.likes(part.buffer).count
            sessions += kept.sessions.count
        }
        self.firstPlays = firstPlays
        self.firstEvents = firstEvents
        count = plays
        self.sessions = sessions
    }

    var partCount: Int { service.parts.count }

    /// Rows of `plays`.
    func plays(_ part: Int) -> ColumnBatch {
        let buffer = service.parts[part].buffer
        let kept = PlayMask(buffer)
        let total = kept.count
        func pick<Element>(_ values: [Element]) -> [Element] { kept.pick(values) }
        var sessionKeys: [Int64] = []
        sessionKeys.reserveCapacity(total)
        for session in kept.sessions {
            let key = firstPlays[part] + Int64(sessionKeys.count)
            for _ in 0..<session.plays { sessionKeys.append(key) }
        }
        let kinds = pick(buffer.skipKind)
        let contextIDs = pick(buffer.contextID)
        let playKeys = kept.keys(from: firstPlays[part])
        let load = Array(repeating: keys.load, count: total)
        return ColumnBatch(columns: [
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
            Column(
                "context_id", .int64(contextIDs.map { keys.playlist + Int64($0) }), valid: contextIDs.map { $0 >= 0 }),
            Column("context_position", .int32(pick(buffer.contextPosition))),
            Column("reason_start", .category(pick(buffer.reasonStart), values: ListenerSimulator.reasonsStart)),
            Column(
                "reason_end", .category(pick(buffer.reasonEnd), values: ListenerSimulator.reasonsEnd.map(\.rawValue))),
            Column("shuffle", .bool(pick(buffer.shuffle))),
            Column("offline", .bool(Array(repeating: false, count: total))),
            Column("incognito", .bool(Array(repeating: false, count: total))),
            Column("skip_kind", .category(kinds, values: ["early", "mid", "late", "none"])),
            Column("skipped", .bool(kinds.map { $0 < 2 })),
            Column(
                "time_precision",
                .category(Array(repeating: 0, count: total), values: [TimePrecision.millisecond.rawValue])),
        ])
    }

    /// Rows of `truth_plays`.
    func truth(_ part: Int) -> ColumnBatch {
        let buffer = service.parts[part].buffer
        let kept = PlayMask(buffer)
        return ColumnBatch(columns: [
            Column("play_key", .int64(kept.keys(from: firstPlays[part]))),
            Column("skip_probability", .double(kept.pick(buffer.probability))),
        ])
    }

    /// Rows of `truth_sessions`.
    func sessionTruth(_ part: Int) -> ColumnBatch {
        let kept = PlayMask(service.parts[part].buffer)
        var key = firstPlays[part]
        let sessionKeys = kept.sessions.map { session in
            defer { key += Int64(session.plays) }
            return key
        }
        return ColumnBatch(columns: [
            Column("session_key", .int64(sessionKeys)),
            Column("expected_seconds", .double(kept.sessions.map(\.expectedSeconds))),
        ])
    }

    /// Rows of `events`.
    func events(_ part: Int) -> ColumnBatch {
        let buffer = service.parts[part].buffer
        let kept = PlayMask(buffer).likes(buffer)
        return ColumnBatch(columns: [
            Column("event_key", .int64(kept.indices.map { firstEvents[part] + Int64($0) })),
            Column("import_key", .int64(kept.map { _ in keys.load })),
            Column("listener_key", .int64(kept.map { keys.listener + Int64(buffer.listener[Int($0.play)]) })),
            Column("track_key", .int64(kept.map { keys.track + Int64(buffer.track[Int($0.play)]) })),
            Column("kind", .category(kept.map(\.kind), values: ListenerSimulator.eventKinds.map(\.rawValue))),
            Column("occurred_at", .instant(kept.map { (buffer.start[Int($0.play)] + buffer.end[Int($0.play)]) / 2 })),
            Column("local_date", .day(kept.map { buffer.date[Int($0.play)] })),
            Column("platform", .category(kept.map { _ in 0 }, values: [Platform.custom.rawValue])),
            Column(
                "device",
                .category(kept.map { buffer.device[Int($0.play)] }, values: Population.devices.map(\.rawValue))),
        ])
    }
}

/// The plays of a buffer that lie before the end of the service. Those of each listener are the first so many.
struct PlayMask {
    let sessions: [PlayBuffer.Session]
    let count: Int
    private let ranges: [Range<Int>]
    private let isWhole: Bool

    init(_ buffer: PlayBuffer) {
        sessions = buffer.sessions.filter { $0.plays > 0 }
        ranges = sessions.map { Int($0.firstPlay)..<Int($0.firstPlay + $0.plays) }
        count = ranges.reduce(0) { $0 + $1.count }
        isWhole = count == buffer.count
    }

    func keys(from first: Int64) -> [Int64] { (0..<count).map { first + Int64($0) } }

    func pick<Element>(_ values: [Element]) -> [Element] {
        if isWhole { return values }
        var picked: [Element] = []
        picked.reserveCapacity(count)
        for range in ranges { picked += values[range] }
        return picked
    }

    func likes(_ buffer: PlayBuffer) -> [PlayBuffer.Like] {
        if isWhole { return buffer.likes }
        var range = 0
        return buffer.likes.filter { like in
            while range < ranges.count, ranges[range].upperBound <= Int(like.play) { range += 1 }
            return range < ranges.count && ranges[range].contains(Int(like.play))
        }
    }
}
