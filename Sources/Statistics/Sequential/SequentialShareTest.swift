import Foundation

/// Whether units are shared out as they should be, looked at as often as one likes: the test for a sample ratio mismatch while an experiment
/// runs.
///
/// The evidence is a Bayes factor of shares around the weights (a Dirichlet distribution) against the weights themselves; it exceeds 1/α
/// at any time with a probability of at most α if the weights hold.
/// Source: Lindon and Malek (2022), doi:10.48550/arXiv.2011.03567. Reference: sequential.json.
public struct SequentialShareTest: Sendable, Hashable {
    /// The expected shares, which sum to 1. Arms of weight 0 are left out.
    public let shares: [Double]
    /// How closely the alternative lies around the weights: the sum of the Dirichlet parameters. Larger finds smaller mismatches later.
    public let concentration: Double
    /// The smallest p-value so far.
    public private(set) var pValue = 1.0
    private let live: [Int]

    /// - Parameters:
    ///   - weights: at least 0 each, at least two above 0.
    ///   - concentration: above 0.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(weights: [Double], concentration: Double = 10_000) throws {
        for weight in weights where !(weight >= 0 && weight.isFinite) {
            throw StatisticsError.parameter("A weight", weight, range: "finite and at least 0")
        }
        live = weights.indices.filter { weights[$0] > 0 }
        guard live.count >= 2 else {
            throw StatisticsError.parameter("The number of weights above 0", live.count, range: "at least 2")
        }
        guard concentration > 0, concentration.isFinite else {
            throw StatisticsError.parameter("The concentration", concentration, range: "finite and above 0")
        }
        let total = weights.reduce(0, +)
        shares = weights.map { $0 / total }
        self.concentration = concentration
    }

    /// Looks at all counts so far.
    /// - Parameter counts: in the order of the weights, 0 where the weight is.
    /// - Returns: the smallest p-value so far.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    @discardableResult
    public mutating func look(_ counts: [Int]) throws -> Double {
        guard counts.count == shares.count else {
            throw StatisticsError.parameter(
                "The number of counts", counts.count, range: "\(shares.count), as that of the weights")
        }
        for (count, share) in zip(counts, shares) where count < 0 || (share == 0 && count > 0) {
            throw StatisticsError.parameter("A count", count, range: share == 0 ? "0, as its weight is" : "at least 0")
        }
        let total = Double(counts.reduce(0, +))
        var evidence = lgamma(concentration) - lgamma(concentration + total)
        for arm in live {
            let count = Double(counts[arm]), prior = concentration * shares[arm]
            evidence += lgamma(prior + count) - lgamma(prior) - count * log(shares[arm])
        }
        pValue = min(pValue, exp(-evidence))
        return pValue
    }
}
