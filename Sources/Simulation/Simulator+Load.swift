import Foundation
import Listening
import Warehouse

extension Simulator {
    /// Loads a service in the transaction of `connection`.
    func load(_ service: SimulatedService, on connection: any WarehouseConnection, at now: Instant) throws
        -> SimulationSummary
    {
        let keys = SimulationKeys(
            load: try SurrogateKeys.next(.imports, on: connection),
            listener: try SurrogateKeys.next(.listeners, on: connection),
            artist: try SurrogateKeys.next(.artists, on: connection),
            track: try SurrogateKeys.next(.tracks, on: connection),
            playlist: try SurrogateKeys.next(.playlists, on: connection),
            play: try SurrogateKeys.next(.plays, on: connection),
            event: try SurrogateKeys.next(.events, on: connection))
        try service.simulator.catalogue.append(to: connection, keys: keys)
        var activity = ServiceActivity()
        let rows = PlayRows(service, keys: keys)
        try connection.load("plays", parts: rows.partCount) { rows.plays($0) }
        try connection.load("truth_plays", parts: rows.partCount) { rows.truth($0) }
        try connection.append((0..<rows.partCount).map(rows.sessionTruth), to: "truth_sessions")
        try connection.append((0..<rows.partCount).map(rows.events), to: "events")
        for part in service.parts {
            activity.add(part)
            try appendListeners(part, service, keys, on: connection)
        }
        try appendTruth(activity, keys, on: connection)
        try Marts.refresh(.everything, on: connection)
        let days = activity.days.keys.sorted()
        let summary = SimulationSummary(
            importKey: keys.load, request: request, truth: truth, plays: rows.count, sessions: rows.sessions,
            listeners: activity.listeners,
            firstDay: days.first.map { CalendarDay(daysSinceEpoch: $0).description } ?? "",
            lastDay: days.last.map { CalendarDay(daysSinceEpoch: $0).description } ?? "",
            retention: activity.retention(service.simulator, days: [1, 7, 14, 28]),
            emergingArtists: service.simulator.catalogue.emergingArtists.map(Names.artist))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var record = ImportRecord(
            key: keys.load, format: "simulation", source: "seed \(request.seed)", listenerID: nil, importedAt: now)
        record.rowsRead = rows.count
        record.rowsNew = rows.count
        record.firstDay = days.first.map { CalendarDay(daysSinceEpoch: $0) }
        record.lastDay = days.last.map { CalendarDay(daysSinceEpoch: $0) }
        record.details = String(decoding: try encoder.encode(summary), as: UTF8.self)
        try record.insert(on: connection)
        return summary
    }

    private func appendListeners(
        _ part: ServicePart, _ service: SimulatedService, _ keys: SimulationKeys, on connection: any WarehouseConnection
    ) throws {
        let today = service.today
        let people = part.people.enumerated().filter { service.isThere($0.element, in: part) }
        func key(_ offset: Int) -> Int64 { keys.listener + Int64(part.firstListener + offset) }
        let load = Array(repeating: keys.load, count: people.count)
        try connection.append(
            ColumnBatch(columns: [
                Column("listener_key", .int64(people.map { key($0.offset) })),
                Column(
                    "listener_id",
                    .text(people.map { SimulationKeys.listenerID(load: keys.load, part.firstListener + $0.offset) })),
                Column("zone", .text(people.map { Country.all[$0.element.listener.country].zones[$0.element.zone] })),
                Column("country", .text(people.map { Country.all[$0.element.listener.country].code })),
                Column("tier", .text(people.map { $0.element.listener.tier(on: today).rawValue })),
                Column("age_group", .text(people.map { $0.element.listener.ageGroup.rawValue })),
                Column("signed_up_on", .day(people.map { $0.element.listener.signedUp.daysSinceEpoch })),
                Column("import_key", .int64(load)),
            ]), to: "listeners")
        let tastes = people.flatMap { person in
            person.element.listener.affinities.enumerated().map { (key(person.offset), UInt8($0), $1) }
        }
        try connection.append(
            ColumnBatch(columns: [
                Column("listener_key", .int64(tastes.map(\.0))),
                Column("genre", .category(tastes.map(\.1), values: Genre.all.map(\.name))),
                Column("affinity", .double(tastes.map(\.2))),
                Column("import_key", .int64(Array(repeating: keys.load, count: tastes.count))),
            ]), to: "listener_tastes")
        var stretches: [(key: Int64, tier: Tier, from: CalendarDay, until: CalendarDay?)] = []
        for (offset, person) in people {
            let listener = person.listener
            let left = listener.churned.flatMap { $0 <= today ? $0 : nil }
            if let converted = listener.converted, converted <= today {
                stretches.append((key(offset), listener.tier, listener.signedUp, converted))
                stretches.append((key(offset), .premium, converted, left))
            } else {
                stretches.append((key(offset), listener.tier, listener.signedUp, listener.tier == .free ? nil : left))
            }
        }
        try connection.append(
            ColumnBatch(columns: [
                Column("listener_key", .int64(stretches.map(\.key))),
                Column("tier", .text(stretches.map(\.tier.rawValue))),
                Column("started_on", .day(stretches.map(\.from.daysSinceEpoch))),
                Column(
                    "ended_on", .day(stretches.map { $0.until?.daysSinceEpoch ?? 0 }),
                    valid: stretches.map { $0.until != nil }),
                Column("import_key", .int64(Array(repeating: keys.load, count: stretches.count))),
            ]), to: "subscriptions")
    }

    private func appendTruth(
        _ activity: ServiceActivity, _ keys: SimulationKeys, on connection: any WarehouseConnection
    ) throws {
        let days = activity.days.sorted { $0.key < $1.key }
        try connection.append(
            ColumnBatch(columns: [
                Column("import_key", .int64(days.map { _ in keys.load })),
                Column("local_date", .day(days.map(\.key))),
                Column("listeners", .int64(days.map { Int64($0.value) })),
            ]), to: "truth_days")
        let planted = truth.planted
        try connection.append(
            ColumnBatch(columns: [
                Column("import_key", .int64(planted.map { _ in keys.load })),
                Column("name", .text(planted.map(\.name))),
                Column("value", .double(planted.map(\.value))),
            ]), to: "truth_parameters")
    }
}

extension ServiceTruth {
    /// The planted parameters by name. The drivers of skips carry the name of the feature whose coefficient they are.
    var planted: [(name: String, value: Double)] {
        [
            ("skip.energy_distance", skip.energyDistance), ("skip.taste_match", skip.tasteMatch),
            ("skip.hour_cos", skip.hourCosine),
            ("skip.hour_sin", skip.hourSine), ("skip.session_position_10", skip.position),
            ("skip.session_fatigue_hours", skip.fatigue),
            ("skip.listener_tendency_deviation", skip.tendencyDeviation),
            ("playlist.drop_off_3_5", playlist.dropOffBetween3And5),
        ]
    }
}
