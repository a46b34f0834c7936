import Testing

@testable import Listening

@Suite("Sessions")
struct SessionRuleTests {
    private func play(_ start: Int64, _ end: Int64) -> (start: Instant, end: Instant) {
        (Instant(seconds: start), Instant(seconds: end))
    }

    @Test("plays less than 30 minutes apart are one session; exactly 30 minutes opens the next")
    func gap() {
        let plays = [play(0, 100), play(1899, 2000), play(3800, 3900), play(5700, 5800)]
        // Gaps: 1,799 s, 1,800 s, 1,800 s.
        #expect(SessionRule.standard.sessions(of: plays) == [0, 0, 1, 2])
    }

    @Test("plays that overlap, as coarse clocks have them, are one session")
    func overlap() {
        #expect(SessionRule.standard.sessions(of: [play(0, 600), play(300, 610), play(-500, 620)]) == [0, 0, 0])
    }

    @Test("no plays, no sessions")
    func none() { #expect(SessionRule.standard.sessions(of: []).isEmpty) }
}

@Suite("Scores of sound")
struct AudioScoreTests {
    private let track = AudioFeatures(
        danceability: 0.6, energy: 0.9, valence: 0.25, acousticness: 0.2, instrumentalness: 0.4, liveness: 0.3,
        speechiness: 0.1, loudness: -7, tempo: 120)

    @Test("energy, musicality and positivity are weighted means in percent, equal weights by default")
    func scores() {
        let scores = AudioScores(track)
        #expect(abs(scores.energy - 60) < 1e-9)
        #expect(abs(scores.musicality - 30) < 1e-9)
        #expect(scores.positivity == 25)
    }

    @Test("weights are relative: doubling them all changes nothing")
    func relative() {
        var weights = AudioScoreWeights(danceability: 1, energy: 2, liveness: 3, acousticness: 4, instrumentalness: 5)
        let once = AudioScores(track, weights: weights)
        weights = AudioScoreWeights(danceability: 2, energy: 4, liveness: 6, acousticness: 8, instrumentalness: 10)
        let twice = AudioScores(track, weights: weights)
        #expect(abs(once.energy - twice.energy) < 1e-12 && abs(once.musicality - twice.musicality) < 1e-12)
        #expect(abs(once.energy - 100 * (0.6 + 1.8 + 0.9) / 6) < 1e-9)
    }

    @Test(
        "a bound belongs to the upper band of the vibe",
        arguments: [
            (0.0, ListeningVibe.isEverythingOkay), (24.999, .isEverythingOkay), (25, .slightlySad),
            (49.9, .slightlySad), (50, .feelingGreat),
            (74.9, .feelingGreat), (75, .aLittleTooHappy), (100, .aLittleTooHappy),
        ])
    func vibe(_ valence: Double, _ expected: ListeningVibe) { #expect(ListeningVibe(meanValence: valence) == expected) }

    @Test(
        "devices are read from what clients call themselves",
        arguments: [
            ("Android OS 10 API 29 (samsung, SM-G973F)", Device.mobile), ("iOS 14.4 (iPhone12,1)", .mobile),
            ("OS X 12.1.0 [x86 8]", .desktop),
            ("Windows 10 (10.0.19042; x64)", .desktop), ("web_player windows 10;chrome 90", .web),
            ("Partner google cast_tv", .tv), ("", .other),
            ("iPadOS 15 (iPad8,1)", .tablet), ("Partner sonos", .speaker),
        ])
    func devices(_ text: String, _ device: Device) { #expect(Device(describedBy: text) == device) }
}
