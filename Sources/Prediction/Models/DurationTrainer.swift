import Features
import Foundation
import Learning
import Listening
package import Warehouse

/// Trains the session-duration forecast: how many minutes will this session last? Linear regression, with features chosen by an F-test.
package struct DurationTrainer: Sendable {
    private let spec = ModelSpec.duration
    private let warehouse: any Warehouse
    private let options: TrainingOptions
    /// Features whose univariate F-test has a larger p-value are left out.
    private let significance = 0.01

    package init(_ warehouse: any Warehouse, options: TrainingOptions) {
        self.warehouse = warehouse
        self.options = options
    }

    /// Trains on the earlier sessions, judges on the later ones beside plain rules and the planted truth, and keeps the result.
    package func train(registry: ModelRegistry) async throws -> ModelReport {
        let features = spec.features(warehouse.dialect)
        let reader = DataReader(
            features: features, truth: ("truth_sessions", spec.unit.key, "expected_seconds"),
            baselines: ["baseline_listener_mean", "baseline_last_5"])
        let (split, facts, leftOut) = try await warehouse.read { connection in
            let days = try options.days ?? DataDays.all(connection)
            let (facts, unknown) = try Self.lengths(connection, days)
            guard facts >= 60 else {
                throw PredictionError.tooLittle(spec.label.known, needed: 60, found: facts)
            }
            let split = try TimeSplit(
                table: spec.unit.table, condition: spec.label.condition, days: days, share: options.trainShare,
                connection)
            return (split, facts, unknown)
        }
        let (train, test) = try await reader.read(split, facts: facts, warehouse)
        guard train.count >= 40, test.count >= 10 else {
            throw PredictionError.tooLittle("sessions in the test window", needed: 10, found: test.count)
        }
        let selection: FTestSelection.Selection
        let model: LinearModel
        do {
            selection = try FTestSelection(.significance(significance)).select(train.matrix.rows, targets: train.labels)
            let kept =
                selection.kept.isEmpty
                ? try FTestSelection(.top(1)).select(train.matrix.rows, targets: train.labels).kept : selection.kept
            model = try LinearRegression(l2: options.penalty).fit(
                train.matrix.rows.selecting(kept), targets: train.labels)
        } catch let error as LearningError {
            throw PredictionError.learning(error.message)
        }
        let predictions = try model.predictions(test.matrix.rows.selecting(model.featureNames))
        let judged = try judge(predictions, train: train, test: test)
        let coefficients = CoefficientRows(
            features: features.features, means: model.means, scales: model.scales, planted: [:])
        let artifact = try ModelArtifactBuilder(spec: spec, options: options, train: train, test: test).artifact(
            model, metrics: judged.metrics)
        let kept = Set(model.featureNames)
        let dropped =
            selection.constantColumns.map { ModelReport.Dropped(feature: $0, reason: "the same value in every row") }
            + selection.scores.filter { !kept.contains($0.name) }.map {
                ModelReport.Dropped(
                    feature: $0.name, reason: String(format: "F-test p = %.3f, above %.2f", $0.pValue, significance))
            }
        let report = ModelReport(
            name: spec.name, version: 0, kind: spec.kind.rawValue,
            about:
                "Linear regression on \(model.featureNames.count) features known before the session began, chosen by F-test; it predicts how many minutes the session lasts.",
            trainedAt: "\(options.now)", training: Windows.window(train), test: Windows.window(test),
            fingerprint: artifact.fingerprint,
            dataFingerprint: Windows.fingerprint(train, test), loads: try await Loads.all(warehouse),
            penalty: options.penalty,
            scores: judged.scores, curves: [],
            calibration: Self.calibration(predictions, test.labels),
            coefficients: coefficients.rows(model.coefficients), dropped: dropped,
            leftOut: leftOut,
            unjudged: try await UnjudgedListeners.find(train: train, test: test, warehouse))
        return try registry.save(report, artifact: artifact.data)
    }

    /// How many sessions of the days have a known length, and of how many the source does not record it.
    private static func lengths(_ connection: any WarehouseConnection, _ days: ClosedRange<CalendarDay>) throws -> (
        known: Int, unknown: Int
    ) {
        let row = try connection.query(
            Statement(
                SQLFile.statement("known_lengths", in: EmbeddedFiles.text),
                ["first_day": .day(days.lowerBound), "last_day": .day(days.upperBound)]))
        return (Int(row.value("known", at: 0).integer ?? 0), Int(row.value("unknown", at: 0).integer ?? 0))
    }

    private func judge(_ predictions: [Double], train: TrainingData, test: TrainingData) throws -> (
        scores: [ModelReport.Score], metrics: [String: MetricValue]
    ) {
        let global = train.labels.reduce(0, +) / Double(train.count)
        let listenerMean = Baselines.filled(test.baselines["baseline_listener_mean"], with: global, count: test.count)
        let lastFive = Baselines.filled(test.baselines["baseline_last_5"], with: listenerMean)
        var scorers: [(String, ModelReport.Role, [Double])] = [
            ("Linear regression", .model, predictions), ("Listener's last 5 sessions", .baseline, lastFive),
            ("Listener's own mean", .baseline, listenerMean),
            ("One mean for all", .baseline, Array(repeating: global, count: test.count)),
        ]
        if test.hasOracle { scorers.append(("Planted expectation", .oracle, test.oracle.map { $0 / 60 })) }
        var metrics: [String: MetricValue] = [:]
        let scores = try scorers.map { name, role, predictions in
            let judged: RegressionMetrics
            do { judged = try RegressionMetrics(predictions: predictions, targets: test.labels) } catch let error
                as LearningError
            {
                throw PredictionError.learning(error.message)
            }
            if role == .model { metrics = judged.named }
            let square = judged.rSquared
            return ModelReport.Score(
                name: name, role: role,
                rSquared: ModelReport.Estimate(
                    value: square.value, low: square.interval?.lower ?? square.value,
                    high: square.interval?.upper ?? square.value),
                rmse: judged.rootMeanSquaredError.value, mae: judged.meanAbsoluteError.value)
        }
        return (scores, metrics)
    }

    /// Ten bins of equal count by prediction: mean predicted, mean observed, and its 95 % interval.
    private static func calibration(_ predictions: [Double], _ targets: [Double]) -> [ModelReport.CalibrationBin] {
        let order = predictions.indices.sorted { predictions[$0] < predictions[$1] }
        let bins = min(10, max(1, predictions.count / 20))
        return (0..<bins).compactMap { bin in
            let members = order[(bin * order.count / bins)..<((bin + 1) * order.count / bins)]
            guard members.count > 1 else { return nil }
            let count = Double(members.count)
            let predicted = members.reduce(0) { $0 + predictions[$1] } / count
            let observed = members.reduce(0) { $0 + targets[$1] } / count
            let variance = members.reduce(0) { $0 + (targets[$1] - observed) * (targets[$1] - observed) } / (count - 1)
            let reach = 1.959964 * (variance / count).squareRoot()
            return ModelReport.CalibrationBin(
                predicted: predicted, observed: observed, low: observed - reach, high: observed + reach,
                count: members.count)
        }
    }
}
