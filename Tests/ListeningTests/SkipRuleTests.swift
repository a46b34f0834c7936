import Testing

@testable import Listening

@Suite("The skip rule")
struct SkipRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let played: Int64?
        let track: Int64?
        let reason: EndReason?
        let kind: SkipKind?
        var testDescription: String {
            "\(played.map(String.init) ?? "?") ms of \(track.map(String.init) ?? "?"), \(reason?.rawValue ?? "?")"
        }
    }

    static let cases: [Case] = [
        // Ended by the listener: before 30 s, before half, later.
        Case(played: 29_999, track: 200_000, reason: .forwardButton, kind: .early),
        Case(played: 30_000, track: 200_000, reason: .forwardButton, kind: .mid),
        Case(played: 99_999, track: 200_000, reason: .forwardButton, kind: .mid),
        Case(played: 100_000, track: 200_000, reason: .forwardButton, kind: .late),
        // 95 % of the track is complete, whatever the reason.
        Case(played: 189_999, track: 200_000, reason: .forwardButton, kind: .late),
        Case(played: 190_000, track: 200_000, reason: .forwardButton, kind: SkipKind.none),
        // Not ended by the listener.
        Case(played: 5_000, track: 200_000, reason: .trackDone, kind: SkipKind.none),
        Case(played: 5_000, track: 200_000, reason: .trackError, kind: SkipKind.none),
        Case(played: 5_000, track: 200_000, reason: .logout, kind: SkipKind.none),
        Case(played: 5_000, track: 200_000, reason: .unexpectedExit, kind: SkipKind.none),
        // A track shorter than 30 s that was heard to its end is no skip.
        Case(played: 20_000, track: 20_500, reason: nil, kind: SkipKind.none),
        Case(played: 10_000, track: 20_500, reason: nil, kind: .early),
        // The reason is unknown: the time decides.
        Case(played: 0, track: nil, reason: nil, kind: .early),
        Case(played: 29_999, track: nil, reason: nil, kind: .early),
        Case(played: 30_000, track: nil, reason: nil, kind: SkipKind.none),
        Case(played: 30_000, track: nil, reason: .unknown, kind: SkipKind.none),
        // The length is unknown, and the listener ended it.
        Case(played: 30_000, track: nil, reason: .forwardButton, kind: .late),
        Case(played: 40_000, track: 0, reason: nil, kind: SkipKind.none),
        // The time listened is unknown, so the skip is.
        Case(played: nil, track: 200_000, reason: .forwardButton, kind: nil),
    ]

    @Test("classifies by who ended the track, and when", arguments: cases)
    func classifies(_ example: Case) {
        let kind = SkipRule.standard.kind(
            millisecondsPlayed: example.played, trackMilliseconds: example.track, endReason: example.reason)
        #expect(kind == example.kind)
    }

    @Test("counts early and mid skips by default, and nothing where the kind is unknown")
    func counts() {
        let counted = ([.early, .mid, .late, SkipKind.none] as [SkipKind?]).map { SkipRule.standard.isSkipped($0) }
        #expect(counted == [true, true, false, false])
        #expect(SkipRule.standard.isSkipped(nil) == nil)
    }
}
