import Insights
import Listening
import Server
import Warehouse

/// How one big number is made: its formula with its own numbers, in a sentence.
enum NumberFormula {
    /// - Parameter number: the id of the card that was asked about.
    /// - Returns: nil for an unknown number, or one without a value.
    static func sentence(_ number: String?, _ answer: InsightAnswer) -> String? {
        guard let number else { return nil }
        switch answer.insight.name {
        case "summary": return summary(number, answer)
        case "retention_curve": return retention(number, answer)
        case "skip_kinds": return number == "early" ? early(answer) : nil
        default: return nil
        }
    }

    private static func summary(_ number: String, _ answer: InsightAnswer) -> String? {
        guard let row = answer.table.first else { return nil }
        let days = Format.count(row.count("days"), row["dau_on"].isNull ? "day" : "complete day"), span = span(answer)
        func count(_ column: String, _ noun: String) -> String { Format.count(Int64(row.count(column)), noun) }
        switch number {
        case "dau":
            guard let mean = row.number("mean_dau") else { return nil }
            return "\(Format.decimal(mean, 1)) = \(count("listener_days", "listener-day")) ÷ \(days), \(span)."
        case "wau", "mau":
            guard let listeners = row.number(number), let on = row.day("dau_on") else { return nil }
            let length = number == "wau" ? 7 : 30
            return
                "\(Format.count(Int64(listeners), "listener")) with at least one play on the \(length) days from \(Format.date(on.advanced(days: 1 - length).description)) to \(Format.date(on.description))."
        case "stickiness":
            guard let mean = row.number("mean_dau"), let month = row.number("mau"), month > 0 else { return nil }
            return
                "\(Format.percent(mean / month)) = \(Format.decimal(mean, 1)) daily listeners ÷ \(count("mau", "monthly listener")), \(span)."
        case "minutes":
            guard let minutes = row.number("minutes_per_listener_day"), let all = row.number("minutes") else {
                return nil
            }
            return
                "\(Format.duration(seconds: minutes * 60)) = \(Format.duration(seconds: all * 60)) of listening ÷ \(count("timed_listener_days", "listener-day")) with known time, \(span)."
        case "skip-rate":
            guard let rate = row.number("skip_rate") else { return nil }
            return
                "\(Format.percent(rate)) = \(Format.count(row.count("skips"))) skipped ÷ \(count("known_skips", "play")) of known outcome, \(span)."
        default: return nil
        }
    }

    private static func retention(_ number: String, _ answer: InsightAnswer) -> String? {
        let curve = RetentionCurve(answer)
        guard let day = number.split(separator: "-").last.flatMap({ Int($0) }),
            let point = curve.points.first(where: { $0.day == day })
        else {
            return nil
        }
        let what = curve.isExact ? "active on exactly day \(day)" : "active on day \(day) or later"
        return
            "\(Format.percent(point.rate)) = \(Format.count(Int64(point.retained), "listener")) \(what) ÷ \(Format.count(Int64(point.eligible), "listener")) whose day \(day) is over, first days \(span(answer))."
    }

    private static func early(_ answer: InsightAnswer) -> String? {
        let kinds = SkipKinds(answer)
        guard let early = kinds["early"]?.plays, let share = kinds["early"]?.share else { return nil }
        return
            "\(Format.percent(share)) = \(Format.count(early)) ended by the listener before 30\(Format.thin)s ÷ \(Format.count(kinds.known, "play")) whose time is known, \(span(answer))."
    }

    /// The days counted, and what else was chosen.
    private static func span(_ answer: InsightAnswer) -> String {
        func day(_ name: String) -> CalendarDay? {
            if case .day(let number)? = answer.parameters[name] { CalendarDay(daysSinceEpoch: number) } else { nil }
        }
        let chosen = ["tier", "country", "platform"].compactMap { answer.parameters[$0]?.text }
        guard let first = day("first_day"), let last = day("last_day") else { return chosen.joined(separator: ", ") }
        let counted = first <= answer.days.lastComplete ? min(last, answer.days.lastComplete) : last
        return (["\(Format.date(first.description)) to \(Format.date(counted.description))"] + chosen).joined(
            separator: ", ")
    }
}
