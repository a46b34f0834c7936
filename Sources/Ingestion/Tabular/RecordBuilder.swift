import Foundation
import Listening
import TextFiles

/// Turns the cells of one row into a play, or says what is wrong with the row.
struct RecordBuilder {
    private typealias Field = ColumnMapping.Field

    private let history: TabularHistory
    private let form: MomentForm
    /// By the places of the fields: the values that the mapping renames.
    private let renamed: [[String: String]?]
    private var knownZones: [String: Bool] = [:]

    init(history: TabularHistory) {
        self.history = history
        renamed = Field.allCases.map { history.mapping.values[$0] }
        form = MomentForm(dateOrder: history.mapping.dateOrder)
    }

    /// The texts of a row, by the places of their fields; nil where the row has none.
    typealias Cells = [String?]

    private struct Problem: Error {
        let field: ColumnMapping.Field
        let reason: String
    }

    /// Takes a row of the current file.
    mutating func take(_ cells: Cells, row: Int, line: Int?, into staging: inout Staging) -> RowOutcome {
        var cells = cells
        do throws(Problem) {
            try clean(&cells)
            var record = ListenRecord()
            record.row = Int32(clamping: row)
            record.line = Int32(clamping: line ?? 0)
            try fill(&record, cells, &staging)
            staging.add(record)
            return .play
        } catch {
            return .invalid(field: history.mapping.columns[error.field] ?? error.field.name, reason: error.reason)
        }
    }

