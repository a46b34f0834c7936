import Foundation
import Statistics

/// What wrong probabilities cost: logarithmic loss and Brier score, each with Student's t interval of its mean over rows.
///
/// Intervals hold for independent rows; where a listener has many rows, they are too narrow.
/// Reference: metrics.json.
public struct ProbabilityLosses: Sendable, Hashable, Codable {
    /// The mean of −ln of the probability given to what happened, with probabilities clipped to ``clipping``...(1 − clipping).
    ///
    /// Unit: nats.
    public let logLoss: MetricValue
    /// The mean squared distance of the probability from 0 or 1.
    ///
    /// Source: Brier (1950), doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
    public let brierScore: MetricValue

    /// Probabilities are clipped this far from 0 and 1 before a logarithm is taken: 2⁻⁵², as scikit-learn does in double precision.
    public static let clipping = Double.ulpOfOne

    /// The losses of probabilities.
    /// - Parameters:
    ///   - probabilities: n numbers in 0...1.
    ///   - labels: n labels.
    ///   - level: of the intervals, in (0, 1).
    /// - Throws: ``LearningError`` of kind `.shape`, `.insufficientData` or `.parameter`.
    /// - Complexity: O(n)
    public init(probabilities: [Double], labels: [Bool], level: Double = 0.95) throws {
        guard labels.count == probabilities.count else {
            throw LearningError.length("labels", expected: probabilities.count, found: labels.count)
        }
        guard !probabilities.isEmpty else { throw LearningError.insufficientData("A loss", needed: 1, found: 0) }
        try Self.check(probabilities)
        var logs = Moments(), squares = Moments()
        for (probability, label) in zip(probabilities, labels) {
            let clipped = min(1 - Self.clipping, max(Self.clipping, probability))
            let distance = label ? 1 - probability : probability
            logs.add(label ? -log(clipped) : -log1p(-clipped))
            squares.add(distance * distance)
        }
        logLoss = try MetricValue(mean: logs, level: level)
        brierScore = try MetricValue(mean: squares, level: level)
    }

    static func check(_ probabilities: [Double]) throws {
        if let row = probabilities.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) {
            throw LearningError.parameter("The probability of row \(row)", probabilities[row], range: "in 0...1")
        }
    }
}
