import Listening

/// One play as a file reports it, before tracks and listeners have keys.
struct ListenRecord {
    var listener = 0
    var track: Int32 = 0
    var startedAt = Instant(microseconds: 0)
    var endedAt = Instant(microseconds: 0)
    var millisecondsPlayed: Int64?
    var precision = TimePrecision.second
    var platform = Platform.spotify
    var device: Device?
    var context: PlayContext?
    var contextPosition: Int32?
    var reasonStart: String?
    var reasonEnd: EndReason?
    var shuffle: Bool?
    var offline: Bool?
    var incognito: Bool?
    /// What makes two rows the same play.
    var fingerprint: UInt64 = 0
    var occurrence: Int32 = 0
}

/// What a file says of a track.
struct TrackRecord: Sendable {
    var id: String
    var name: String
    var artist: String
    var album: String?
    var genre: String?
    var durationMilliseconds: Int64?
    var releaseDate: CalendarDay?
    var popularity: Double?
    var audio = AudioRecord()
}

/// The audio features that a file gives for a track; each may be missing.
struct AudioRecord: Sendable {
    var danceability: Double?
    var energy: Double?
    var valence: Double?
    var acousticness: Double?
    var instrumentalness: Double?
    var liveness: Double?
    var speechiness: Double?
    var loudness: Double?
    var tempo: Double?
    var key: Int16?
    var mode: Int16?
}
