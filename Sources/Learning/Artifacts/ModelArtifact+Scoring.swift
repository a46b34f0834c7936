import Foundation

extension ModelArtifact {
    /// The score of one row: a probability of a logistic model, an expected value of a linear one.
    ///
    /// It sums up raw coefficients as the SQL of ``sqlExpression(column:)`` does.
    /// - Parameter row: one finite value for each of `featureNames`, in their order.
    /// - Throws: ``LearningError`` of kind `.shape` or `.notFinite`.
    /// - Complexity: O(k)
    public func score(row: [Double]) throws -> Double {
        guard row.count == coefficients.count else {
            throw LearningError.length("feature values", expected: coefficients.count, found: row.count)
        }
        var sum = intercept.raw.value
        for (coefficient, value) in zip(coefficients, row) {
            guard value.isFinite else { throw LearningError.notFinite(column: coefficient.name, row: 0) }
            sum += coefficient.raw.value * value
        }
        return kind == .logistic ? logistic(sum) : sum
    }

    /// The score of every row.
    /// - Parameter rows: rows with the model's features among their columns, in any order.
    /// - Throws: ``LearningError`` of kind `.shape` where a feature is missing.
    public func scores(_ rows: FeatureRows) throws -> [Double] {
        let solution = [intercept.standardized.value] + coefficients.map(\.standardized.value)
        let predictor = LinearPredictor(names: featureNames, solution: solution, means: means, scales: scales)
        switch kind {
        case .logistic: return try predictor.values(of: rows, parallel: .automatic, logistic)
        case .linear: return try predictor.values(of: rows, parallel: .automatic)
        }
    }

    /// The score as an SQL expression, written with what DuckDB, PostgreSQL, Spark and BigQuery have in common.
    ///
    /// Numbers have 17 digits and an exponent, so that every engine takes them for the same double. A probability is spelled
    /// ½ + ½ tanh(η/2), which is 1/(1 + exp(−η)) without the overflow that some engines refuse; it is exact to 10⁻¹⁶, and 0 or 1 where η is
    /// beyond ±38. A feature that is NULL makes the score NULL.
    /// - Parameter column: the SQL of a feature, quoted and qualified as needed; a number in double precision or a whole number.
    public func sqlExpression(column: (String) -> String) -> String {
        let terms =
            [Self.literal(intercept.raw.value)]
            + coefficients.map { "\(Self.literal($0.raw.value)) * \(column($0.name))" }
        let sum = terms.joined(separator: " + ")
        return kind == .logistic ? "(0.5e0 + 0.5e0 * TANH(0.5e0 * (\(sum))))" : "(\(sum))"
    }

    private static func literal(_ number: Double) -> String {
        let digits = String(format: "%.16e", number)
        return number < 0 ? "(\(digits))" : digits
    }
}
