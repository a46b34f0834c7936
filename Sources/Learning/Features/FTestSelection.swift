public import LinearAlgebra
import Statistics

/// Choice of features by how strongly each alone goes with the target.
///
/// The statistic is F = r²/(1 − r²) · (n − 2) with Pearson's r, on 1 and n − 2 degrees of freedom.
/// Edge cases: constant columns are left out and reported; a column that explains the target wholly has an infinite F and p = 0.
/// Source: scikit-learn `f_regression(center=True)`. Reference: ridge.json.
public struct FTestSelection: Sendable, Hashable {
    /// Which features are kept.
    public enum Rule: Sendable, Hashable, Codable {
        /// Those with p below a bound in (0, 1].
        case significance(Double)
        /// The so many with the largest F, at least one; of equals the earlier column.
        case top(Int)
    }

    /// The test of one feature.
    public struct Score: Sendable, Hashable {
        /// The feature.
        public let name: String
        /// Pearson's correlation with the target.
        public let correlation: Double
        /// The F statistic, at least 0.
        public let statistic: Double
        /// The probability of an F at least as large where there is no correlation.
        public let pValue: Double
    }

    /// What was chosen, and why.
    public struct Selection: Sendable, Hashable {
        /// One for each feature that varies, in the order of the columns.
        public let scores: [Score]
        /// The features kept, in the order of the columns.
        public let kept: [String]
        /// Columns whose values are all equal.
        public let constantColumns: [String]
    }

    /// Which features are kept.
    public var rule: Rule
    /// How many threads share the work; the answer does not depend on it.
    public var parallel = Parallel.automatic

    /// A choice by a rule.
    public init(_ rule: Rule) { self.rule = rule }

    /// Tests every feature and chooses.
    /// - Parameters:
    ///   - rows: the features, n rows.
    ///   - targets: n values.
    /// - Throws: ``LearningError`` of kind `.parameter`, `.shape`, `.insufficientData` below three rows, `.notFinite` or `.constantTarget`.
    /// - Complexity: O(n k)
    public func select(_ rows: FeatureRows, targets: [Double]) throws -> Selection {
        try check()
        guard rows.count > 2 else {
            throw LearningError.insufficientData("An F-test of features", needed: 3, found: rows.count)
        }
        let target = try Target(targets, rows: rows.count)
        let standardization = try Standardization(rows, parallel: parallel)
        let names = standardization.varyingColumns
        let (means, scales) = standardization.selecting(names)
        let design = ScaledDesign(rows: try rows.selecting(names), means: means, scales: scales, parallel: parallel)
        let parts = design.accumulate([Double](repeating: 0, count: design.width)) { chunk, block, sums in
            block.addWeightedSum(targets[chunk].map { $0 - target.mean }, to: &sums)
        }
        let freedom = Double(rows.count - 2)
        let distribution = try FisherF(numerator: 1, denominator: freedom)
        let norm = (target.squares * Double(rows.count)).squareRoot()
        let scores = names.indices.map { column in
            let correlation = min(1, max(-1, parts.reduce(0) { $0 + $1[column + 1] } / norm))
            let square = correlation * correlation
            let statistic = square < 1 ? square / (1 - square) * freedom : .infinity
            return Score(
                name: names[column], correlation: correlation, statistic: statistic,
                pValue: distribution.survival(statistic))
        }
        return Selection(scores: scores, kept: kept(scores), constantColumns: standardization.constantColumns)
    }

    private func kept(_ scores: [Score]) -> [String] {
        switch rule {
        case .significance(let bound): return scores.filter { $0.pValue < bound }.map(\.name)
        case .top(let count):
            let order = scores.indices.sorted { (scores[$1].statistic, $0) < (scores[$0].statistic, $1) }
            return order.prefix(count).sorted().map { scores[$0].name }
        }
    }

    private func check() throws {
        switch rule {
        case .significance(let bound):
            guard bound > 0, bound <= 1 else {
                throw LearningError.parameter("The significance bound", bound, range: "above 0 and at most 1")
            }
        case .top(let count):
            guard count > 0 else { throw LearningError.parameter("The number of features", count, range: "at least 1") }
        }
    }
}
