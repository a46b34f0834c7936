import Warehouse

/// Plays and sessions of a stretch of listeners, column by column.
struct PlayBuffer: Sendable {
    struct Session: Sendable {
        var start: Int64
        var firstPlay: Int32
        var plays: Int32
        var expectedSeconds: Double
    }

    var listener: [Int32] = []
    var track: [Int32] = []
    var start: [Int64] = []
    var end: [Int64] = []
    var milliseconds: [Int64] = []
    var date: [Int32] = []
    var hour: [Int16] = []
    var weekday: [Int16] = []
    var position: [Int32] = []
    var sessionFirst: [Int32] = []
    var device: [UInt8] = []
    var context: [UInt8] = []
    var contextID: [Int32] = []
    var contextPosition: [Int32] = []
    var reasonStart: [UInt8] = []
    var reasonEnd: [UInt8] = []
    var shuffle: [Bool] = []
    var skipKind: [UInt8] = []
    var probability: [Double] = []
    var sessions: [Session] = []
    var likes: [Like] = []

    struct Like: Sendable {
        var play: Int32
        var kind: UInt8
    }

    var count: Int { listener.count }

    mutating func reserve(_ plays: Int) {
        listener.reserveCapacity(plays)
        track.reserveCapacity(plays)
        start.reserveCapacity(plays)
        end.reserveCapacity(plays)
        milliseconds.reserveCapacity(plays)
        date.reserveCapacity(plays)
        hour.reserveCapacity(plays)
        weekday.reserveCapacity(plays)
        position.reserveCapacity(plays)
        sessionFirst.reserveCapacity(plays)
        device.reserveCapacity(plays)
        context.reserveCapacity(plays)
        contextID.reserveCapacity(plays)
        contextPosition.reserveCapacity(plays)
        reasonStart.reserveCapacity(plays)
        reasonEnd.reserveCapacity(plays)
        shuffle.reserveCapacity(plays)
        skipKind.reserveCapacity(plays)
        probability.reserveCapacity(plays)
    }

    /// Gives up everything behind so many plays and sessions.
    mutating func truncate(plays: Int, sessions kept: Int) {
        sessions.removeLast(max(0, sessions.count - kept))
        let surplus = count - plays
        guard surplus > 0 else { return }
        while let like = likes.last, Int(like.play) >= plays { likes.removeLast() }
        listener.removeLast(surplus)
        track.removeLast(surplus)
        start.removeLast(surplus)
        end.removeLast(surplus)
        milliseconds.removeLast(surplus)
        date.removeLast(surplus)
        hour.removeLast(surplus)
        weekday.removeLast(surplus)
        position.removeLast(surplus)
        sessionFirst.removeLast(surplus)
        device.removeLast(surplus)
        context.removeLast(surplus)
        contextID.removeLast(surplus)
        contextPosition.removeLast(surplus)
        reasonStart.removeLast(surplus)
        reasonEnd.removeLast(surplus)
        shuffle.removeLast(surplus)
        skipKind.removeLast(surplus)
        probability.removeLast(surplus)
    }
}
