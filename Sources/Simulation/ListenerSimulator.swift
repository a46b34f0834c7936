import Foundation
import LinearAlgebra
import Listening

/// Plays the truth out for one listener at a time: sessions, tracks, skips.
struct ListenerSimulator: Sendable {
    static let contexts: [PlayContext] = [.playlist, .album, .radio, .search, .library, .recommendation]
    static let reasonsStart = ["clickrow", "trackdone", "fwdbtn"]
    static let reasonsEnd: [EndReason] = [.trackDone, .forwardButton, .logout]
    static let eventKinds: [EventKind] = [.like, .save, .playlistAdd, .share]
    /// Microseconds between two sessions of a listener at least.
    static let leastPause: Int64 = 31 * 60_000_000

    let truth: ServiceTruth
    let population: Population
    let catalogue: Catalogue
    let zones: [[ListenerZone]]
    let rateScale: Double
    let seed: UInt64
    let firstDay: CalendarDay
    let lastDay: CalendarDay
    private let circadianWeekday = AliasTable(weights: [
        2, 1, 0.6, 0.4, 0.4, 1, 3, 6, 8, 6, 5, 5, 6, 6, 5, 6, 8, 10, 10, 9, 9, 8, 6, 4,
    ])
    private let circadianWeekend = AliasTable(weights: [
        4, 3, 2, 1, 0.6, 0.6, 1, 2, 4, 6, 8, 9, 9, 9, 8, 8, 8, 8, 9, 10, 10, 9, 8, 6,
    ])
    private let emergingShare: [Double]
    private let hourCosine: [Double]
    private let hourSine: [Double]

    init(
        truth: ServiceTruth, population: Population, catalogue: Catalogue, zones: [[ListenerZone]], rateScale: Double,
        seed: UInt64
    ) {
        self.truth = truth
        self.population = population
        self.catalogue = catalogue
        self.zones = zones
        self.rateScale = rateScale
        self.seed = seed
        firstDay = population.firstDay
        lastDay = population.lastDay
        emergingShare = (0...lastDay.days(since: population.firstDay) + 400).map {
            truth.emerging.share(daysBeforeEnd: $0)
        }
        hourCosine = (0..<24).map { cos(2 * .pi * Double($0) / 24) }
        hourSine = (0..<24).map { sin(2 * .pi * Double($0) / 24) }
    }

    /// The expected number of sessions of a listener on a day.
    func sessionRate(_ listener: SimulatedListener, on day: CalendarDay) -> Double {
        listener.rate * rateScale * (day.weekday >= 6 ? truth.hazards.weekendFactor : 1)
    }

    private func stream(_ index: Int) -> RandomGenerator { RandomGenerator(seed: seed, stream: UInt64(index) + 16) }

    /// Who the listener at an index is.
    func listener(_ index: Int) -> (SimulatedListener, zone: Int) {
        var random = stream(index)
        return population.listener(&random)
    }

    /// Simulates the listener at an index until `until`, onto the end of a buffer.
    func simulate(_ index: Int, until: CalendarDay, into buffer: inout PlayBuffer) -> (SimulatedListener, zone: Int) {
        var course = ArmTimeSeries.none
        return simulate(index, until: until, course: &course, into: &buffer)
    }

    /// Simulates the listener at an index until `until`, and through a continuation. The draws are the same as without one, as far as the arm
    /// changes nothing.
    func simulate(
        _ index: Int, until: CalendarDay, course: inout ArmTimeSeries, into buffer: inout PlayBuffer
    ) -> (SimulatedListener, zone: Int) {
        var random = stream(index)
        let before = (plays: buffer.count, sessions: buffer.sessions.count)
        var isKept = false
        let (listener, zoneIndex) = population.listener(&random)
        let zone = zones[listener.country][zoneIndex]
        let taste = Taste(listener, catalogue, &random)
        var previousEnd = Int64.min
        var day = max(listener.signedUp, firstDay)
        let last = min(listener.churned?.advanced(days: -1) ?? until, until)
        days: while day <= last {
            var sessions = random.poisson(sessionRate(listener, on: day) * course.sessionRate(on: day))
            // Whoever signs up listens: the first day of a newcomer has a session.
            if sessions == 0, day == listener.signedUp { sessions = 1 }
            var times: [Int64] = (0..<min(sessions, 6)).map { _ in
                let hour = (day.weekday >= 6 ? circadianWeekend : circadianWeekday).draw(&random)
                return Int64((Double(hour) + random.uniform()) * 3_600_000_000)
            }
            times.sort()
            for time in times {
                let wanted = zone.instant(day: day, microsecondOfDay: time).microseconds
                let start = course.moved(previousEnd == .min ? wanted : max(wanted, previousEnd + Self.leastPause))
                // A session pushed to another local day is dropped: the day has one already.
                guard zone.localTime(at: Instant(microseconds: start)).day == day else { continue }
                if start > course.until { break days }
                if !isKept, start > course.keptAfter {
                    buffer.truncate(plays: before.plays, sessions: before.sessions)
                    isKept = true
                }
                course.open(start, on: day)
                previousEnd = session(start, index, listener, zone, taste, course.change(at: start), &random, &buffer)
            }
            day = day.advanced(days: 1)
        }
        if !isKept { buffer.truncate(plays: before.plays, sessions: before.sessions) }
        return (listener, zoneIndex)
    }

