import Foundation
import Listening

/// Places values of an axis on paper.
struct PlotScale: Sendable {
    /// The values at both ends.
    let lower: Double
    let upper: Double
    /// Where those lie.
    let start: Double
    let end: Double

    /// An axis on which all values, and zero, find a place with some air around.
    init(holding values: [Double], start: Double, end: Double) {
        let finite = values.filter(\.isFinite) + [0]
        let least = finite.min() ?? 0, most = finite.max() ?? 0
        let span = most > least ? most - least : 0.02
        lower = most > least ? least - 0.06 * span : -0.01
        upper = most > least ? most + 0.06 * span : 0.01
        self.start = start
        self.end = end
    }

    /// Where a value lies; beyond the ends at them.
    func place(_ value: Double) -> Double { unbounded(min(max(value, lower), upper)) }

    /// Where a value would lie if the axis went on.
    func unbounded(_ value: Double) -> Double { start + (value - lower) / (upper - lower) * (end - start) }

    /// Whether a value lies on the axis.
    func holds(_ value: Double) -> Bool { value >= lower && value <= upper }

    /// Round values of about so many, with their labels as percentages.
    func percentTicks(about count: Int) -> [(value: Double, label: String)] {
        let rough = (upper - lower) / Double(max(1, count)), power = pow(10, floor(log10(rough)))
        let step = ([1, 2, 5, 10].first { $0 * power >= rough } ?? 10) * power
        let places = max(0, min(4, Int(saturating: (-log10(step * 100) + 1e-9).rounded(.up))))
        return stride(from: (lower / step).rounded(.up), through: (upper / step + 1e-9).rounded(.down), by: 1).map {
            ($0 * step, ReportText.percent($0 * step, places: places, signed: true))
        }
    }

    /// The farthest that an axis should reach so that one very uncertain estimate does not press the others together.
    /// - Parameters:
    ///   - intervals: with their estimates; ends may be infinite.
    static func limit(_ intervals: [(estimate: Double, lower: Double, upper: Double)]) -> Double {
        let reaches = intervals.map { max($0.lower.magnitude, $0.upper.magnitude) }.filter(\.isFinite).sorted()
        let estimates = intervals.map { $0.estimate.magnitude }.filter(\.isFinite).max() ?? 0
        guard !reaches.isEmpty, let most = reaches.last else { return max(2 * estimates, 0.01) }
        return max(min(most, 3 * reaches[(reaches.count - 1) / 2]), 1.25 * estimates)
    }
}