    /// Empty cells are missing ones; values that the mapping renames get their names.
    private func clean(_ cells: inout Cells) throws(Problem) {
        for field in Field.allCases {
            guard var text = cells[field.place] else { continue }
            if text.withUTF8({ bytes in bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false }) {
                throw Problem(field: field, reason: "holds a NUL character")
            }
            if let value = renamed[field.place]?[text] { cells[field.place] = value }
            if cells[field.place]?.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) == true { cells[field.place] = nil }
        }
    }

    private mutating func fill(_ record: inout ListenRecord, _ cells: Cells, _ staging: inout Staging) throws(Problem) {
        func text(_ field: Field) -> String? { cells[field.place] }
        let title = text(.track).map(Names.composed)
        let artist = text(.artist).map(Names.composed)
        if title == nil || artist == nil, text(.trackID) == nil {
            throw Problem(field: title == nil ? .track : .artist, reason: "is missing")
        }
        record.millisecondsPlayed = try milliseconds(cells, .millisecondsPlayed, .secondsPlayed)
        record.platform = try word(cells, .platform) ?? history.mapping.platform
        record.device = text(.device).map { Device(rawValue: $0) ?? staging.device(describedBy: $0) }
        record.context = try word(cells, .context)
        if let position = text(.contextPosition) {
            record.contextPosition = Int32(clamping: try whole(position, .contextPosition))
        }
        record.reasonEnd = text(.reasonEnd).map { EndReason(rawValue: $0) ?? .unknown }
        record.shuffle = try bool(cells, .shuffle)
        record.offline = try bool(cells, .offline)
        record.incognito = try bool(cells, .incognito)
        if let zone = text(.zone) { try check(zone: zone) }
        if let day = text(.signedUpOn) { record.signedUpOn = try self.day(day, .signedUpOn) }
        try setTimes(&record, cells)
        let track = try trackValues(cells, title: title, artist: artist)

        // From here on nothing is refused, so what a refused row said is nowhere.
        record.listener = staging.listener(text(.listener) ?? history.listener)
        record.zone = staging.word(text(.zone))
        record.country = staging.word(text(.country))
        record.tier = staging.word(text(.tier))
        record.ageGroup = staging.word(text(.ageGroup))
        record.reasonStart = staging.word(text(.reasonStart))
        let id = text(.trackID) ?? TrackID(artist: artist ?? Withheld.artist, title: title ?? Withheld.title).rawValue
        var identity = Fingerprint()
        identity.add(id)
        record.track = staging.track(identity.value) { id }
        staging.observe(record.track) { known in
            for (attribute, value) in track { known.observe(attribute, value, at: record.startedAt.microseconds) }
        }
    }

    /// What the row says of its track.
    private func trackValues(_ cells: Cells, title: String?, artist: String?) throws(Problem) -> [(
        TrackAttribute, String
    )] {
        var values: [(TrackAttribute, String)] = []
        if let title, title != Withheld.title { values.append((.name, title)) }
        if let artist, artist != Withheld.artist { values.append((.artist, artist)) }
        if let album = cells[Field.album.place] { values.append((.album, album)) }
        if let genre = cells[Field.genre.place] { values.append((.genre, genre)) }
        if let duration = try milliseconds(cells, .durationMilliseconds, .durationSeconds), duration > 0 {
            values.append((.durationMilliseconds, String(duration)))
        }
        if let day = cells[Field.releaseDate.place].flatMap({ CalendarDay($0) }) {
            values.append((.releaseDate, day.description))
        }
        if let popularity = try number(cells, .popularity) { values.append((.popularity, String(popularity))) }
        let shares: [(Field, TrackAttribute)] = [
            (.danceability, .danceability), (.energy, .energy), (.valence, .valence), (.acousticness, .acousticness),
            (.instrumentalness, .instrumentalness), (.liveness, .liveness), (.speechiness, .speechiness),
        ]
        for (field, attribute) in shares {
            guard let value = try number(cells, field) else { continue }
            guard (0...1).contains(value) else { throw Problem(field: field, reason: "\(value) is outside 0 to 1") }
            values.append((attribute, String(value)))
        }
        if let loudness = try number(cells, .loudness) { values.append((.loudness, String(loudness))) }
        if let tempo = try number(cells, .tempo) { values.append((.tempo, String(tempo))) }
        for (field, attribute, range) in [
            (Field.musicKey, TrackAttribute.musicKey, Int64(-1)...11), (.mode, .mode, 0...1),
        ] {
            guard let text = cells[field.place] else { continue }
            let value = try whole(text, field)
            guard range.contains(value) else {
                throw Problem(field: field, reason: "\(value) is outside \(range.lowerBound) to \(range.upperBound)")
            }
            // -1 is how catalogues write a key that was not found.
            if value >= 0 { values.append((attribute, String(value))) }
        }
        return values
    }

    // MARK: Times

    /// Start and end, from whichever the row has. A row that has only a day is put at that day's local midnight, and says so by its precision.
    private func setTimes(_ record: inout ListenRecord, _ cells: Cells) throws(Problem) {
        let length = record.millisecondsPlayed ?? 0
        let start = try moment(cells, .startedAt)
        let end = try moment(cells, .endedAt)
        let field: Field = end != nil ? .endedAt : start != nil ? .startedAt : .day
        let written: WrittenMoment
        if let end {
            written = end
            record.endedAt = Instant(microseconds: end.microseconds)
            if let start {
                guard start.namesOffset == end.namesOffset || history.mapping.clock == .utc else {
                    throw Problem(field: .startedAt, reason: "and ended_at do not both name an offset from UTC")
                }
                record.startedAt = Instant(microseconds: start.microseconds)
            } else {
                record.startedAt = record.endedAt.advanced(milliseconds: -length)
            }
        } else if let start {
            written = start
            record.startedAt = Instant(microseconds: start.microseconds)
            record.endedAt = record.startedAt.advanced(milliseconds: length)
        } else if let text = cells[Field.day.place] {
            let day = try day(text, .day)
            written = WrittenMoment(
                microseconds: Int64(day.daysSinceEpoch) * 86_400_000_000, namesOffset: false, precision: .day)
            record.startedAt = Instant(microseconds: written.microseconds)
            record.endedAt = record.startedAt.advanced(milliseconds: length)
        } else {
            throw Problem(field: .endedAt, reason: "is missing, and so is every other time")
        }
        if written.precision == .day, end == nil || start == nil {
            record.clock = .day
            record.startedAt = Instant(microseconds: written.microseconds)
            record.endedAt = record.startedAt.advanced(milliseconds: length)
        } else if history.mapping.clock == .local, !written.namesOffset {
            record.clock = .local
        }
        if record.clock == .day {
            record.precision = .day
        } else if let named: TimePrecision = try word(cells, .precision) {
            record.precision = named
        } else {
            record.precision =
                history.mapping.namesPrecision
                ? history.mapping.precision : written.precision ?? history.mapping.precision
        }
        if let problem = history.rules.problem(time: record.endedAt) { throw Problem(field: field, reason: problem) }
        if let problem = history.rules.problem(time: record.startedAt) {
            throw Problem(
                field: start == nil ? field : .startedAt, reason: start == nil ? "the start, \(problem)" : problem)
        }
        if let problem = history.rules.problem(from: record.startedAt, to: record.endedAt) {
            throw Problem(field: .startedAt, reason: problem)
        }
    }

    private func moment(_ cells: Cells, _ field: Field) throws(Problem) -> WrittenMoment? {
        guard let text = cells[field.place] else { return nil }
        guard let moment = form.read(text) else {
            throw Problem(field: field, reason: "\"\(text.prefix(40))\" is not a time such as 2022-04-22T05:41:00Z")
        }
        return moment
    }

    private func day(_ text: String, _ field: Field) throws(Problem) -> CalendarDay {
        if let day = CalendarDay(text) { return day }
        if let moment = form.read(text), !moment.namesOffset {
            return CalendarDay(containingUTC: Instant(microseconds: moment.microseconds))
        }
        throw Problem(field: field, reason: "\"\(text.prefix(40))\" is not a day such as 2022-04-22")
    }

    private mutating func check(zone: String) throws(Problem) {
        if knownZones[zone] == nil { knownZones[zone] = (try? ListenerZone(zone)) != nil }
        guard knownZones[zone] == true else {
            throw Problem(field: .zone, reason: "\"\(zone.prefix(40))\" is not a time zone such as Europe/Copenhagen")
        }
    }

    // MARK: Numbers and words

    /// A length in milliseconds, from a field of milliseconds or one of seconds.
    private func milliseconds(_ cells: Cells, _ inMilliseconds: Field, _ inSeconds: Field) throws(Problem) -> Int64? {
        let value: Int64
        let field: Field
        if let text = cells[inMilliseconds.place] {
            field = inMilliseconds
            value = try whole(text, field)
        } else if let seconds = try number(cells, inSeconds) {
            field = inSeconds
            guard let exact = Int64(exactly: (seconds * 1000).rounded()) else {
                throw Problem(field: field, reason: "\(seconds) s is more than a day")
            }
            value = exact
        } else {
            return nil
        }
        if let problem = history.rules.problem(milliseconds: value) { throw Problem(field: field, reason: problem) }
        return value
    }

    private func whole(_ text: String, _ field: Field) throws(Problem) -> Int64 {
        let trimmed = text.trimmingSpaces()
        if let value = Int64(trimmed) { return value }
        // Milliseconds are at times written with decimals; what is less than one is rounded.
        if let value = Double(decimal: trimmed), let exact = Int64(exactly: value.rounded()) { return exact }
        throw Problem(field: field, reason: "\"\(text.prefix(40))\" is not a whole number")
    }

    private func number(_ cells: Cells, _ field: Field) throws(Problem) -> Double? {
        guard let text = cells[field.place] else { return nil }
        guard let value = Double(decimal: text.trimmingSpaces()), value.isFinite else {
            throw Problem(field: field, reason: "\"\(text.prefix(40))\" is not a number")
        }
        return value
    }

    private func bool(_ cells: Cells, _ field: Field) throws(Problem) -> Bool? {
        guard let text = cells[field.place] else { return nil }
        switch text.lowercased() {
        case "true", "t", "1", "yes", "y": return true
        case "false", "f", "0", "no", "n": return false
        default: throw Problem(field: field, reason: "\"\(text.prefix(40))\" is neither true nor false")
        }
    }

    private func word<Word: RawRepresentable & CaseIterable>(_ cells: Cells, _ field: Field) throws(Problem) -> Word?
    where Word.RawValue == String {
        guard let text = cells[field.place] else { return nil }
        guard let word = Word(rawValue: text) else {
            throw Problem(
                field: field,
                reason: "\"\(text.prefix(40))\" is not one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }
}
