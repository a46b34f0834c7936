import Foundation
import LinearAlgebra
import Statistics

/// The recorded questions and answers of GrowthBook's statistics.
struct GrowthBookVector: Decodable {
    /// Sums over units, from which everything else follows.
    struct Sums: Decodable {
        let n: Int
        let sum: Double
        let sumSquares: Double
    }

    /// What an arm sent in, of any of their kinds.
    struct Statistic: Decodable {
        let _class: String
        let n: Int
        // A mean, or a proportion, which has no sum of squares.
        let sum, sumSquares: Double?
        // A ratio.
        let mStatistic, dStatistic: Sums?
        let mDSumOfProducts: Double?
        // A mean with a covariate.
        let postStatistic, preStatistic: Sums?
        let postPreSumOfProducts: Double?
        // A ratio with a covariate.
        let mStatisticPost, dStatisticPost, mStatisticPre, dStatisticPre: Sums?
        let mPostMPreSumOfProducts, dPostDPreSumOfProducts, mPreDPreSumOfProducts: Double?
        let mPostDPostSumOfProducts, mPostDPreSumOfProducts, mPreDPostSumOfProducts: Double?
        // A quantile.
        let quantileHat, quantileLower, quantileUpper: Double?
    }

    struct Prior: Decodable {
        let mean, variance: Double
        let proper: Bool
    }

    struct Config: Decodable {
        let differenceType: String
        let alpha: Double
        let postStratify: Bool
        let inverse: Bool?
        let priorType: String?
        let priorEffect: Prior?
        let minVariationWeight: Double?
    }

    struct Result: Decodable {
        struct Uplift: Decodable {
            let mean, stddev: Double
        }
        let expected: Double?
        let uplift: Uplift?
        let errorMessage: String?
        let pValue: Double?
        let chanceToWin: Double?
        let risk: [Double]?
        let cr, banditWeights, bestArmProbabilities: [Double]?
        /// Of one comparison, or of each arm of a bandit.
        let ci: Intervals
    }

    enum Intervals: Decodable {
        case one([Double])
        case many([[Double]])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self =
                try (try? container.decode([Double].self)).map { .one($0) } ?? .many(container.decode([[Double]].self))
        }
    }

    let test: String
    let `class`: String
    /// For each stratum its control and its treatment.
    let strata: [[Statistic]]
    let config: Config
    let result: Result

    private enum CodingKeys: String, CodingKey {
        case test, `class`, stats, config, result
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        test = try container.decode(String.self, forKey: .test)
        `class` = try container.decode(String.self, forKey: .class)
        config = try container.decode(Config.self, forKey: .config)
        result = try container.decode(Result.self, forKey: .result)
        // A bandit's arms are not in strata.
        strata =
            try (try? container.decode([[Statistic]].self, forKey: .stats)) ?? [
                container.decode([Statistic].self, forKey: .stats)
            ]
    }

    static let path = "growthbook/gbstats_vectors.json"

    static func load() throws -> [GrowthBookVector] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode([GrowthBookVector].self, from: Data(contentsOf: SharedData.url(path)))
    }

    var name: String {
        String(test.split(separator: ":").last ?? "") + ", " + (strata.first?.first?._class ?? "") + ", "
            + config.differenceType
    }
    var isRelative: Bool { config.differenceType == "relative" }
}

extension GrowthBookVector.Sums {
    var mean: Double { sum / Double(n) }
    var moments: Moments {
        get throws { try Moments(count: n, mean: n == 0 ? 0 : mean, m2: sumSquares - sum * sum / Double(max(1, n))) }
    }
}

/// What an arm comes to in our terms.
enum GrowthBookArm {
    /// A mean.
    case mean(Moments)
    /// A proportion, whose variance they take as p(1 − p), without n/(n − 1).
    case proportion(Proportion)
    /// Denominators and numerators.
    case ratio(CoMoments)
    /// An outcome and its covariate.
    case adjusted(JointMoments)
    /// Numerator and denominator, and those of the covariate.
    case adjustedRatio(JointMoments)
    /// A quantile with the ends of Woodruff's interval.
    case quantile(Estimate)

