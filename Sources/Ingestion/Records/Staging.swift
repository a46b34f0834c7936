import Listening

/// Rows that were read and checked, waiting to be loaded. Tracks are kept once each.
struct Staging {
    /// Records in pieces, so that taking more never copies those that are there, and loaded pieces can be let go.
    private(set) var pieces: [[ListenRecord]] = []
    private(set) var recordCount = 0
    private(set) var tracks: [TrackRecord] = []
    private(set) var listeners: [ListenerRecord] = []
    private(set) var rejected: [RejectedRow] = []
    private(set) var rejectedCount = 0
    private(set) var rowsRead = 0
    private(set) var rowsIgnored = 0
    private(set) var duplicatesWithin = 0
    private var trackIndex: [UInt64: Int32] = [:]
    private var listenerIndex: [String: Int] = [:]
    private var seenInFile: [UInt64: Int32] = [:]
    private var seen: [UInt64: Int32] = [:]
    private var devices: [String: Device] = [:]
    private static let keptRejects = 100_000
    private static let pieceSize = 65_536

    /// What a file says of a listener.
    struct ListenerRecord: Sendable {
        var id: String
        var zone: ListenerZone
        var country: String?
        var tier: String?
        var ageGroup: String?
        var signedUpOn: CalendarDay?
    }

    /// A new file begins: identical rows within a file are different plays; the same row in another file is the same play again.
    mutating func beginFile() { seenInFile.removeAll(keepingCapacity: true) }

    mutating func countRow() { rowsRead += 1 }
    mutating func ignore() { rowsIgnored += 1 }

    mutating func reject(_ row: RejectedRow) {
        rejectedCount += 1
        if rejected.count < Self.keptRejects { rejected.append(row) }
    }

    /// The index of the track with an identity, which is made where it is new.
    mutating func track(_ identity: UInt64, make: () -> TrackRecord) -> Int32 {
        if let index = trackIndex[identity] { return index }
        let index = Int32(tracks.count)
        tracks.append(make())
        trackIndex[identity] = index
        return index
    }

    /// The index of a listener, who is made where new.
    mutating func listener(_ id: String, make: () throws -> ListenerRecord) rethrows -> Int {
        if let index = listenerIndex[id] { return index }
        let index = listeners.count
        listeners.append(try make())
        listenerIndex[id] = index
        return index
    }

    mutating func setCountry(_ country: String, of listener: Int) {
        if listeners[listener].country != country { listeners[listener].country = country }
    }

    /// Takes a record. Its fingerprint is known; its occurrence is counted here.
    mutating func add(_ record: ListenRecord) {
        var record = record
        let key = record.fingerprint &+ UInt64(record.listener) &* 0x9e37_79b9_7f4a_7c15
        let occurrence = (seenInFile[key] ?? 0) + 1
        seenInFile[key] = occurrence
        if occurrence <= seen[key] ?? 0 {
            duplicatesWithin += 1
            return
        }
        seen[key] = occurrence
        record.occurrence = occurrence
        if pieces.last.map({ $0.count == Self.pieceSize }) ?? true {
            pieces.append([])
            pieces[pieces.count - 1].reserveCapacity(Self.pieceSize)
        }
        pieces[pieces.count - 1].append(record)
        recordCount += 1
    }

    /// The kind of device that a client's own words name; clients are few, so each is read once.
    mutating func device(describedBy text: String) -> Device {
        if let known = devices[text] { return known }
        let device = Device(describedBy: text)
        devices[text] = device
        return device
    }

    /// Hands the pieces over one by one, in order, and lets each go.
    mutating func drain(_ body: ([ListenRecord], _ staging: borrowing Staging) throws -> Void) rethrows {
        seen = [:]
        seenInFile = [:]
        for index in pieces.indices {
            let piece = pieces[index]
            pieces[index] = []
            try body(piece, self)
        }
    }

    /// Knows the lengths of tracks that the warehouse had and the files lack.
    mutating func setDurations(_ durations: [(track: Int, milliseconds: Int64)]) {
        for duration in durations where tracks[duration.track].durationMilliseconds == nil {
            tracks[duration.track].durationMilliseconds = duration.milliseconds
        }
    }
}
