import Foundation
import Learning

/// The contents of logistic.json.
struct LogisticReference: Decodable, Sendable {
    struct Fit: Decodable, Sendable {
        let lambda: Double
        let standardised: Bool
        let weighted: Bool
        let intercept: Double
        let coefficients: [Double]
        let rawIntercept: Double
        let rawCoefficients: [Double]
        let objective: Double
        let logLikelihood: Double
        let probabilities: [Double]
        let standardErrors: [Double]?
        let covariance: [Double]?
    }

    struct DataSet: Decodable, Sendable {
        let name: String
        let rows: Int
        let columns: [String]
        let x: [Double]
        let y: [Int]
        let weights: [Double]?
        let fits: [Fit]
    }

    struct Separable: Decodable, Sendable {
        let name: String
        let separation: String
        let x: [Double]
        let columns: Int
        let y: [Int]
        let fits: [Fit]
    }

    let datasets: [DataSet]
    let separable: [Separable]

    static let shared = try? ReferenceFile.load("logistic", as: LogisticReference.self)
}
