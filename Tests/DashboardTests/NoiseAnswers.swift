import Foundation
import Listening
import Warehouse

@testable import Dashboard
@testable import Insights

/// The same random numbers whatever the machine (SplitMix64).
struct NoiseNumbers {
    private var state: UInt64

    init(_ seed: Int, _ stream: UInt64) {
        state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 ^ (stream &* 0xBF58_476D_1CE4_E5B9)
    }

    mutating func next() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
    }

    mutating func below(_ bound: Int) -> Int { min(bound - 1, Int(next() * Double(bound))) }
    mutating func successes(of count: Int, _ probability: Double) -> Int {
        (0..<count).reduce(0) { sum, _ in sum + (next() < probability ? 1 : 0) }
    }
}

/// An answer made by hand.
func answer(_ insight: String, _ rows: [[(String, Value)]], _ parameters: [String: Value] = [:]) throws -> InsightAnswer
{
    let names = rows.first?.map(\.0) ?? []
    let columns = names.indices.map { place in
        let values = rows.map { $0[place].1 }
        if values.contains(where: { $0.text != nil }) {
            return Column(names[place], .text(values.map { $0.text ?? "" }))
        }
        if values.contains(where: { if case .day = $0 { true } else { false } }) {
            return Column(names[place], .day(values.map { if case .day(let day) = $0 { day } else { 0 } }))
        }
        return Column(names[place], .double(values.map { $0.double ?? 0 }), valid: values.map { !$0.isNull })
    }
    let first = CalendarDay(daysSinceEpoch: 20_000)
    return InsightAnswer(
        insight: try InsightCatalogue.insight(insight, dialect: "duckdb"), parameters: parameters,
        rows: ColumnBatch(columns: columns),
        days: DataDays(played: first...first.advanced(days: 100), lastComplete: first.advanced(days: 99)))
}

/// Listeners with habits of their own, and nothing that changes: what the warehouse would answer of them.
struct NoiseListening {
    private struct Day {
        var active = false
        var seconds = 0.0
        var plays = 0
        var skips = 0
        var hour = 0
    }

    private let people: [[Day]]
    private let groupCounts: [[(plays: Int, skips: Int)]]
    private let artistPlays: [[Int]]
    /// 28 days, the 28 before, and as many again so that a month before is whole.
    private static let length = 28
    private static let groupCount = 8

    init(seed: Int) {
        var numbers = NoiseNumbers(seed, 1)
        let count = 25 + numbers.below(60)
        var people: [[Day]] = [], groups: [[(plays: Int, skips: Int)]] = [], artists: [[Int]] = []
        for _ in 0..<count {
            // A few listen every day, most seldom; some for minutes, some for hours.
            let habit = pow(numbers.next(), 2), skippiness = 0.05 + 0.6 * numbers.next(),
                length = exp(2 + 2 * numbers.next())
            var own = Array(repeating: (plays: 0, skips: 0), count: Self.groupCount),
                played = Array(repeating: 0, count: 6)
            let days = (0..<Self.length * 2).map { place -> Day in
                guard numbers.next() < habit else { return Day() }
                var day = Day(active: true)
                day.plays = 1 + numbers.below(12)
                day.seconds = -log(1 - numbers.next()) * length * 60
                day.skips = numbers.successes(of: day.plays, skippiness)
                day.hour = numbers.below(24)
                if place >= Self.length {
                    // The plays of a day go to a group together, as those of a session do.
                    let group = numbers.below(Self.groupCount)
                    own[group].plays += day.plays
                    own[group].skips += day.skips
                    played[numbers.below(6)] += day.plays
                }
                return day
            }
            people.append(days)
            groups.append(own)
            artists.append(played)
        }
        self.people = people
        groupCounts = groups
        artistPlays = artists
    }

    private var now: Range<Int> { Self.length..<Self.length * 2 }
    private var before: Range<Int> { 0..<Self.length }

