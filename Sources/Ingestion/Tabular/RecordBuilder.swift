import Listening

/// Turns the cells of one row into a play, or says what is wrong with the row.
struct RecordBuilder {
    private typealias Field = ColumnMapping.Field

    let history: TabularHistory
    private var zones: [String: ListenerZone] = [:]
    /// The zone that each listener's first row of this import gave them.
    private var calendars: [String: String] = [:]

    init(history: TabularHistory) { self.history = history }

    private struct Problem: Error {
        let field: ColumnMapping.Field
        let reason: String
    }

    mutating func take(_ cells: [ColumnMapping.Field: String], file: String, row: Int, into staging: inout Staging) {
        do {
            staging.add(try record(cells.filter { !$0.value.isEmpty }, &staging))
        } catch let problem as Problem {
            let column = history.mapping.columns[problem.field] ?? problem.field.rawValue
            staging.reject(RejectedRow(file: file, row: row, field: column, reason: problem.reason))
        } catch let error as ListeningError {
            staging.reject(RejectedRow(file: file, row: row, field: history.mapping.columns[.zone] ?? "zone", reason: error.message))
        } catch {
            staging.reject(RejectedRow(file: file, row: row, field: "", reason: "\(error)"))
        }
    }

    private mutating func record(_ cells: [ColumnMapping.Field: String], _ staging: inout Staging) throws -> ListenRecord {
        guard let title = cells[.track] else { throw Problem(field: .track, reason: "is missing") }
        guard let artist = cells[.artist] else { throw Problem(field: .artist, reason: "is missing") }
        var record = ListenRecord()
        let person = cells[.listener] ?? history.listener
        let zone = try self.zone(of: person, named: cells[.zone])
        let signedUpOn = try cells[.signedUpOn].map { try day($0, .signedUpOn) }
        record.listener = staging.listener(person) {
            Staging.ListenerRecord(
                id: person, zone: zone, country: cells[.country], tier: cells[.tier], ageGroup: cells[.ageGroup], signedUpOn: signedUpOn)
        }
        let track = try trackRecord(cells, title: title, artist: artist)
        var identity = Fingerprint()
        identity.add(track.id)
        record.track = staging.track(identity.value) { track }
        record.millisecondsPlayed = try milliseconds(cells)
        record.platform = try word(cells, .platform) ?? history.mapping.platform
        record.precision = try word(cells, .precision) ?? history.mapping.precision
        record.device = cells[.device].map { Device(rawValue: $0) ?? staging.device(describedBy: $0) }
        record.context = try word(cells, .context)
        record.contextPosition = try cells[.contextPosition].map { Int32(clamping: try whole($0, .contextPosition)) }
        record.reasonStart = cells[.reasonStart]
        record.reasonEnd = cells[.reasonEnd].map { EndReason(rawValue: $0) ?? .unknown }
        record.shuffle = try cells[.shuffle].map { try bool($0, .shuffle) }
        record.offline = try cells[.offline].map { try bool($0, .offline) }
        record.incognito = try cells[.incognito].map { try bool($0, .incognito) }
        try setTimes(&record, cells, zone)
        identity.add(record.endedAt.microseconds)
        identity.add(record.millisecondsPlayed ?? -1)
        record.fingerprint = identity.value
        return record
    }

    private func trackRecord(_ cells: [ColumnMapping.Field: String], title: String, artist: String) throws -> TrackRecord {
        var track = TrackRecord(id: cells[.trackID] ?? TrackID(artist: artist, title: title).rawValue, name: title, artist: artist)
        track.album = cells[.album]
        track.genre = cells[.genre]
        track.durationMilliseconds = try cells[.durationMilliseconds].map { try whole($0, .durationMilliseconds) }
        if let duration = track.durationMilliseconds, let problem = history.rules.problem(milliseconds: duration) {
            throw Problem(field: .durationMilliseconds, reason: problem)
        }
        track.releaseDate = cells[.releaseDate].flatMap { CalendarDay($0) }
        track.popularity = try number(cells, .popularity)
        track.audio.danceability = try share(cells, .danceability)
        track.audio.energy = try share(cells, .energy)
        track.audio.valence = try share(cells, .valence)
        track.audio.acousticness = try share(cells, .acousticness)
        track.audio.instrumentalness = try share(cells, .instrumentalness)
        track.audio.liveness = try share(cells, .liveness)
        track.audio.speechiness = try share(cells, .speechiness)
        track.audio.loudness = try number(cells, .loudness)
        track.audio.tempo = try number(cells, .tempo)
        track.audio.key = try cells[.musicKey].map { Int16(clamping: try whole($0, .musicKey)) }
        track.audio.mode = try cells[.mode].map { Int16(clamping: try whole($0, .mode)) }
        return track
    }