    /// - Throws: ``StatisticsError`` where there can be no such data.
    init(_ arm: GrowthBookVector.Statistic) throws {
        if let value = arm.quantileHat, let lower = arm.quantileLower, let upper = arm.quantileUpper {
            let error = try (upper - lower) / (2 * Normal.standard.upperQuantile(0.025))
            // Theirs is a variance of values, over n − 1 and then over n.
            self = .quantile(
                try Estimate(value: value, variance: error * error * Double(arm.n - 1) / Double(arm.n), count: arm.n))
        } else if let m = arm.mStatisticPost, let d = arm.dStatisticPost, let mBefore = arm.mStatisticPre,
            let dBefore = arm.dStatisticPre
        {
            self = .adjustedRatio(
                try Self.joint(
                    [m, d, mBefore, dBefore],
                    [
                        [0, arm.mPostDPostSumOfProducts, arm.mPostMPreSumOfProducts, arm.mPostDPreSumOfProducts],
                        [0, 0, arm.mPreDPostSumOfProducts, arm.dPostDPreSumOfProducts],
                        [0, 0, 0, arm.mPreDPreSumOfProducts],
                    ]))
        } else if let after = arm.postStatistic, let before = arm.preStatistic {
            self = .adjusted(try Self.joint([after, before], [[0, arm.postPreSumOfProducts]]))
        } else if let m = arm.mStatistic, let d = arm.dStatistic, let products = arm.mDSumOfProducts {
            self = .ratio(try CoMoments(x: d.moments, y: m.moments, crossXY: products - m.sum * d.sum / Double(arm.n)))
        } else if let squares = arm.sumSquares {
            self = .mean(try GrowthBookVector.Sums(n: arm.n, sum: arm.sum ?? 0, sumSquares: squares).moments)
        } else {
            self = .proportion(try Proportion(successes: Int(arm.sum ?? 0), trials: arm.n))
        }
    }

    private static func joint(_ columns: [GrowthBookVector.Sums], _ products: [[Double?]]) throws -> JointMoments {
        var matrix = Matrix(rows: columns.count, columns: columns.count)
        for (i, one) in columns.enumerated() {
            matrix[i, i] = try one.moments.m2
            for j in (i + 1)..<max(i + 1, columns.count) {
                matrix[i, j] = (products[i][j] ?? .nan) - one.sum * columns[j].sum / Double(one.n)
                matrix[j, i] = matrix[i, j]
            }
        }
        return try JointMoments(count: columns[0].n, means: columns.map(\.mean), products: matrix)
    }

    /// Both as one sample, as they sum up strata where they do not weigh them.
    func merged(with other: GrowthBookArm) -> GrowthBookArm {
        switch (self, other) {
        case (.mean(var one), .mean(let more)):
            one.merge(more)
            return .mean(one)
        case (.ratio(var one), .ratio(let more)):
            one.merge(more)
            return .ratio(one)
        case (.adjusted(var one), .adjusted(let more)):
            one.merge(more)
            return .adjusted(one)
        case (.adjustedRatio(var one), .adjustedRatio(let more)):
            one.merge(more)
            return .adjustedRatio(one)
        default: return self
        }
    }

    /// The estimate, where an arm can be judged by itself.
    var estimate: Estimate? {
        get throws {
            switch self {
            case .mean(let moments): try moments.meanEstimate()
            case .proportion(let share):
                try Estimate(
                    value: share.estimate, variance: share.estimate * (1 - share.estimate) / Double(share.trials),
                    count: share.trials)
            case .ratio(let pairs): try pairs.ratioEstimate()
            case .quantile(let estimate): estimate
            case .adjusted, .adjustedRatio: nil
            }
        }
    }
}
