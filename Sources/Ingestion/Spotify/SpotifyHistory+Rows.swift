import Listening

extension SpotifyHistory {
    /// A row of the account history: `endTime` (UTC, whole minutes), `artistName`, `trackName`, `msPlayed`.
    /// - Returns: the field at fault and why, or nil where the row was taken.
    func account(_ object: borrowing JSONObject?, _ person: Int, _ staging: inout Staging) -> (String, String)? {
        switch object {
        case .none: return ("", "is no object")
        case .some(let object):
            guard let time = object.bytes("endTime"), let end = Instant(utf8: time) else {
                return ("endTime", "is no time such as 2022-04-22 05:41")
            }
            guard let artist = object.bytes("artistName"), !artist.isEmpty else { return ("artistName", "is missing") }
            guard let title = object.bytes("trackName"), !title.isEmpty else { return ("trackName", "is missing") }
            guard case .value(let milliseconds) = object.integer("msPlayed") else { return ("msPlayed", "is no whole number of milliseconds") }
            if let problem = rules.problem(time: end) { return ("endTime", problem) }
            if let problem = rules.problem(milliseconds: milliseconds) { return ("msPlayed", problem) }
            var identity = Fingerprint()
            identity.add(artist)
            identity.add(title)
            var record = ListenRecord()
            record.listener = person
            record.track = staging.track(identity.value) {
                let artist = String(decoding: artist, as: UTF8.self)
                let title = String(decoding: title, as: UTF8.self)
                return TrackRecord(id: TrackID(artist: artist, title: title).rawValue, name: title, artist: artist)
            }
            record.precision = .minute
            finish(&record, identity, end: end, milliseconds: milliseconds)
            staging.add(record)
            return nil
        }
    }

    /// A row of the extended history.
    /// - Returns: the field at fault and why, or nil where the row was taken or is no music play.
    func extended(_ object: borrowing JSONObject?, _ person: Int, _ staging: inout Staging) -> (String, String)? {
        switch object {
        case .none: return ("", "is no object")
        case .some(let object):
            guard let time = object.bytes("ts"), let end = Instant(utf8: time) else { return ("ts", "is no time such as 2022-04-22T05:41:00Z") }
            guard case .value(let milliseconds) = object.integer("ms_played") else {
                return ("ms_played", "is no whole number of milliseconds")
            }
            if let problem = rules.problem(time: end) { return ("ts", problem) }
            if let problem = rules.problem(milliseconds: milliseconds) { return ("ms_played", problem) }
            guard let title = object.bytes("master_metadata_track_name"), !title.isEmpty else {
                if object.has("episode_name") || object.has("spotify_episode_uri") || object.has("audiobook_title") || object.has("audiobook_uri") {
                    staging.ignore()
                    return nil
                }
                return ("master_metadata_track_name", "is missing, and the row names no episode or audiobook either")
            }
            let artist = object.bytes("master_metadata_album_artist_name")
            let uri = object.bytes("spotify_track_uri")
            var identity = Fingerprint()
            if let uri { identity.add(uri) } else {
                if let artist { identity.add(artist) }
                identity.add(title)
            }
            var record = ListenRecord()
            record.listener = person
            record.track = staging.track(identity.value) {
                let artist = artist.map { String(decoding: $0, as: UTF8.self) } ?? "Unknown artist"
                let title = String(decoding: title, as: UTF8.self)
                return TrackRecord(
                    id: uri.map { String(decoding: $0, as: UTF8.self) } ?? TrackID(artist: artist, title: title).rawValue, name: title,
                    artist: artist, album: object.string("master_metadata_album_album_name"))
            }
            record.precision = .second
            record.device = object.string("platform").map { staging.device(describedBy: $0) }
            record.reasonStart = object.string("reason_start")
            record.reasonEnd = object.string("reason_end").map { EndReason(rawValue: $0) ?? .unknown }
            record.shuffle = object.bool("shuffle")
            record.offline = object.bool("offline")
            record.incognito = object.bool("incognito_mode")
            if let country = object.string("conn_country"), country.utf8.count == 2, country != "ZZ" { staging.setCountry(country, of: person) }
            finish(&record, identity, end: end, milliseconds: milliseconds)
            staging.add(record)
            return nil
        }
    }

    private func finish(_ record: inout ListenRecord, _ identity: Fingerprint, end: Instant, milliseconds: Int64) {
        record.endedAt = end
        record.startedAt = end.advanced(milliseconds: -milliseconds)
        record.millisecondsPlayed = milliseconds
        var fingerprint = identity
        fingerprint.add(end.microseconds)
        fingerprint.add(milliseconds)
        record.fingerprint = fingerprint.value
    }
}