    /// The rows of `period_changes`, worked out unit by unit.
    private var changes: PeriodChanges {
        get throws {
            func sum(_ days: [Day], _ range: Range<Int>, _ value: (Day) -> Double) -> Double {
                range.reduce(0) { $0 + value(days[$1]) }
            }
            func active(_ days: [Day], _ range: Range<Int>) -> Double { range.contains { days[$0].active } ? 1 : 0 }
            let length = Double(Self.length), week = Self.length * 2 - 7..<Self.length * 2,
                first = Self.length..<Self.length + 7
            let weekends = now.filter { $0 % 7 >= 5 }, weekdays = now.filter { $0 % 7 < 5 }
            let rows: [(String, Double?, [(Double, Double, Double, Double)])] = [
                (
                    "daily_listeners", length,
                    people.map { (sum($0, now) { $0.active ? 1 : 0 }, 0, sum($0, before) { $0.active ? 1 : 0 }, 0) }
                ),
                (
                    "weekly_listeners", 1,
                    people.map { (active($0, week), 0, active($0, Self.length - 7..<Self.length), 0) }
                ),
                ("monthly_listeners", 1, people.map { (active($0, now), 0, active($0, before), 0) }),
                (
                    "stickiness", nil,
                    people.map {
                        (
                            sum($0, now) { $0.active ? 1 : 0 }, active($0, now), sum($0, before) { $0.active ? 1 : 0 },
                            active($0, before)
                        )
                    }
                ),
                (
                    "minutes", nil,
                    people.map {
                        (
                            sum($0, now) { $0.seconds / 60 }, sum($0, now) { $0.active ? 1 : 0 },
                            sum($0, before) { $0.seconds / 60 },
                            sum($0, before) { $0.active ? 1 : 0 }
                        )
                    }
                ),
                (
                    "skip_rate", nil,
                    people.map {
                        (
                            sum($0, now) { Double($0.skips) }, sum($0, now) { Double($0.plays) },
                            sum($0, before) { Double($0.skips) },
                            sum($0, before) { Double($0.plays) }
                        )
                    }
                ),
                (
                    "daily_trend", 7,
                    people.map { (sum($0, week) { $0.active ? 1 : 0 }, 0, sum($0, first) { $0.active ? 1 : 0 }, 0) }
                ),
                (
                    "weekend_minutes", nil,
                    people.map { days in
                        (
                            weekends.reduce(0) { $0 + days[$1].seconds / 60 },
                            weekends.reduce(0) { $0 + (days[$1].active ? 1 : 0) },
                            weekdays.reduce(0) { $0 + days[$1].seconds / 60 },
                            weekdays.reduce(0) { $0 + (days[$1].active ? 1 : 0) }
                        )
                    }
                ),
            ]
            return PeriodChanges(
                try answer("period_changes", rows.map { name, divisor, values in Self.row(name, divisor, values) }),
                comparisons: OverviewLooks.count)
        }
    }

    private static func row(_ name: String, _ divisor: Double?, _ values: [(Double, Double, Double, Double)]) -> [(
        String, Value
    )] {
        let d1 = divisor ?? values.reduce(0) { $0 + $1.1 }, d0 = divisor ?? values.reduce(0) { $0 + $1.3 }
        let r1 = values.reduce(0) { $0 + $1.0 } / d1, r0 = values.reduce(0) { $0 + $1.2 } / d0
        let units = values.count { $0.0 != 0 || $0.1 != 0 || $0.2 != 0 || $0.3 != 0 }
        let squares = values.reduce(0) { sum, one in
            let part = (one.0 - r1 * one.1) / d1 - (one.2 - r0 * one.3) / d0
            return sum + part * part
        }
        let error = (squares * Double(units) / Double(max(1, units - 1))).squareRoot()
        return [
            ("measure", .text(name)), ("unit", "listener"), ("units", .integer(Int64(units))), ("now", .double(r1)),
            ("before", .double(r0)),
            ("difference", .double(r1 - r0)), ("standard_error", .double(error)),
        ]
    }

    private var period: PeriodSummary {
        get throws {
            func total(_ range: Range<Int>, _ value: (Day) -> Double) -> Double {
                people.reduce(0) { sum, days in sum + range.reduce(0) { $0 + value(days[$1]) } }
            }
            var cells: [(String, Value)] = []
            for (prefix, range) in [("", now), ("previous_", before)] {
                let days = total(range) { $0.active ? 1 : 0 }, plays = total(range) { Double($0.plays) }
                cells += [
                    ("listeners", .double(Double(people.count { days in range.contains { days[$0].active } }))),
                    ("plays", .double(plays)),
                    ("mean_dau", .double(days / Double(Self.length))), ("timed_plays", .double(plays)),
                    ("unseen_skips", 0),
                    ("minutes_per_listener_day", .double(total(range) { $0.seconds / 60 } / max(1, days))),
                    ("skip_rate", .double(total(range) { Double($0.skips) } / max(1, plays))),
                    ("days", .integer(Int64(Self.length))),
                    ("skips", .double(total(range) { Double($0.skips) })), ("known_skips", .double(plays)),
                ].map { (prefix + $0.0, $0.1) }
            }
            return PeriodSummary(try answer("summary", [cells + [("previous_complete", 1)]]))
        }
    }

