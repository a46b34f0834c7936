import Learning

/// The contents of ridge.json.
struct RidgeReference: Decodable, Sendable {
    struct LeastSquares: Decodable, Sendable {
        let intercept: Double
        let coefficients: [Double]
        let standardErrors: [Double]
        let t: [Double]
        let p: [Double]
        let lower: [Double]
        let upper: [Double]
        let covariance: [Double]
        let degreesOfFreedom: Int
        let sigma: Double
        let rSquared: Double
        let adjustedRSquared: Double
        let f: Double
        let fP: Double
        let predictions: [Double]
    }

    struct Ridge: Decodable, Sendable {
        let lambda: Double
        let standardised: Bool
        let intercept: Double
        let coefficients: [Double]
        let rawIntercept: Double
        let rawCoefficients: [Double]
        let residualSumOfSquares: Double
        let predictions: [Double]
    }

    struct Univariate: Decodable, Sendable {
        let correlation: [Double]
        let f: [Double]
        let p: [Double]
        let order: [Int]
    }

    struct DataSet: Decodable, Sendable {
        let name: String
        let columns: [String]
        let x: [Double]
        let y: [Double]
        let means: [Double]
        let ols: LeastSquares?
        let ridge: [Ridge]
        let univariate: Univariate

        func matrix() throws -> FeatureMatrix { try doubleMatrix(columns, rows: x) }
    }

    let datasets: [DataSet]

    static let shared = try? ReferenceFile.load("ridge", as: RidgeReference.self)
}
