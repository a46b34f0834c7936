import Learning
import Statistics
import Testing

@Suite struct ClassificationMetricsTests {
    static let cases = MetricsReference.shared?.classification ?? []

    @Test func theReferenceHoldsTiesSingleClassesAndCertainScores() {
        #expect(Self.cases.count == 18)
        #expect(Self.cases.lazy.count { !$0.hasBothClasses } == 2)
    }

    @Test(arguments: cases.indices)
    func theAreaAndItsVarianceAgreeWithExactArithmetic(index: Int) throws {
        let reference = Self.cases[index], labels = reference.labels.map { $0 == 1 }
        guard reference.hasBothClasses else {
            let error = #expect(throws: LearningError.self) {
                try AreaUnderCurve(scores: reference.scores, labels: labels)
            }
            #expect(error?.kind == .oneClass)
            return
        }
        let area = try AreaUnderCurve(scores: reference.scores, labels: labels)
        #expect(isClose(area.value, try #require(reference.auc), relative: 1e-15))
        #expect((area.standardError == nil) == (reference.delongVariance == nil))
        if let error = area.standardError, let variance = reference.delongVariance {
            #expect(isClose(error * error, variance, relative: 1e-12, absolute: 1e-18))
        }
        if let interval = area.interval, let expected = reference.delongInterval {
            #expect(isClose(interval.lower, max(0, expected[0]), relative: 1e-12, absolute: 1e-15))
            #expect(isClose(interval.upper, min(1, expected[1]), relative: 1e-12))
        }
    }

    @Test(arguments: cases.indices.filter { cases[$0].probabilities && cases[$0].hasBothClasses })
    func everythingAskedOfAClassifierAgreesWithExactArithmetic(index: Int) throws {
        let reference = Self.cases[index]
        let metrics = try BinaryClassificationMetrics(
            probabilities: reference.scores, labels: reference.labels.map { $0 == 1 })
        #expect(metrics.count == reference.labels.count && metrics.positives == reference.positives)
        #expect(isClose(metrics.averagePrecision, try #require(reference.averagePrecision), relative: 1e-13))
        #expect(
            isClose(
                metrics.losses.logLoss.value, try #require(reference.logLossClipped), relative: 1e-12, absolute: 1e-15))
        #expect(
            isClose(metrics.losses.brierScore.value, try #require(reference.brier), relative: 1e-12, absolute: 1e-15))
        expect(metrics.decisions, agreesWith: try #require(reference.atHalf))
        expect(metrics.bestF1, agreesWith: try #require(reference.atBest))
        expect(metrics.calibration, agreesWith: try #require(reference.equalWidth))
        expect(metrics.calibrationByCount, agreesWith: try #require(reference.equalCount))
        #expect(try metrics.named()["auc"]?.value == metrics.areaUnderCurve.value)
        #expect(try metrics.named().keys.contains("precision") == (reference.atHalf?.precision != nil))
    }

    @Test(arguments: cases.indices.filter { cases[$0].hasBothClasses })
    func theCurveAgreesWithExactArithmetic(index: Int) throws {
        let reference = Self.cases[index]
        let labels = reference.labels.map { $0 == 1 }
        let whole = try RocCurve(scores: reference.scores, labels: labels, pointLimit: 100_000).points
        #expect(whole.count == reference.rocPoints)
        if let expected = reference.roc {
            for (point, expected) in zip(whole, expected) {
                #expect(
                    point.falsePositiveRate == expected[0] && point.truePositiveRate == expected[1]
                        && point.threshold == expected[2])
            }
        }
        let thinned = try RocCurve(scores: reference.scores, labels: labels).points
        #expect(thinned.count <= 200 && thinned.count >= min(whole.count, 100))
        #expect(thinned.first == whole.first && thinned.last == whole.last)
        #expect(Set(thinned).isSubset(of: whole))
        // Neighbours lie at most one spacing and one step of the curve apart.
        let gaps = zip(thinned, thinned.dropFirst()).map {
            $1.truePositiveRate - $0.truePositiveRate + $1.falsePositiveRate - $0.falsePositiveRate
        }
        let steps = zip(whole, whole.dropFirst()).map {
            $1.truePositiveRate - $0.truePositiveRate + $1.falsePositiveRate - $0.falsePositiveRate
        }
        #expect((gaps.max() ?? 0) <= 2 / 199.0 + (steps.max() ?? 0))
    }

    @Test func pointsLieEvenlyAlongACurveThatBeginsWithALongTie() throws {
        // Half of the way is one step; the other half may have half of the points.
        let scores = (0..<4000).map { $0 < 2000 ? 1.0 : 1 - Double($0) / 5000 }
        let points = try RocCurve(scores: scores, labels: (0..<4000).map { $0.isMultiple(of: 2) }).points
        #expect(points[1].threshold == 1 && points[1].falsePositiveRate == 0.5 && points[1].truePositiveRate == 0.5)
        #expect(points.count >= 100 && points.count <= 103)
    }

    @Test func certainAndWrongProbabilitiesCostTheClippingsLogarithm() throws {
        let losses = try ProbabilityLosses(probabilities: [0, 1], labels: [true, false])
        #expect(isClose(losses.logLoss.value, 36.04365338911715, relative: 1e-15))
        #expect(losses.brierScore.value == 1)
    }

    @Test(arguments: [-0.1, 1.1, .nan])
    func whatIsNoProbabilityIsRefused(value: Double) {
        #expect(throws: LearningError.self) {
            try BinaryClassificationMetrics(probabilities: [0.5, value], labels: [true, false])
        }
        #expect(throws: LearningError.self) {
            try CalibrationCurve(probabilities: [0.5, value], labels: [true, false])
        }
        #expect(throws: LearningError.self) {
            try ProbabilityLosses(probabilities: [0.5, value], labels: [true, false])
        }
    }

    @Test func lengthsThatDifferAreRefused() {
        #expect(throws: LearningError.self) { try AreaUnderCurve(scores: [1, 2, 3], labels: [true, false]) }
        #expect(throws: LearningError.self) { try ProbabilityLosses(probabilities: [0.5], labels: []) }
        #expect(throws: LearningError.self) { try AreaUnderCurve(scores: [], labels: []) }
        #expect(throws: LearningError.self) { try RocCurve(scores: [0, 1], labels: [true, false], pointLimit: 1) }
    }

    private func expect(_ found: ConfusionMatrix, agreesWith expected: MetricsReference.Decision) {
        #expect(found.threshold == expected.threshold)
        #expect(
            [found.truePositives, found.falsePositives, found.falseNegatives, found.trueNegatives] == [
                expected.tp, expected.fp, expected.fn, expected.tn,
            ])
        #expect(
            [found.accuracy, found.precision, found.recall, found.specificity, found.f1]
                == [expected.accuracy, expected.precision, expected.recall, expected.specificity, expected.f1])
        for (found, expected) in [
            (try? found.accuracyInterval(), expected.accuracyInterval),
            (try? found.precisionInterval(), expected.precisionInterval),
            (try? found.recallInterval(), expected.recallInterval),
        ] {
            #expect((found == nil) == (expected == nil))
            guard let found, let expected else { continue }
            #expect(
                isClose(found.lower, expected[0], relative: 1e-12) && isClose(found.upper, expected[1], relative: 1e-12)
            )
        }
    }

    private func expect(_ found: CalibrationCurve, agreesWith expected: MetricsReference.Calibration) {
        #expect(isClose(found.expectedCalibrationError, expected.ece, relative: 1e-12, absolute: 1e-15))
        #expect(found.bins.map(\.count) == expected.bins.map(\.count))
        for (bin, expected) in zip(found.bins, expected.bins) {
            #expect(isClose(bin.meanProbability, expected.meanScore, relative: 1e-13, absolute: 1e-16))
            #expect(isClose(bin.rate, expected.rate, relative: 1e-15))
            #expect(bin.lower <= bin.meanProbability * (1 + 1e-12) && bin.meanProbability <= bin.upper * (1 + 1e-12))
            #expect(bin.interval.contains(bin.rate))
        }
    }
}