    private var scope: Scope {
        let first = CalendarDay(daysSinceEpoch: 20_000)
        return Scope(
            firstDay: first, lastDay: first.advanced(days: 27), shownThrough: first.advanced(days: 27), tier: nil,
            country: nil,
            platform: nil,
            data: DataDays(played: first...first.advanced(days: 100), lastComplete: first.advanced(days: 99)),
            notice: nil,
            page: "/overview")
    }

    /// The titles and first sentences of the overview.
    var overviewTexts: [String] {
        get throws {
            let period = try period, changes = try changes,
                findings = OverviewFindings(period, changes, span: "28 days")
            return [
                findings.title, findings.lead, ActivityChart([], period, changes, scope).block.title,
                MinutesChart([], period.now, changes, scope).block.title, HoursChart(try hours, scope).block.title,
                TopTables.artists(try top("artist"), period.now, scope).title,
                TopTables.tracks(try top("name"), period.now, scope).title,
            ]
        }
    }

    var overviewCards: [NumberCard] { get throws { OverviewNumbers(try period, try changes, scope).cards } }

    /// `skip_rates` by hour.
    private var hours: InsightAnswer {
        get throws {
            let counts = people.map { days in
                var own = Array(repeating: 0, count: 24)
                for place in now { own[days[place].hour] += days[place].plays }
                return own
            }
            let all = counts.reduce(0) { $0 + $1.reduce(0, +) }, units = counts.count { $0.contains { $0 > 0 } }
            return try answer(
                "skip_rates",
                (0..<24).map { hour in
                    let plays = counts.reduce(0) { $0 + $1[hour] }, share = Double(plays) / Double(max(1, all))
                    let squares = counts.reduce(0.0) { sum, own in
                        let part = Double(own[hour]) - share * Double(own.reduce(0, +))
                        return sum + part * part
                    }
                    let error = (squares * Double(units) / Double(max(1, units - 1))).squareRoot() / Double(max(1, all))
                    return [
                        ("group_name", .text("\(hour)")), ("plays", .integer(Int64(plays))), ("unit", "listener"),
                        ("units", .integer(Int64(units))),
                        ("share_error", .double(error)),
                    ]
                })
        }
    }

    /// Artists or tracks that are played alike.
    private func top(_ column: String) throws -> InsightAnswer {
        let artists = (0..<6).map { artist in
            let own = artistPlays.map { $0[artist] }
            return (
                plays: own.reduce(0, +), error: Double(own.reduce(0) { $0 + $1 * $1 }).squareRoot(),
                listeners: own.count { $0 > 0 }
            )
        }.sorted { $0.plays > $1.plays }
        return try answer(
            column == "artist" ? "top_artists" : "top_tracks",
            artists.map {
                [
                    (column, .text("A")), ("plays", .integer(Int64($0.plays))),
                    ("listeners", .integer(Int64($0.listeners))),
                    ("skip_rate", 0.3),
                    ("standard_error", .double($0.error)),
                ]
            })
    }

    /// `skip_rates` by a dimension that makes no difference.
    var groups: SkipGroups {
        get throws {
            SkipGroups(
                try answer(
                    "skip_rates",
                    (0..<Self.groupCount).map { group in
                        let own = groupCounts.map { $0[group] }.filter { $0.plays > 0 }
                        let plays = own.reduce(0) { $0 + $1.plays }, skips = own.reduce(0) { $0 + $1.skips },
                            units = own.count
                        let rate = Double(skips) / Double(max(1, plays))
                        let squares = own.reduce(0.0) { sum, one in
                            let part = Double(one.skips) - rate * Double(one.plays)
                            return sum + part * part
                        }
                        let error =
                            (squares * Double(units) / Double(max(1, units - 1))).squareRoot() / Double(max(1, plays))
                        return [
                            ("group_name", .text("group \(group)")), ("plays", .integer(Int64(plays))),
                            ("skips", .integer(Int64(skips))),
                            ("unseen_skips", 0), ("skip_rate", .double(rate)), ("low", 0), ("high", 1),
                            ("unit", "listener"),
                            ("units", .integer(Int64(units))), ("standard_error", .double(error)),
                        ]
                    }), dimension: "genre")
        }
    }
}

