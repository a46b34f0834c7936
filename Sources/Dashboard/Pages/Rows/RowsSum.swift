import Insights
import Listening
import Server
import Warehouse

/// What the rows of a listing come to: so many, of what, over which days, and the number that they stand behind.
struct RowsSum: Sendable {
    let title: String
    /// How many rows there are; nil where that is not known beforehand.
    let total: Int?

    /// - Returns: nil where a listing is its own explanation.
    static func of(_ insight: Insight, _ scope: Scope, _ given: [String: Value], _ visit: PageContext) async throws
        -> RowsSum?
    {
        switch insight.name {
        case "play_rows": try await plays(scope, given, visit)
        case "listener_rows": try await listeners(scope, given, visit)
        case "cohort_rows": try await cohort(scope, given, visit)
        case "activity": try await activity(scope, visit)
        default: nil
        }
    }

    /// "2,841 plays of hip hop, 2025-12-09 to 2026-01-04: 919 skipped (32.3 %)".
    private static func plays(_ scope: Scope, _ given: [String: Value], _ visit: PageContext) async throws -> RowsSum? {
        let own = given.filter { ["dimension", "group_name"].contains($0.key) }
        guard let row = try await visit.ask("play_totals", scope, own).table.first else { return nil }
        let plays = row.count("plays"), known = row.count("known_skips")
        let group = own["dimension"]?.text.flatMap { dimension in
            own["group_name"]?.text.map { PageCopy.plays($0, of: dimension, plays) }
        }
        var title = "\(group ?? Format.count(plays, "play")), \(scope.words)"
        if let skips = row["skips"].integer, known > 0 {
            let rate = known >= LeastCount.plays ? " (\(Format.percent(Double(skips) / Double(known))))" : ""
            title +=
                ": \(row.count("unseen_skips") > 0 ? "at least " : "")\(Format.count(skips))\(known < plays ? " of \(Format.count(known))" : "") skipped\(rate)"
        }
        return RowsSum(title: title, total: plays)
    }

    private static func listeners(_ scope: Scope, _ given: [String: Value], _ visit: PageContext) async throws
        -> RowsSum?
    {
        guard let day = given["day"].flatMap(Self.day) else { return nil }
        let filter = InsightFilter(
            firstDay: day, lastDay: day, tier: scope.tier, country: scope.country, platform: scope.platform)
        guard let row = try await visit.questions.timed("activity", filter).answer.table.first else { return nil }
        let minutes = row.number("minutes").map { ", \(Format.duration(seconds: $0 * 60))" } ?? ""
        let title =
            "\(Format.count(row.count("dau"), "listener")) on \(Format.date(day.description))\(scope.chosen): \(Format.count(row.count("plays"), "play"))\(minutes)"
        return RowsSum(title: title, total: row.count("dau"))
    }

    private static func cohort(_ scope: Scope, _ given: [String: Value], _ visit: PageContext) async throws -> RowsSum?
    {
        guard let cohort = given["cohort_day"].flatMap(Self.day), let period = given["period"]?.integer else {
            return nil
        }
        let own = given.filter { ["cohort", "kind"].contains($0.key) }
        let answer = try await visit.ask(
            "retention", scope, own.merging(["periods": .integer(max(1, period))]) { given, _ in given })
        guard let row = answer.table.first(where: { $0.day("cohort") == cohort && Int64($0.count("period")) == period })
        else { return nil }
        let unit = answer.parameters["cohort"]?.text ?? "week", retained = row.count("retained"),
            eligible = row.count("eligible")
        let rate = eligible >= LeastCount.listeners ? row.number("rate").map { " (\(Format.percent($0)))" } ?? "" : ""
        return RowsSum(
            title:
                "\(Format.count(row.count("cohort_size"), "listener")) who began in the \(unit) of \(Format.date(cohort.description))\(scope.chosen): \(Format.count(retained)) of \(Format.count(eligible)) retained in \(unit) \(period)\(rate)",
            total: row.count("cohort_size"))
    }

    /// "1,829 listener-days on 28 complete days: 65.3 listeners a day".
    private static func activity(_ scope: Scope, _ visit: PageContext) async throws -> RowsSum? {
        guard let row = try await visit.ask("summary", scope).table.first, let mean = row.number("mean_dau") else {
            return nil
        }
        let days = Format.count(row.count("days"), "complete day"),
            all = Format.count(row.count("listener_days"), "listener-day")
        return RowsSum(
            title: "\(all) on \(days), \(scope.words): \(Format.decimal(mean, 1)) listeners a day", total: nil)
    }

    private static func day(_ value: Value) -> CalendarDay? {
        if case .day(let number) = value {
            CalendarDay(daysSinceEpoch: number)
        } else {
            value.text.flatMap { CalendarDay($0) }
        }
    }
}

extension Scope {
    /// What is chosen besides days, as in ", premium, DK".
    var chosen: String { [tier, country, platform].compactMap { $0 }.map { ", \(PageCopy.name($0))" }.joined() }
    /// The days and what else is chosen.
    var words: String { "\(Format.date(firstDay.description)) to \(Format.date(lastDay.description))\(chosen)" }
}

extension PageCopy {
    /// So many plays of a group, as in "2,841 plays of hip hop".
    static func plays(_ name: String, of dimension: String, _ count: Int) -> String {
        let plays = Format.count(count, "play")
        guard name != "unknown" else { return "\(plays) without a recorded \(Self.dimension(dimension))" }
        switch dimension {
        case "genre": return "\(plays) of \(name)"
        case "hour": return "\(plays) around \(group(name, of: dimension))"
        case "weekday": return "\(plays) on a \(name)"
        case "position": return "\(plays) at position \(name) of their session"
        case "energy": return "\(plays) of \(name)-energy tracks"
        case "reason_start": return "\(plays) begun by \(reason(name))"
        case "tier": return "\(plays) of \(name) listeners"
        case "country": return "\(plays) from \(name)"
        case "context": return "\(plays) from \(Self.name(name).lowercasedFirst)"
        default: return "\(plays) on \(Self.name(name))"
        }
    }
}
