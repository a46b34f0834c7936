import Foundation
import Warehouse

/// Numbers as people read them.
enum Phrase {
    static func seconds(_ seconds: Double) -> String {
        seconds < 1 ? "\(Int((seconds * 1000).rounded())) ms" : String(format: "%.1f s", seconds)
    }

    static func count(_ number: Int) -> String { TextTable.grouped(Int64(number)) }

    /// `1 play`, `1,234 plays`.
    static func count(_ number: Int, _ noun: String) -> String { "\(count(number)) \(noun)\(number == 1 ? "" : "s")" }

    static func percent(_ share: Double?, places: Int = 1) -> String { share.map { String(format: "%.\(places)f %%", $0 * 100) } ?? "–" }

    static func decimal(_ number: Double?, places: Int = 3) -> String { number.map { String(format: "%.\(places)f", $0) } ?? "–" }
}
