import Listening

/// One play as a file reports it, before tracks and listeners have keys.
struct ListenRecord: Sendable {
    /// How `startedAt` and `endedAt` are to be read.
    enum Clock: Sendable {
        case utc
        /// What the listener's clock showed; the moments follow once the listener's zone is known.
        case local
        /// Only the listener-local day is known; both are its local midnight, `endedAt` plus the time listened.
        case day
    }

    /// Which file of the import, and which row and line of it.
    var file: Int32 = 0
    var row: Int32 = 0
    var line: Int32 = 0
    var listener: Int32 = 0
    var track: Int32 = 0
    var clock = Clock.utc
    var startedAt = Instant(microseconds: 0)
    var endedAt = Instant(microseconds: 0)
    var millisecondsPlayed: Int64?
    var precision = TimePrecision.second
    var platform = Platform.spotify
    var device: Device?
    var context: PlayContext?
    var contextPosition: Int32?
    var reasonStart = Word.none
    var reasonEnd: EndReason?
    var shuffle: Bool?
    var offline: Bool?
    var incognito: Bool?
    /// What the row says of its listener at that time.
    var zone = Word.none
    var country = Word.none
    var tier = Word.none
    var ageGroup = Word.none
    var signedUpOn: CalendarDay?

    /// A text that many rows share, by its place in ``Staging/words``.
    struct Word: Sendable, Hashable {
        let index: Int32
        static let none = Word(index: -1)
        var isNone: Bool { index < 0 }
    }
}
