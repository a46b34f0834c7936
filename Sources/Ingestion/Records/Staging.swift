import Listening

/// Rows that were read and checked, waiting to be loaded. Tracks, listeners and words are kept once each.
struct Staging: Sendable {
    typealias Word = ListenRecord.Word

    /// Records in pieces, so that taking more never copies those that are there, and loaded pieces can be let go.
    private(set) var pieces: [[ListenRecord]] = []
    private(set) var recordCount = 0
    private(set) var tracks: [TrackRecord] = []
    private(set) var listeners: [String] = []
    private(set) var words: [String] = []
    private(set) var files: [String] = []
    private(set) var rejects = Rejects()
    private(set) var rowsRead = 0
    private(set) var rowsIgnored = 0
    /// What a person should know about the files, each once.
    private(set) var notes: [String] = []
    private var trackIndex: [UInt64: Int32] = [:]
    private var listenerIndex: [ExactText: Int32] = [:]
    private var wordIndex: [ExactText: Int32] = [:]
    private var devices: [String: Device] = [:]
    private static let pieceSize = 65_536

    /// A new file begins: identical rows within a file are different plays; the same row in another file is the same play again.
    mutating func beginFile(_ name: String) { files.append(name) }

    /// Counts a row; every 4,096 rows it is asked whether the work was cancelled.
    mutating func countRow() throws {
        rowsRead += 1
        if rowsRead & 4095 == 0 { try BlockingWork.checkCancellation() }
    }

    mutating func ignore() { rowsIgnored += 1 }

    mutating func reject(_ row: RejectedRow) { rejects.add(row) }

    mutating func note(_ text: String) {
        if !notes.contains(text) { notes.append(text) }
    }

    /// The index of the track with an identity, which is made where it is new.
    mutating func track(_ identity: UInt64, id: () -> String) -> Int32 {
        if let index = trackIndex[identity] { return index }
        let index = Int32(tracks.count)
        tracks.append(TrackRecord(id: id()))
        trackIndex[identity] = index
        return index
    }

    mutating func observe(_ track: Int32, _ body: (inout TrackRecord) -> Void) { body(&tracks[Int(track)]) }

    mutating func listener(_ id: String) -> Int32 {
        if let index = listenerIndex[ExactText(id)] { return index }
        let index = Int32(listeners.count)
        listeners.append(id)
        listenerIndex[ExactText(id)] = index
        return index
    }

    mutating func word(_ text: String?) -> Word {
        guard let text else { return .none }
        if let index = wordIndex[ExactText(text)] { return Word(index: index) }
        let index = Int32(words.count)
        words.append(text)
        wordIndex[ExactText(text)] = index
        return Word(index: index)
    }

    /// Takes a record of the current file.
    mutating func add(_ record: ListenRecord) {
        var record = record
        record.file = Int32(files.count - 1)
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
        if devices.count < 100_000 { devices[text] = device }
        return device
    }

    /// Takes out the records against which there is an objection, each as a rejected row.
    mutating func remove(_ objection: (ListenRecord) -> (field: String, reason: String)?) {
        for index in pieces.indices {
            var kept: [ListenRecord] = []
            kept.reserveCapacity(pieces[index].count)
            for record in pieces[index] {
                guard let (field, reason) = objection(record) else {
                    kept.append(record)
                    continue
                }
                rejects.add(
                    RejectedRow(
                        file: files[Int(record.file)], row: Int(record.row),
                        line: record.line > 0 ? Int(record.line) : nil, field: field,
                        reason: reason))
                recordCount -= 1
            }
            pieces[index] = kept
        }
    }

    /// Hands the pieces over one by one, in order, and lets each go.
    mutating func drain(_ body: ([ListenRecord], _ staging: borrowing Staging) throws -> Void) rethrows {
        for index in pieces.indices {
            let piece = pieces[index]
            pieces[index] = []
            try body(piece, self)
        }
    }
}