    /// What a listener draws tracks from.
    private struct Taste {
        let genre: AliasTable
        let favourites: [Int32]

        init(_ listener: SimulatedListener, _ catalogue: Catalogue, _ random: inout RandomGenerator) {
            genre = AliasTable(
                weights: zip(listener.affinities, Genre.all).map { 0.75 * $0 + 0.25 * $1.popularity / 20 })
            let draw = genre
            favourites = (0..<24).map { _ in
                let genre = draw.draw(&random)
                return catalogue.tracksByGenre[genre][catalogue.drawByGenre[genre].draw(&random)]
            }
        }
    }

    /// What the listener is in the middle of: a playlist, an album, the radio…
    private struct Run {
        var context: Int
        var playlist: Int32
        var position: Int32
        var ends: Bool
    }

    private func session(
        _ start: Int64, _ index: Int, _ listener: SimulatedListener, _ zone: ListenerZone, _ taste: Taste,
        _ change: ArmTimeSeries.Change,
        _ random: inout RandomGenerator, _ buffer: inout PlayBuffer
    ) -> Int64 {
        let opening = zone.localTime(at: Instant(microseconds: start))
        let device = population.device(of: listener, &random)
        let expected = expectedMinutes(listener, device: device, at: opening) * change.minutes
        let length = Int64(expected * random.gamma(shape: truth.duration.shape) / truth.duration.shape * 60_000_000)
        let end = start + max(length, 60_000_000)
        let first = Int32(buffer.count)
        let offset =
            zone.offset(at: Instant(microseconds: end)) == zone.offset(at: Instant(microseconds: start))
            ? zone.offset(at: Instant(microseconds: start)) : nil
        var now = start
        var listened: Int64 = 0
        var position: Int32 = 1
        var previousEnergy: Double?
        var run = Run(context: 1, playlist: -1, position: 0, ends: true)
        var reasonStart: UInt8 = 0
        while now < end {
            if run.ends { run = newRun(minutesLeft: Double(end - now) / 60_000_000, taste, &random) }
            run.position += 1
            let local = now + (offset ?? zone.offset(at: Instant(microseconds: now)))
            let date = floorDay(local)
            let hour = Int((local - Int64(date) * 86_400_000_000) / 3_600_000_000)
            let track = draw(run, CalendarDay(daysSinceEpoch: date), listener, taste, &random)
            let energy = catalogue.trackEnergy[Int(track)]
            let affinity = listener.affinities[Int(catalogue.trackGenre[Int(track)])]
            let drivers = truth.skip
            let logit =
                drivers.intercept + drivers.energyDistance * abs(energy - (previousEnergy ?? energy)) + drivers
                .tasteMatch * affinity
                + drivers.hourCosine * hourCosine[hour] + drivers.hourSine * hourSine[hour]
                + drivers.position * min(3, Double(position - 1) / 10) + drivers.fatigue * Double(listened) / 3_600_000
                + listener.tendency
                + change.skipLogOdds
            let probability = 1 / (1 + exp(-logit))
            let outcome = play(
                of: Int64(catalogue.trackMilliseconds[Int(track)]), probability, left: (end - now) / 1000, &random)

            buffer.listener.append(Int32(index))
            buffer.track.append(track)
            buffer.start.append(now)
            buffer.end.append(now + outcome.milliseconds * 1000)
            buffer.milliseconds.append(outcome.milliseconds)
            buffer.date.append(date)
            buffer.hour.append(Int16(hour))
            buffer.weekday.append(Int16(CalendarDay(daysSinceEpoch: date).weekday))
            buffer.position.append(position)
            buffer.sessionFirst.append(first)
            buffer.device.append(UInt8(device))
            buffer.context.append(UInt8(run.context))
            buffer.contextID.append(run.playlist)
            buffer.contextPosition.append(run.position)
            buffer.reasonStart.append(position == 1 || run.position == 1 ? 0 : reasonStart)
            buffer.reasonEnd.append(outcome.reason)
            buffer.shuffle.append(run.context == 4)
            buffer.skipKind.append(outcome.kind)
            buffer.probability.append(probability)
            if outcome.kind == 3, random.uniform() < 0.03 * affinity * change.like {
                buffer.likes.append(
                    PlayBuffer.Like(
                        play: Int32(buffer.count - 1), kind: UInt8(random.integer(below: Self.eventKinds.count))))
            }

            reasonStart = outcome.reason == 0 ? 1 : 2
            listened += outcome.milliseconds
            previousEnergy = energy
            now += outcome.milliseconds * 1000
            position += 1
            run.ends = ends(run, &random)
            if run.context != 0, random.uniform() < 0.03 {
                let pause = Int64(10 + 200 * random.uniform()) * 1_000_000
                if now + pause + 60_000_000 < end { now += pause }
            }
        }
        let last = buffer.end.last ?? start
        buffer.sessions.append(
            PlayBuffer.Session(
                start: start, firstPlay: first, plays: Int32(buffer.count) - first, expectedSeconds: expected * 60))
        return last
    }

