internal import Foundation

extension RandomGenerator {
    /// A normally distributed number.
    ///
    /// Source: Marsaglia and Bray's polar method (1964), doi:10.1137/1006063. It draws pairs and keeps the second for the next call.
    /// - Parameters:
    ///   - mean: 0 unless told.
    ///   - standardDeviation: at least 0; 1 unless told.
    public mutating func normal(mean: Double = 0, standardDeviation: Double = 1) -> Double {
        if let spare = spareNormal {
            spareNormal = nil
            return mean + standardDeviation * spare
        }
        var x: Double, y: Double, square: Double
        repeat {
            x = 2 * uniform() - 1
            y = 2 * uniform() - 1
            square = x * x + y * y
        } while square >= 1 || square == 0
        let factor = (-2 * log(square) / square).squareRoot()
        spareNormal = y * factor
        return mean + standardDeviation * (x * factor)
    }

    /// An exponentially distributed waiting time.
    /// - Parameter rate: events per unit of time, above 0; the mean is 1 / rate.
    public mutating func exponential(rate: Double = 1) -> Double {
        precondition(rate > 0, "a rate is above zero")
        return -log(1 - uniform()) / rate
    }

    /// A gamma distributed number with mean shape · scale and variance shape · scale².
    ///
    /// Source: Marsaglia and Tsang (2000), doi:10.1145/358407.358414; below shape 1 through its remark on G(a) = G(a + 1) U^(1/a).
    /// - Parameters:
    ///   - shape: above 0.
    ///   - scale: above 0; 1 unless told.
    public mutating func gamma(shape: Double, scale: Double = 1) -> Double {
        precondition(shape > 0 && scale > 0, "shape and scale are above zero")
        if shape < 1 {
            let power = pow(1 - uniform(), 1 / shape)
            return gamma(shape: shape + 1, scale: scale) * power
        }
        let d = shape - 1 / 3.0
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            let u = 1 - uniform()
            if u < 1 - 0.0331 * (x * x) * (x * x) || log(u) < 0.5 * x * x + d * (1 - v + log(v)) {
                return d * v * scale
            }
        }
    }

    /// A Poisson distributed count.
    ///
    /// Source: below mean 10 by inversion; from there Hörmann's transformed rejection PTRS (1993), doi:10.1016/0167-6687(93)90997-4.
    /// - Parameter mean: at least 0 and below 10¹⁵.
    public mutating func poisson(_ mean: Double) -> Int {
        precondition(mean >= 0 && mean < 1e15, "a Poisson mean lies in 0..<1e15")
        return mean < 10 ? poissonByInversion(mean) : poissonByRejection(mean)
    }

    private mutating func poissonByInversion(_ mean: Double) -> Int {
        let u = uniform()
        var count = 0
        var probability = exp(-mean)
        var cumulative = probability
        // Beyond 200 at a mean below 10 there is no probability left that a double could hold.
        while u >= cumulative, count < 200 {
            count += 1
            probability *= mean / Double(count)
            cumulative += probability
        }
        return count
    }

    private mutating func poissonByRejection(_ mean: Double) -> Int {
        let logMean = log(mean)
        let b = 0.931 + 2.53 * mean.squareRoot()
        let a = -0.059 + 0.02483 * b
        let logInverseAlpha = log(1.1239 + 1.1328 / (b - 3.4))
        let vr = 0.9277 - 3.6224 / (b - 2)
        while true {
            let u = uniform() - 0.5
            let v = 1 - uniform()
            let us = 0.5 - abs(u)
            let k = ((2 * a / us + b) * u + mean + 0.43).rounded(.down)
            if us >= 0.07, v <= vr { return Int(k) }
            if k < 0 || (us < 0.013 && v > us) { continue }
            if log(v) + logInverseAlpha - log(a / (us * us) + b) <= k * logMean - mean - Self.logFactorial(k) {
                return Int(k)
            }
        }
    }

    /// ln k! by Stirling's series, shifted upwards where k is small.
    private static func logFactorial(_ k: Double) -> Double {
        var x = k + 1
        var shift = 0.0
        while x < 10 {
            shift += log(x)
            x += 1
        }
        let inverse = 1 / x
        let square = inverse * inverse
        let series = inverse * (1 / 12.0 - square * (1 / 360.0 - square * (1 / 1260.0 - square / 1680)))
        return (x - 0.5) * log(x) - x + 0.918_938_533_204_672_8 + series - shift
    }
}
