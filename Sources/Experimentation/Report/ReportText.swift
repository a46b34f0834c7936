import Formatting
import Foundation
import Listening

/// Numbers as reports write them.
public enum ReportText {
    /// `0.034`, or `< 0.001`.
    public static func pValue(_ p: Double) -> String {
        p < 0.0001 ? "< 0.0001" : (p < 0.01 ? String(format: "%.4f", p) : String(format: "%.3f", p))
    }

    /// `= 0.034`, or `< 0.0001`: what follows the letter p in a sentence.
    public static func equation(_ p: Double) -> String {
        let text = pValue(p)
        return text.hasPrefix("<") ? text : "= \(text)"
    }

    /// `2.4 %`, with as many places as a reader can use.
    public static func percent(_ share: Double, signed: Bool = false) -> String {
        guard share.isFinite else { return share > 0 ? "∞" : "−∞" }
        let value = share * 100
        let size = value.magnitude
        // Two figures of a tiny share.
        let places =
            size >= 99.95
            ? 0 : (size >= 0.095 || size == 0 ? 1 : max(2, min(12, 1 - Int(saturating: log10(size).rounded(.down)))))
        return sign(String(format: "%.\(places)f", value.magnitude), value, signed) + " %"
    }

    /// A share with so many places: the label of an axis.
    static func percent(_ share: Double, places: Int, signed: Bool = false) -> String {
        guard share.isFinite else { return percent(share) }
        return sign(String(format: "%.\(places)f", (share * 100).magnitude), share, signed) + " %"
    }

    /// `−6.1 % to −2.3 %`; an end that is not known yet is ∞.
    public static func range(_ lower: Double, _ upper: Double, _ text: (Double) -> String) -> String {
        "\(text(lower)) to \(text(upper))"
    }

    /// A difference in the unit of a metric: shares differ by percentage points.
    public static func difference(_ value: Double, unit: String) -> String {
        guard unit == "share", value.isFinite else {
            return Self.value(value, unit: value.isFinite ? unit : "", signed: true)
        }
        let points = (value * 100).magnitude
        let text =
            points >= 0.095 && points < 0.95 ? percent(value, places: 2, signed: true) : percent(value, signed: true)
        return text.replacing(" %", with: " pp")
    }

    /// `2026-01-29 08:30 UTC` from `2026-01-29T08:30:00Z`; anything else as it is.
    public static func moment(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count >= 20, scalars[10] == "T", scalars.last == "Z" else { return text }
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
    }

    /// The text with narrow no-break spaces between a figure and the unit % or pp, and in `p < 0.0001`.
    public static func bound(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        for (place, scalar) in scalars.enumerated() {
            let isBound =
                scalar == " " && place > 0 && place + 1 < scalars.count
                && binds(scalars[...(place - 1)], scalars[(place + 1)...])
            result.append(isBound ? "\u{202F}" : scalar)
        }
        return String(result)
    }

    private static func binds(_ before: ArraySlice<Unicode.Scalar>, _ after: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let last = before.last, let next = after.first else { return false }
        func isFigure(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
        if isFigure(last) { return next == "%" || after.starts(with: "pp".unicodeScalars) }
        if last == "<" || last == "=" { return isFigure(next) }
        let isLetterP = last == "p" && before.dropLast().last.map { !$0.properties.isAlphabetic } ?? true
        return isLetterP && (next == "=" || next == "<")
    }

    /// A number with so many places.
    static func number(_ value: Double, places: Int, signed: Bool = false) -> String {
        value.isFinite ? sign(String(format: "%.\(places)f", value.magnitude), value, signed) : number(value)
    }

    /// A number with three or four figures.
    public static func number(_ value: Double, signed: Bool = false) -> String {
        guard value.isFinite else { return value > 0 ? "∞" : "−∞" }
        let size = value.magnitude
        let places = size >= 1000 ? 0 : (size >= 100 ? 1 : (size >= 1 ? 2 : (size >= 0.01 || size == 0 ? 4 : 6)))
        if size > 0, size < 0.0001 { return sign(scientific(size), value, signed) }
        return sign(
            size >= 1000
                ? (size < 1e15 ? grouped(Int(saturating: size.rounded())) : scientific(size))
                : String(format: "%.\(places)f", size), value, signed)
    }

    /// A value in the unit of a metric.
    public static func value(_ value: Double, unit: String, signed: Bool = false) -> String {
        unit == "share"
            ? percent(value, signed: signed) : number(value, signed: signed) + (unit.isEmpty ? "" : " \(unit)")
    }

    /// `12,418`.
    public static func count(_ count: Int) -> String { grouped(count) }

    private static func sign(_ text: String, _ value: Double, _ signed: Bool) -> String {
        let isZero = !text.contains { $0 != "0" && $0 != "." && $0 != "," }
        if isZero { return text }
        return value < 0 ? "−" + text : (signed ? "+" + text : text)
    }

    /// `2.5e19`: what has more figures than a reader counts.
    private static func scientific(_ size: Double) -> String {
        String(format: "%.3g", size).replacing("e+", with: "e").replacing("e-", with: "e−")
    }

    private static func grouped(_ number: Int) -> String { Digits.grouped(number, minus: "−") }
}
