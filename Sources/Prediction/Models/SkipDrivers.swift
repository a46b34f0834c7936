import Features
import Learning

/// What moves a listener to skip, all else equal. The forecast's own coefficients cannot say so: what it does not know of the listeners
/// draws them towards zero, and features made of earlier skips share the drivers' effects.
struct SkipDrivers {
    /// The drivers, among the features.
    let names: [String]
    let features: [ListenerFeature]
    /// The planted parameters, where the data are simulated.
    let planted: [String: Double]

    /// The effects and the tendency are read together: all intervals hold at once with a probability of at least 95 % (Bonferroni).
    private var level: Double { 1 - 0.05 / Double(names.count + 1) }
    /// With fewer listeners, how they differ cannot be told.
    private static let leastListeners = 20

    /// The drivers' effects; nil where there are too few listeners, or where the data cannot tell the effects apart.
    func find(_ train: TrainingData) throws -> ModelReport.Drivers? {
        guard Set(train.listeners).count >= Self.leastListeners else { return nil }
        let model: RandomInterceptModel
        do {
            var regression = RandomInterceptLogisticRegression()
            regression.level = level
            regression.tolerance = 1e-3
            model = try regression.fit(
                train.matrix.rows.selecting(names), labels: train.labels.map { $0 > 0.5 }, groups: train.listeners)
        } catch let error as LearningError {
            guard [.collinear, .notConverged].contains(error.kind) else {
                throw PredictionError.learning(error.message)
            }
            return nil
        }
        let rows = CoefficientRows(features: features, means: model.means, scales: model.scales, planted: planted)
        return ModelReport.Drivers(
            coefficients: rows.rows(model.coefficients),
            tendency: ModelReport.Estimate(
                value: model.groupDeviation, low: model.groupDeviationInterval.lower,
                high: model.groupDeviationInterval.upper),
            plantedTendency: planted["listener_tendency_deviation"], listeners: model.groupCount)
    }
}
