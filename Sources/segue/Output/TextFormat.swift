import Formatting
import Foundation
import Listening
import Warehouse

/// Numbers as people read them.
enum TextFormat {
    static func seconds(_ seconds: Double) -> String {
        seconds < 1 ? "\(Int((seconds * 1000).rounded())) ms" : String(format: "%.1f s", seconds)
    }

    /// `33 minutes`, or `4 h 23 min` from two hours on.
    static func minutes(_ minutes: Double) -> String {
        guard minutes.isFinite, minutes < 1e9 else { return "–" }
        let whole = Int(saturating: minutes.rounded())
        return whole < 120 ? count(whole, "minute") : "\(count(whole / 60)) h \(whole % 60) min"
    }

    static func count(_ number: Int) -> String { Digits.grouped(number) }

    /// `1 play`, `1,234 plays`.
    static func count(_ number: Int, _ noun: String) -> String { "\(count(number)) \(noun)\(number == 1 ? "" : "s")" }

    static func percent(_ share: Double?, places: Int = 1) -> String {
        share.map { String(format: "%.\(places)f %%", $0 * 100).replacingOccurrences(of: "-", with: "−") } ?? "–"
    }

    static func decimal(_ number: Double?, places: Int = 3) -> String {
        number.map { String(format: "%.\(places)f", $0) } ?? "–"
    }
}