    private func floorDay(_ local: Int64) -> Int32 {
        CalendarDay(containingUTC: Instant(microseconds: local)).daysSinceEpoch
    }

    /// The expectation from which a session's length is drawn.
    func expectedMinutes(_ listener: SimulatedListener, device: Int, at time: LocalTime) -> Double {
        let duration = truth.duration
        let minutes =
            duration.baseMinutes + (duration.deviceMinutes[Population.devices[device].rawValue] ?? 0)
            + (duration.tierMinutes[listener.tier(on: time.day).rawValue] ?? 0)
            + (time.weekday >= 6 ? duration.weekendMinutes : 0)
            + duration.eveningMinutes * cos(2 * .pi * Double(time.hour - 20) / 24) + listener.habitMinutes
        return max(duration.leastMinutes, minutes)
    }

    private func newRun(minutesLeft: Double, _ taste: Taste, _ random: inout RandomGenerator) -> Run {
        if minutesLeft >= truth.playlist.leastMinutesLeft, random.uniform() < truth.playlist.share {
            let choices = catalogue.playlistsByGenre[taste.genre.draw(&random)]
            return Run(context: 0, playlist: choices[random.integer(below: choices.count)], position: 0, ends: false)
        }
        return Run(context: 1 + random.integer(below: Self.contexts.count - 1), playlist: -1, position: 0, ends: false)
    }

    private func ends(_ run: Run, _ random: inout RandomGenerator) -> Bool {
        if run.context == 0 {
            return run.position >= 20 || random.uniform() < truth.playlist.leaving(after: Int(run.position))
        }
        return random.uniform() < 0.2
    }

    private func draw(
        _ run: Run, _ day: CalendarDay, _ listener: SimulatedListener, _ taste: Taste, _ random: inout RandomGenerator
    ) -> Int32 {
        if run.context == 0 { return catalogue.playlists[Int(run.playlist)][Int(run.position - 1)] }
        let ago = min(max(0, lastDay.days(since: day)), emergingShare.count - 1)
        // Playlists take no emerging artists, so the rest takes a little more than its share.
        if random.uniform() < 1.5 * emergingShare[ago] {
            return catalogue.tracksOfEmerging[random.integer(below: catalogue.tracksOfEmerging.count)]
        }
        if random.uniform() >= listener.exploring {
            return taste.favourites[random.integer(below: taste.favourites.count)]
        }
        let genre = taste.genre.draw(&random)
        return catalogue.tracksByGenre[genre][catalogue.drawByGenre[genre].draw(&random)]
    }

    /// How a play goes: time listened, kind of skip (0 early, 1 mid, 2 late, 3 none) and why it ended.
    private func play(
        of length: Int64, _ probability: Double, left: Int64, _ random: inout RandomGenerator
    ) -> (milliseconds: Int64, kind: UInt8, reason: UInt8) {
        if random.uniform() < probability {
            let early = random.uniform() < truth.skip.earlyShare
            let wanted =
                early
                ? 1000 + Int64(28_900 * random.uniform())
                : 30_000 + Int64(Double(length / 2 - 30_100) * random.uniform())
            let milliseconds = min(wanted, max(left, 1))
            return (milliseconds, milliseconds < 30_000 ? 0 : 1, 1)
        }
        let late = random.uniform() < truth.skip.lateShare
        let milliseconds = late ? Int64(Double(length) * (0.5 + 0.44 * random.uniform())) + 1 : length
        // The last track of a session breaks off with it, which is no skip.
        if milliseconds >= left { return (max(left, 1), 3, 2) }
        return (milliseconds, late ? 2 : 3, late ? 1 : 0)
    }
}
