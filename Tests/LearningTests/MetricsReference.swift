/// The contents of metrics.json.
struct MetricsReference: Decodable, Sendable {
    struct Decision: Decodable, Sendable {
        let threshold: Double
        let tp: Int
        let fp: Int
        let fn: Int
        let tn: Int
        let accuracy: Double?
        let precision: Double?
        let recall: Double?
        let specificity: Double?
        let f1: Double?
        let accuracyInterval: [Double]?
        let precisionInterval: [Double]?
        let recallInterval: [Double]?
    }

    struct Calibration: Decodable, Sendable {
        struct Bin: Decodable, Sendable {
            let bin: Int
            let count: Int
            let meanScore: Double
            let rate: Double
        }

        let ece: Double
        let bins: [Bin]
    }

    struct Classification: Decodable, Sendable {
        let name: String
        let positives: Int
        let probabilities: Bool
        let labels: [Int]
        let scores: [Double]
        let auc: Double?
        let delongVariance: Double?
        let delongInterval: [Double]?
        let rocPoints: Int?
        let roc: [[Double?]]?
        let averagePrecision: Double?
        let atHalf: Decision?
        let atBest: Decision?
        let logLossClipped: Double?
        let brier: Double?
        let equalWidth: Calibration?
        let equalCount: Calibration?

        var hasBothClasses: Bool { positives > 0 && positives < labels.count }
    }

    struct Comparison: Decodable, Sendable {
        let name: String
        let `case`: String?
        let labels: [Int]?
        let first: [Double]?
        let second: [Double]
        let difference: Double
        let variance: Double
        let interval: [Double]
        let z: Double?
        let p: Double?
    }

    struct Regression: Decodable, Sendable {
        let name: String
        let y: [Double]
        let predictions: [Double]
        let rSquared: Double?
        let rmse: Double
        let mae: Double
        let bias: Double
    }

    let classification: [Classification]
    let comparisons: [Comparison]
    let regression: [Regression]

    static let shared = try? ReferenceFile.load("metrics", as: MetricsReference.self)
}
