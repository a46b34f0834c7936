import Formatting
import Foundation
import Warehouse

/// Numbers, shares and durations as the pages write them: grouped digits, a thin space before each unit, a true minus sign.
///
/// The charts write the same way (`Assets/format.js`), so that a value reads alike in a card, a table and a chart.
enum Format {
    /// The narrow no-break space between a number and its unit.
    static let thin = "\u{202F}"

    /// A whole number with its digits grouped: `12,418`.
    static func count(_ number: Int64) -> String {
        Digits.grouped(number, minus: "−")
    }

    /// A whole number with its digits grouped.
    static func count(_ number: Int) -> String { count(Int64(number)) }

    /// A mean of counts: `7.4`, `12,418`. A small one keeps a decimal, because 0 and 0.4 listeners are not the same.
    static func mean(_ number: Double) -> String {
        abs(number) < 10 && number != number.rounded() ? decimal(number, 1) : decimal(number, 0)
    }

    /// `1 listener`, `12,418 listeners`.
    static func count(_ number: Int64, _ noun: String) -> String {
        "\(count(number)) \(number == 1 ? noun : noun + "s")"
    }

    /// `1 day`, `28 days`.
    static func count(_ number: Int, _ noun: String) -> String { count(Int64(number), noun) }

    /// A number with a fixed number of decimals.
    static func decimal(_ number: Double, _ places: Int) -> String {
        guard number.isFinite else { return "–" }
        let digits = String(format: "%.\(places)f", abs(number))
        let parts = digits.split(separator: ".")
        let whole = parts.first.flatMap { Int64($0) }.map { Digits.grouped($0) } ?? digits
        let isZero = digits.allSatisfy { $0 == "0" || $0 == "." }
        return ([(number < 0 && !isZero ? "−" : "") + whole] + parts.dropFirst().map(String.init)).joined(
            separator: ".")
    }

    /// A share in percent: `24.6 %`.
    static func percent(_ share: Double, _ places: Int = 1) -> String { "\(decimal(share * 100, places))\(thin)%" }

    /// The distance between two shares, without its sign: `1.1 points`.
    static func points(_ difference: Double) -> String { "\(decimal(abs(difference) * 100, 1))\(thin)points" }

    /// A factor: `× 3.4`.
    static func factor(_ number: Double) -> String { "×\(thin)\(decimal(number, 1))" }

    /// An interval of shares: `95 % interval 20.7 to 21.4 %`.
    static func interval(_ low: Double, _ high: Double) -> String {
        "95\(thin)% interval \(decimal(low * 100, 1)) to \(percent(high))"
    }

    /// An interval of plain numbers: `95 % interval 0.739 to 0.745`.
    static func interval(_ low: Double, _ high: Double, places: Int) -> String {
        "95\(thin)% interval \(decimal(low, places)) to \(decimal(high, places))"
    }

    /// An interval of a change in percent, with signs: `95 % interval −6.1 to +3.7 %`.
    static func percentInterval(_ interval: ClosedRange<Double>) -> String {
        "95\(thin)% interval \(signed(interval.lowerBound * 100)) to \(signed(interval.upperBound * 100))\(thin)%"
    }

    /// An interval of a difference of shares: `95 % interval −1.1 to +0.4 points`.
    static func pointsInterval(_ interval: ClosedRange<Double>) -> String {
        "95\(thin)% interval \(signed(interval.lowerBound * 100)) to \(signed(interval.upperBound * 100))\(thin)points"
    }

    private static func signed(_ number: Double) -> String {
        let text = decimal(number, 1)
        return text.hasPrefix("−") || text == "0.0" ? text : "+" + text
    }

    /// A duration in its two largest parts: `3 h 12 min`, `4 min 10 s`.
    static func duration(seconds: Double) -> String {
        let text = durationParts(seconds: abs(seconds)).map { "\($0.value)\(thin)\($0.unit)" }.joined(separator: " ")
        return (seconds < 0 ? "−" : "") + text
    }

    /// The one or two parts of a duration. The smaller part is rounded first, so that no part overflows into `60 min`.
    static func durationParts(seconds: Double) -> [(value: String, unit: String)] {
        let units = [("d", 86_400.0), ("h", 3600.0), ("min", 60.0), ("s", 1.0)]
        guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return [("–", "")] }
        guard seconds >= 59.5 else {
            return [(seconds < 10 && seconds != seconds.rounded() ? decimal(seconds, 1) : decimal(seconds, 0), "s")]
        }
        for index in 0..<units.count - 1 {
            let (name, size) = units[index]
            let (smallerName, smallerSize) = units[index + 1]
            let rounded = (seconds / smallerSize).rounded() * smallerSize
            guard rounded >= size else { continue }
            let whole = (rounded / size).rounded(.down)
            let rest = ((rounded - whole * size) / smallerSize).rounded()
            return [(count(Int64(whole)), name)] + (rest > 0 ? [(count(Int64(rest)), smallerName)] : [])
        }
        return [(decimal(seconds, 0), "s")]
    }

    /// An ISO 8601 day or moment as people read it: `5 Jan 2026`, `28 Nov 2026, 00:45 UTC`. The browser writes it in the reader's own way.
    static func date(_ iso: String) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = iso.prefix(10).split(separator: "-")
        guard parts.count == 3, let month = Int(parts[1]), months.indices.contains(month - 1), let day = Int(parts[2])
        else { return iso }
        let text = "\(day) \(months[month - 1]) \(parts[0])"
        guard iso.count >= 16, iso.hasSuffix("Z") else { return text }
        return text + ", \(iso.dropFirst(11).prefix(5)) UTC"
    }

    /// A text that starts with a capital letter.
    static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    /// A name of the schema as words: `skip_rate` becomes `Skip rate`.
    static func label(_ name: String) -> String { sentence(name.replacingOccurrences(of: "_", with: " ")) }
}