/// Cohorts that come back alike, and listeners who come and go alike.
struct NoiseRetention {
    let matrix: CohortMatrix
    let lifecycle: String

    init(seed: Int) throws {
        var numbers = NoiseNumbers(seed, 2)
        let rate = 0.2 + 0.6 * numbers.next(), first = CalendarDay(daysSinceEpoch: 20_007)
        var rows: [[(String, Value)]] = []
        for cohort in 0..<10 {
            let size = 15 + numbers.below(60), back = numbers.successes(of: size, rate)
            for (period, retained) in [(0, size), (1, back)] {
                rows.append([
                    ("cohort", .day(first.advanced(days: 7 * cohort).daysSinceEpoch)),
                    ("period", .integer(Int64(period))),
                    ("cohort_size", .integer(Int64(size))), ("eligible", .integer(Int64(size))),
                    ("retained", .integer(Int64(retained))),
                    ("rate", .double(Double(retained) / Double(size))), ("complete", 1),
                ])
            }
        }
        matrix = CohortMatrix(try answer("retention", rows), cohort: "week", kind: "bracket")

        let habits = (0..<60 + numbers.below(200)).map { _ in 0.05 + 0.9 * numbers.next() }
        var active = habits.map { numbers.next() < $0 }, weeks: [[(String, Value)]] = []
        for week in 0..<12 {
            let next = habits.map { numbers.next() < $0 }
            let came = zip(active, next).count { !$0 && $1 }, left = zip(active, next).count { $0 && !$1 }
            weeks.append([
                ("week", .day(first.advanced(days: 7 * week).daysSinceEpoch)), ("new_listeners", 0),
                ("returning_listeners", 0),
                ("resurrected_listeners", .integer(Int64(came))), ("dormant_listeners", .integer(Int64(left))),
                ("complete", 1),
            ])
            active = next
        }
        let scope = Scope(
            firstDay: first, lastDay: first.advanced(days: 83), shownThrough: first.advanced(days: 83), tier: nil,
            country: nil,
            platform: nil,
            data: DataDays(played: first...first.advanced(days: 100), lastComplete: first.advanced(days: 99)),
            notice: nil,
            page: "/retention")
        lifecycle = LifecycleChart(try answer("lifecycle", weeks), scope).block.title
    }
}

/// A funnel that loses the same share at every step.
struct NoiseFunnel {
    let title: String

    init(seed: Int) throws {
        var numbers = NoiseNumbers(seed, 3)
        let kept = 0.4 + 0.5 * numbers.next(), start = 50 + numbers.below(500)
        var count = start, rows: [[(String, Value)]] = []
        for step in 0..<5 {
            let next = step == 0 ? start : numbers.successes(of: count, kept)
            rows.append([
                ("name", .text("Step \(step)")), ("listeners", .integer(Int64(next))),
                ("conversion_overall", .double(Double(next) / Double(start))),
                ("conversion_from_previous", step == 0 || count == 0 ? .null : .double(Double(next) / Double(count))),
            ])
            count = next
        }
        let first = CalendarDay(daysSinceEpoch: 20_000)
        let scope = Scope(
            firstDay: first, lastDay: first, shownThrough: first, tier: nil, country: nil, platform: nil,
            data: DataDays(played: first...first, lastComplete: first), notice: nil, page: "/funnels")
        title = ActivationChart(try answer("activation_funnel", rows), scope).block.title
    }
}

/// Predictions that hold.
struct NoiseCalibration {
    let outcome: CalibrationCheck.Outcome

    init(seed: Int) {
        var numbers = NoiseNumbers(seed, 4)
        let count = 60 + numbers.below(400)
        let bins = (1...10).map { place -> CalibrationCheck.Bin in
            let predicted = 0.06 * Double(place), hits = numbers.successes(of: count, predicted), n = Double(count),
                z = 1.959963984540054
            let p = Double(hits) / n, half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
            return .init(
                predicted: predicted, observed: p, low: (p + z * z / (2 * n) - half) / (1 + z * z / n),
                high: (p + z * z / (2 * n) + half) / (1 + z * z / n), count: count)
        }
        outcome = CalibrationCheck(bins, looks: 4).outcome
    }
}
