import Features
import Foundation
import Learning
import Listening
package import Warehouse

/// Trains the skip model: will the listener skip this play? L2 logistic regression on what was known before the play began.
package struct SkipTrainer: Sendable {
    private let spec = ModelSpec.skip
    private let warehouse: any Warehouse
    private let options: TrainingOptions

    package init(_ warehouse: any Warehouse, options: TrainingOptions) {
        self.warehouse = warehouse
        self.options = options
    }

    /// Trains on the earlier plays, judges on the later ones beside plain rules and the planted truth, and keeps the result.
    /// - Throws: ``PredictionError`` `models.too-little-data` or `models.one-outcome`.
    package func train(registry: ModelRegistry) async throws -> ModelReport {
        let features = spec.features(warehouse.dialect)
        let reader = DataReader(
            features: features, truth: ("truth_plays", spec.unit.key, "skip_probability"),
            baselines: ["baseline_last_10", "baseline_listener_mean"])
        let (split, facts, leftOut, planted) = try await warehouse.read { connection in
            let days = try options.days ?? DataDays.all(connection)
            let (facts, unknown) = try Self.known(connection, days)
            guard facts >= 200 else {
                throw PredictionError.tooLittle(spec.label.known, needed: 200, found: facts)
            }
            let split = try TimeSplit(
                table: spec.unit.table, condition: spec.label.condition, days: days, share: options.trainShare,
                connection)
            return (split, facts, unknown, try PlantedTruth.parameters("skip.", connection))
        }
        let (train, test) = try await reader.read(split, facts: facts, warehouse)
        guard train.count >= 100, test.count >= 20 else {
            throw PredictionError.tooLittle("plays in the test window", needed: 20, found: test.count)
        }
        let labels = train.labels.map { $0 > 0.5 }
        guard labels.contains(true), labels.contains(false) else {
            throw PredictionError.oneOutcome("plays to learn from")
        }
        let model: LogisticModel
        do {
            model = try LogisticRegression(l2: options.penalty).fit(train.matrix.rows, labels: labels)
        } catch let error as LearningError {
            throw PredictionError.learning(error.message)
        }
        let judged = try judge(model, train: train, test: test)
        let coefficients = CoefficientRows(
            features: features.features, means: model.means, scales: model.scales, planted: [:])
        let artifact = try ModelArtifactBuilder(spec: spec, options: options, train: train, test: test).artifact(
            model, metrics: judged.metrics)
        let report = ModelReport(
            name: spec.name, version: 0, kind: spec.kind.rawValue,
            about:
                "Logistic regression with an L2 penalty on \(model.featureNames.count) features known before the play began; it predicts whether the listener skips the play early or before half of it.",
            trainedAt: "\(options.now)", training: Windows.window(train), test: Windows.window(test),
            fingerprint: artifact.fingerprint,
            dataFingerprint: Windows.fingerprint(train, test), loads: try await Loads.all(warehouse),
            penalty: options.penalty,
            scores: judged.scores, curves: judged.curves,
            calibration: judged.calibration, coefficients: coefficients.rows(model.coefficients),
            dropped: model.droppedColumns.map {
                ModelReport.Dropped(feature: $0, reason: "the same value in every row")
            },
            drivers: try SkipDrivers(names: spec.drivers, features: features.features, planted: planted).find(train),
            leftOut: leftOut,
            unjudged: try await UnjudgedListeners.find(train: train, test: test, warehouse))
        return try registry.save(report, artifact: artifact.data)
    }

    private struct Judged {
        var scores: [ModelReport.Score] = []
        var curves: [ModelReport.Curve] = []
        var calibration: [ModelReport.CalibrationBin] = []
        var metrics: [String: MetricValue] = [:]
    }

    private func judge(_ model: LogisticModel, train: TrainingData, test: TrainingData) throws -> Judged {
        let labels = test.labels.map { $0 > 0.5 }
        guard labels.contains(true), labels.contains(false) else {
            throw PredictionError.oneOutcome("plays to judge on")
        }
        let global = train.labels.reduce(0, +) / Double(train.count)
        let listenerMean = Baselines.filled(test.baselines["baseline_listener_mean"], with: global, count: test.count)
        let lastTen = Baselines.filled(test.baselines["baseline_last_10"], with: listenerMean)
        var scorers: [(String, ModelReport.Role, [Double])] = [
            ("Logistic regression", .model, try model.probabilities(test.matrix.rows)),
            ("Listener's last 10 plays", .baseline, lastTen),
            ("Listener's own rate", .baseline, listenerMean),
            ("One rate for all", .baseline, Array(repeating: global, count: test.count)),
        ]
        if test.hasOracle { scorers.append(("Planted probability", .oracle, test.oracle)) }
        var judged = Judged()
        for (name, role, probabilities) in scorers {
            let metrics = try BinaryClassificationMetrics(probabilities: probabilities, labels: labels)
            judged.scores.append(Self.score(name, role, metrics))
            judged.curves.append(
                ModelReport.Curve(
                    name: name, role: role,
                    points: metrics.rocCurve.points.map { [$0.falsePositiveRate, $0.truePositiveRate] },
                    auc: metrics.areaUnderCurve.value))
            if role == .model {
                judged.metrics = try metrics.named()
                judged.calibration = metrics.calibrationByCount.bins.map {
                    ModelReport.CalibrationBin(
                        predicted: $0.meanProbability, observed: $0.rate, low: $0.interval.lower,
                        high: $0.interval.upper, count: $0.count)
                }
            }
        }
        return judged
    }

    private static func score(_ name: String, _ role: ModelReport.Role, _ metrics: BinaryClassificationMetrics)
        -> ModelReport.Score
    {
        let area = metrics.areaUnderCurve
        return ModelReport.Score(
            name: name, role: role,
            auc: ModelReport.Estimate(
                value: area.value, low: area.interval?.lower ?? area.value, high: area.interval?.upper ?? area.value),
            logLoss: metrics.losses.logLoss.value, brier: metrics.losses.brierScore.value,
            calibrationError: metrics.calibration.expectedCalibrationError, precision: metrics.decisions.precision,
            recall: metrics.decisions.recall,
            f1: metrics.decisions.f1)
    }

    /// How many plays of the days have a known skip, and of how many the source does not record it.
    private static func known(_ connection: any WarehouseConnection, _ days: ClosedRange<CalendarDay>) throws -> (
        known: Int, unknown: Int
    ) {
        let row = try connection.query(
            Statement(
                SQLFile.statement("known_skips", in: EmbeddedFiles.text),
                ["first_day": .day(days.lowerBound), "last_day": .day(days.upperBound)]))
        return (Int(row.value("known", at: 0).integer ?? 0), Int(row.value("unknown", at: 0).integer ?? 0))
    }
}
