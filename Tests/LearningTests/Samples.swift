import Foundation
import Learning
import LinearAlgebra

/// Simulated rows with a known truth.
struct Sample {
    var matrix: FeatureMatrix
    var labels: [Bool] = []
    var targets: [Double] = []

    /// Rows whose labels and targets follow weights per standard deviation.
    /// - Parameter columns: centre and spread of each feature, and its weight.
    init(
        rows: Int, columns: [(center: Double, spread: Double, weight: Double)], intercept: Double = -0.3,
        precision: FeatureMatrix.Precision = .double, seed: UInt64 = 1
    ) throws {
        matrix = try FeatureMatrix(columnNames: columns.indices.map { "x\($0)" }, precision: precision)
        var random = RandomGenerator(seed: seed)
        var values: [Double] = []
        for _ in 0..<rows {
            var predictor = intercept
            for column in columns {
                let draw = random.normal()
                predictor += column.weight * draw
                values.append(column.center + column.spread * draw)
            }
            labels.append(random.uniform() < 1 / (1 + exp(-predictor)))
            targets.append(predictor + random.normal())
        }
        try matrix.append(rows: values)
    }

    static let ordinaryColumns = [(0.0, 1.0, 0.8), (50.0, 10.0, -0.5), (1e6, 5.0, 0.3), (0.001, 0.0002, 0.0)].map {
        (center: $0.0, spread: $0.1, weight: $0.2)
    }
}

/// A matrix of double precision.
func doubleMatrix(_ names: [String], rows: [Double]) throws -> FeatureMatrix {
    var matrix = try FeatureMatrix(columnNames: names, precision: .double)
    try matrix.append(rows: rows)
    return matrix
}
