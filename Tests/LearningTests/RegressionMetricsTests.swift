import Learning
import LinearAlgebra
import Testing

@Suite struct RegressionMetricsTests {
    static let cases = MetricsReference.shared?.regression ?? []

    @Test(arguments: cases.indices)
    func errorsAgreeWithExactArithmetic(index: Int) throws {
        let reference = Self.cases[index]
        guard let rSquared = reference.rSquared, reference.y.count > 1 else {
            let error = #expect(throws: LearningError.self) {
                try RegressionMetrics(predictions: reference.predictions, targets: reference.y)
            }
            #expect(error?.kind == (reference.y.count > 1 ? .constantTarget : .insufficientData))
            return
        }
        let metrics = try RegressionMetrics(predictions: reference.predictions, targets: reference.y)
        #expect(isClose(metrics.rSquared.value, rSquared, relative: 1e-9, absolute: 1e-12))
        #expect(isClose(metrics.rootMeanSquaredError.value, reference.rmse, relative: 1e-12, absolute: 1e-15))
        #expect(isClose(metrics.meanAbsoluteError.value, reference.mae, relative: 1e-12, absolute: 1e-15))
        #expect(isClose(metrics.meanError.value, reference.bias, relative: 1e-9, absolute: 1e-15))
        for metric in metrics.named.values { #expect(metric.interval?.contains(metric.value) == true) }
    }

    @Test func theReferenceHoldsRegressions() { #expect(Self.cases.count == 7) }

    @Test func intervalsCoverTheTruthAsOftenAsTheyPromise() throws {
        // Target = signal + noise of a quarter of its variance, predicted by the signal: R² = 0.8, RMSE = 1, MAE = √(2/π).
        var covered = [0, 0, 0, 0]
        for seed in 0..<300 {
            var random = RandomGenerator(seed: 50, stream: UInt64(seed))
            let signal = (0..<400).map { _ in 2 * random.normal() }
            let metrics = try RegressionMetrics(predictions: signal, targets: signal.map { $0 + random.normal() })
            let hits = [
                metrics.rSquared.interval?.contains(0.8), metrics.rootMeanSquaredError.interval?.contains(1),
                metrics.meanAbsoluteError.interval?.contains(0.7978845608028654),
                metrics.meanError.interval?.contains(0),
            ]
            for (place, hit) in hits.enumerated() where hit == true { covered[place] += 1 }
        }
        // 95 % of 300 is 285; four binomial standard deviations are 15.
        for count in covered { #expect(abs(count - 285) <= 15) }
    }

    @Test func lengthsThatDifferAndMissingPredictionsAreRefused() {
        #expect(throws: LearningError.self) { try RegressionMetrics(predictions: [1], targets: [1, 2]) }
        let error = #expect(throws: LearningError.self) {
            try RegressionMetrics(predictions: [1, .nan], targets: [1, 2])
        }
        #expect(error?.kind == .notFinite)
    }
}