    /// Start and end, from whichever the row has. A row that has only a day is put at that day's local midnight, and says so by its precision.
    private func setTimes(_ record: inout ListenRecord, _ cells: [ColumnMapping.Field: String], _ zone: ListenerZone) throws {
        let length = record.millisecondsPlayed ?? 0
        let field: ColumnMapping.Field
        if let text = cells[.endedAt] {
            field = .endedAt
            record.endedAt = try instant(text, .endedAt)
            record.startedAt = try cells[.startedAt].map { try instant($0, .startedAt) } ?? record.endedAt.advanced(milliseconds: -length)
            if record.startedAt > record.endedAt { throw Problem(field: .startedAt, reason: "\(record.startedAt) lies after the end \(record.endedAt)") }
        } else if let text = cells[.startedAt] {
            field = .startedAt
            record.startedAt = try instant(text, .startedAt)
            record.endedAt = record.startedAt.advanced(milliseconds: length)
        } else if let text = cells[.day] {
            field = .day
            record.startedAt = zone.instant(day: try day(text, .day), microsecondOfDay: 0)
            record.endedAt = record.startedAt.advanced(milliseconds: length)
            record.precision = .day
        } else {
            throw Problem(field: .endedAt, reason: "is missing, and so is every other time")
        }
        if let problem = history.rules.problem(time: record.endedAt) { throw Problem(field: field, reason: problem) }
    }

    private func milliseconds(_ cells: [ColumnMapping.Field: String]) throws -> Int64? {
        let value: Int64
        let field: ColumnMapping.Field
        if let text = cells[.millisecondsPlayed] {
            field = .millisecondsPlayed
            value = try whole(text, field)
        } else if let seconds = try number(cells, .secondsPlayed) {
            field = .secondsPlayed
            guard abs(seconds) < 1e9 else { throw Problem(field: field, reason: "\(seconds) s is more than a day") }
            value = Int64((seconds * 1000).rounded())
        } else {
            return nil
        }
        if let problem = history.rules.problem(milliseconds: value) { throw Problem(field: field, reason: problem) }
        return value
    }

    /// The calendar of a listener: the one they are kept in, which a row may repeat but not change.
    private mutating func zone(of person: String, named identifier: String?) throws -> ListenerZone {
        let kept = history.storedZones[person] ?? calendars[person]
        if let kept, let identifier, kept != identifier {
            throw Problem(field: .zone, reason: "\"\(identifier.prefix(40))\" differs from \(kept), in which listener \"\(person)\" is kept; one listener has one calendar")
        }
        let zone = try (kept ?? identifier).map { try self.zone($0) } ?? history.zone
        calendars[person] = zone.identifier
        return zone
    }

    private mutating func zone(_ identifier: String) throws -> ListenerZone {
        if let zone = zones[identifier] { return zone }
        let zone = try ListenerZone(identifier)
        zones[identifier] = zone
        return zone
    }

    private func instant(_ text: String, _ field: ColumnMapping.Field) throws -> Instant {
        guard let instant = Instant(text) else { throw Problem(field: field, reason: "\"\(text.prefix(40))\" is no time such as 2022-04-22T05:41:00Z") }
        return instant
    }

    private func day(_ text: String, _ field: ColumnMapping.Field) throws -> CalendarDay {
        guard let day = CalendarDay(text) else { throw Problem(field: field, reason: "\"\(text.prefix(40))\" is no day such as 2022-04-22") }
        return day
    }

    private func whole(_ text: String, _ field: ColumnMapping.Field) throws -> Int64 {
        if let value = Int64(text) { return value }
        if let value = Double(text), let exact = Int64(exactly: value.rounded()), abs(value - value.rounded()) < 1e-9 { return exact }
        throw Problem(field: field, reason: "\"\(text.prefix(40))\" is no whole number")
    }

    private func number(_ cells: [ColumnMapping.Field: String], _ field: ColumnMapping.Field) throws -> Double? {
        guard let text = cells[field] else { return nil }
        guard let value = Double(text), value.isFinite else { throw Problem(field: field, reason: "\"\(text.prefix(40))\" is no number") }
        return value
    }

    private func share(_ cells: [ColumnMapping.Field: String], _ field: ColumnMapping.Field) throws -> Double? {
        guard let value = try number(cells, field) else { return nil }
        guard (0...1).contains(value) else { throw Problem(field: field, reason: "\(value) lies outside 0 … 1") }
        return value
    }

    private func bool(_ text: String, _ field: ColumnMapping.Field) throws -> Bool {
        switch text.lowercased() {
        case "true", "t", "1", "yes": true
        case "false", "f", "0", "no": false
        default: throw Problem(field: field, reason: "\"\(text.prefix(40))\" is neither true nor false")
        }
    }

    private func word<Word: RawRepresentable & CaseIterable>(_ cells: [ColumnMapping.Field: String], _ field: ColumnMapping.Field) throws -> Word?
    where Word.RawValue == String {
        guard let text = cells[field] else { return nil }
        guard let word = Word(rawValue: text) else {
            throw Problem(field: field, reason: "\"\(text.prefix(40))\" is none of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }
}
