import Listening

extension SpotifyHistory {
    /// A row of the account history: `endTime` (UTC, whole minutes), `artistName`, `trackName`, `msPlayed`.
    func account(_ object: borrowing JSONObject, _ record: inout ListenRecord, _ staging: inout Staging) -> RowOutcome {
        guard let time = object.bytes("endTime"), let end = Instant(utf8: time) else {
            return .invalid(field: "endTime", reason: "is not a time such as 2022-04-22 05:41")
        }
        guard case .value(let milliseconds) = object.integer("msPlayed") else {
            return .invalid(field: "msPlayed", reason: "is not a whole number of milliseconds")
        }
        if let problem = times(&record, end: end, milliseconds, "endTime", "msPlayed") { return problem }
        if object.has("podcastName") || object.has("episodeName") || object.has("audiobookName")
            || object.has("chapterName")
        {
            return .notMusic
        }
        guard let artist = object.bytes("artistName"), !artist.isEmpty else {
            return .invalid(field: "artistName", reason: "is missing")
        }
        guard let title = object.bytes("trackName"), !title.isEmpty else {
            return .invalid(field: "trackName", reason: "is missing")
        }
        if artist.contains(0) { return .invalid(field: "artistName", reason: "holds a NUL character") }
        if title.contains(0) { return .invalid(field: "trackName", reason: "holds a NUL character") }
        record.precision = .minute
        // The names that Spotify writes where it withholds them.
        let isWithheld = artist.elementsEqual("Unknown Artist".utf8) && title.elementsEqual("Unknown Track".utf8)
        if isWithheld {
            record.track = staging.track(0) { Withheld.trackID }
            return .play
        }
        var identity = Fingerprint()
        identity.add(artist)
        identity.add(title)
        let names = (artist: Self.name(artist), title: Self.name(title))
        record.track = staging.track(identity.value) { TrackID(artist: names.artist, title: names.title).rawValue }
        staging.observe(record.track) { track in
            track.observe(.name, names.title, at: record.startedAt.microseconds)
            track.observe(.artist, names.artist, at: record.startedAt.microseconds)
        }
        return .play
    }

    /// A row of the extended history.
    func extended(_ object: borrowing JSONObject, _ record: inout ListenRecord, _ staging: inout Staging) -> RowOutcome
    {
        guard let time = object.bytes("ts"), let end = Instant(utf8: time) else {
            return .invalid(field: "ts", reason: "is not a time such as 2022-04-22T05:41:00Z")
        }
        guard case .value(let milliseconds) = object.integer("ms_played") else {
            return .invalid(field: "ms_played", reason: "is not a whole number of milliseconds")
        }
        if let problem = times(&record, end: end, milliseconds, "ts", "ms_played") { return problem }
        let title = object.bytes("master_metadata_track_name").flatMap { $0.isEmpty ? nil : $0 }
        let artist = object.bytes("master_metadata_album_artist_name").flatMap { $0.isEmpty ? nil : $0 }
        let uri = object.bytes("spotify_track_uri").flatMap { $0.isEmpty ? nil : $0 }
        guard title != nil || uri != nil else {
            let other =
                object.has("episode_name") || object.has("spotify_episode_uri") || object.has("audiobook_title")
                || object.has("audiobook_uri")
            return other
                ? .notMusic
                : .invalid(
                    field: "master_metadata_track_name",
                    reason: "is missing, and so are the URI and any episode or audiobook")
        }
        if title == nil, let uri, !uri.starts(with: "spotify:track:".utf8), !uri.starts(with: "spotify:local:".utf8) {
            return .notMusic
        }
        for (field, bytes) in [
            ("master_metadata_track_name", title), ("master_metadata_album_artist_name", artist),
            ("spotify_track_uri", uri),
        ]
        where bytes?.contains(0) == true {
            return .invalid(field: field, reason: "holds a NUL character")
        }
        var identity = Fingerprint()
        if let uri {
            identity.add(uri)
        } else {
            if let artist { identity.add(artist) }
            if let title { identity.add(title) }
        }
        record.track = staging.track(identity.value) {
            uri.map { Self.name($0) }
                ?? TrackID(
                    artist: artist.map(Self.name) ?? Withheld.artist, title: title.map(Self.name) ?? Withheld.title
                ).rawValue
        }
        let moment = record.startedAt.microseconds
        let album = object.bytes("master_metadata_album_album_name").flatMap { $0.isEmpty || $0.contains(0) ? nil : $0 }
        staging.observe(record.track) { track in
            for (attribute, bytes) in [(TrackAttribute.name, title), (.artist, artist), (.album, album)] {
                guard let bytes else { continue }
                var checksum = Fingerprint()
                checksum.add(bytes)
                track.observe(attribute, checksum: checksum.value, at: moment) { Self.name(bytes) }
            }
        }
        record.precision = .second
        record.device = object.string("platform").map { staging.device(describedBy: $0) }
        record.reasonStart = staging.word(
            object.string("reason_start").flatMap { $0.isEmpty || $0.utf8.contains(0) ? nil : $0 })
        record.reasonEnd = object.string("reason_end").map { EndReason(rawValue: $0) ?? .unknown }
        record.shuffle = object.bool("shuffle")
        record.offline = object.bool("offline")
        record.incognito = object.bool("incognito_mode")
        if let country = object.string("conn_country"), country.utf8.count == 2, country != "ZZ" {
            record.country = staging.word(country)
        }
        return .play
    }

    private func times(
        _ record: inout ListenRecord, end: Instant, _ milliseconds: Int64, _ timeField: String, _ lengthField: String
    )
        -> RowOutcome?
    {
        if let problem = rules.problem(time: end) { return .invalid(field: timeField, reason: problem) }
        if let problem = rules.problem(milliseconds: milliseconds) {
            return .invalid(field: lengthField, reason: problem)
        }
        record.endedAt = end
        record.startedAt = end.advanced(milliseconds: -milliseconds)
        record.millisecondsPlayed = milliseconds
        if let problem = rules.problem(time: record.startedAt) {
            return .invalid(field: timeField, reason: "the start, \(problem)")
        }
        return nil
    }

    /// A name in its composed form, so that one name has one spelling.
    static func name(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        Names.composed(String(decoding: bytes, as: UTF8.self))
    }
}
