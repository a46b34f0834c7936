import LinearAlgebra
import Testing

@testable import Learning

@Suite struct LogisticPropertyTests {
    private func objective(_ sample: Sample, weights: [Double]? = nil, l2: Double = 0.7, threads: Int = 2) throws
        -> LogisticObjective
    {
        let scaling = try Standardization(sample.matrix.rows)
        let design = ScaledDesign(
            rows: sample.matrix.rows, means: scaling.means, scales: scaling.scales, parallel: Parallel(threads: threads)
        )
        return LogisticObjective(
            design: design, labels: sample.labels, weights: weights, classWeights: (1, 2.5),
            penalties: [0] + scaling.scales.map { _ in l2 }
        )
    }

    @Test func theGradientAndTheHessianAgreeWithFiniteDifferences() throws {
        let sample = try Sample(rows: 1500, columns: Sample.ordinaryColumns)
        var random = RandomGenerator(seed: 4)
        let objective = try objective(sample, weights: (0..<1500).map { _ in random.exponential() })
        let point = [0.2, -0.4, 0.9, 0.1, 1.3], step = 1e-5
        let here = objective.evaluate(at: point)
        for index in point.indices {
            var above = point, below = point
            above[index] += step
            below[index] -= step
            let (up, down) = (objective.evaluate(at: above), objective.evaluate(at: below))
            #expect(isClose((up.loss - down.loss) / (2 * step), here.gradient[index], relative: 1e-6, absolute: 1e-4))
            for other in 0...index {
                #expect(
                    isClose(
                        (up.gradient[other] - down.gradient[other]) / (2 * step), here.hessian[index, other],
                        relative: 1e-6, absolute: 1e-4
                    ))
            }
        }
    }

    @Test(arguments: [0.0, 1e-6, 1, 1e4])
    func theLossNeverRisesEvenWhereAFullStepWouldOvershoot(l2: Double) throws {
        // Positives are rare but where a rare flag is set: from the share of positives on, the first Newton step goes ten times too far.
        var matrix = try FeatureMatrix(columnNames: ["flag", "count"], precision: .double)
        try matrix.append(columns: [(0..<4000).map { $0 % 200 == 0 ? 1 : 0 }, (0..<4000).map { Double($0 % 7) }])
        let labels = (0..<4000).map { $0 % 400 == 0 || $0 % 333 == 1 }
        let model = try LogisticRegression(l2: l2).fit(matrix.rows, labels: labels)
        let losses = model.convergence.losses
        #expect(losses.count > 2)
        for (before, after) in zip(losses, losses.dropFirst()) { #expect(after <= before * (1 + 1e-12)) }
        if l2 == 0 { #expect(try abs(model.probability(row: [1, 3]) - 0.5) < 0.1) }
    }

    @Test func theGradientVanishesAtTheAnswer() throws {
        let sample = try Sample(rows: 2000, columns: Sample.ordinaryColumns, seed: 6)
        var regression = LogisticRegression(l2: 3)
        regression.classWeights = .explicit(negative: 1, positive: 2.5)
        let model = try regression.fit(sample.matrix.rows, labels: sample.labels)
        let gradient = try objective(sample, l2: 3).evaluate(
            at: [model.intercept.standardized.value] + model.coefficients.map(\.standardized.value)
        ).gradient
        for element in gradient { #expect(abs(element) < 1e-9) }
    }

    @Test func twoThreadsGiveTheBitsOfOne() throws {
        let sample = try Sample(rows: 30_000, columns: Sample.ordinaryColumns, precision: .single, seed: 7)
        let results = try [1, 2, 5].map { threads in
            var regression = LogisticRegression(l2: 1)
            regression.parallel = Parallel(threads: threads)
            let model = try regression.fit(sample.matrix.rows, labels: sample.labels)
            return (
                model.coefficients, model.covariance,
                try model.probabilities(sample.matrix.rows, parallel: Parallel(threads: threads))
            )
        }
        for result in results.dropFirst() {
            #expect(result.0 == results[0].0 && result.1 == results[0].1 && result.2 == results[0].2)
        }
    }

    @Test func aWarmStartLeadsToTheSameAnswer() throws {
        let sample = try Sample(rows: 40_000, columns: Sample.ordinaryColumns, seed: 8)
        var warm = LogisticRegression(l2: 1), cold = warm
        (warm.warmStartRows, cold.warmStartRows) = (1000, .max)
        let one = try warm.fit(sample.matrix.rows, labels: sample.labels),
            other = try cold.fit(sample.matrix.rows, labels: sample.labels)
        #expect(one.convergence.sampleIterations > 0 && other.convergence.sampleIterations == 0)
        #expect(one.convergence.iterations < other.convergence.iterations)
        for (left, right) in zip(one.coefficients, other.coefficients) {
            #expect(isClose(left.standardized.value, right.standardized.value, relative: 1e-10, absolute: 1e-12))
            #expect(isClose(left.standardized.standardError, right.standardized.standardError, relative: 1e-6))
        }
    }

    @Test func aColumnThatVariesOnlyOutsideTheSampleDoesNotSpoilAWarmStart() throws {
        let sample = try Sample(rows: 12_000, columns: [(0, 1, 0.5)], seed: 9)
        var matrix = try FeatureMatrix(columnNames: ["x", "rare"], precision: .double)
        // The sample is one chunk of 512 rows in twenty; the rare rows lie in others.
        try matrix.append(columns: [
            (0..<12_000).map { sample.matrix[$0, 0] }, (0..<12_000).map { (600..<680).contains($0) ? 1 : 0 },
        ])
        var regression = LogisticRegression(l2: 0)
        regression.warmStartRows = 1000
        let model = try regression.fit(matrix.rows, labels: sample.labels)
        #expect(model.convergence.sampleIterations == 0)
        #expect(model.featureNames == ["x", "rare"])
    }

    @Test func scalingAColumnChangesNoPrediction() throws {
        let sample = try Sample(rows: 800, columns: Sample.ordinaryColumns, seed: 10)
        var scaled = try FeatureMatrix(columnNames: sample.matrix.columnNames, precision: .double)
        try scaled.append(
            rows: (0..<800).flatMap { row in
                (0..<4).map { sample.matrix[row, $0] * [1e3, -0.25, 1, 1e-6][$0] + [5, 1e4, 0, -1e-9][$0] }
            })
        let one = try LogisticRegression(l2: 2).fit(sample.matrix.rows, labels: sample.labels)
        let other = try LogisticRegression(l2: 2).fit(scaled.rows, labels: sample.labels)
        let pairs = zip(try one.probabilities(sample.matrix.rows), try other.probabilities(scaled.rows))
        for (left, right) in pairs { #expect(isClose(left, right, relative: 1e-8)) }
        #expect(
            isClose(other.coefficients[1].standardized.value, -one.coefficients[1].standardized.value, relative: 1e-9))
    }

    @Test func exchangingTheClassesFlipsEverySign() throws {
        let sample = try Sample(rows: 500, columns: Sample.ordinaryColumns, seed: 11)
        let one = try LogisticRegression().fit(sample.matrix.rows, labels: sample.labels)
        let other = try LogisticRegression().fit(sample.matrix.rows, labels: sample.labels.map(!))
        for (left, right) in zip([one.intercept] + one.coefficients, [other.intercept] + other.coefficients) {
            #expect(isClose(left.standardized.value, -right.standardized.value, relative: 1e-9, absolute: 1e-12))
            #expect(isClose(left.standardized.pValue, right.standardized.pValue, relative: 1e-6))
        }
    }

    @Test func aWholeWeightIsThatManyRows() throws {
        let sample = try Sample(rows: 300, columns: Sample.ordinaryColumns, seed: 12)
        // Repeating rows moves means and deviations, so the raw scale is compared.
        var regression = LogisticRegression(l2: 0)
        regression.tolerance = 1e-10
        var repeated = try FeatureMatrix(columnNames: sample.matrix.columnNames, precision: .double)
        var labels: [Bool] = []
        for row in 0..<300 {
            for _ in 0..<(row % 3) {
                try repeated.append(rows: sample.matrix.rows.row(row))
                labels.append(sample.labels[row])
            }
        }
        let weighted = try regression.fit(
            sample.matrix.rows, labels: sample.labels, weights: (0..<300).map { Double($0 % 3) })
        let multiplied = try regression.fit(repeated.rows, labels: labels)
        for (left, right) in zip(weighted.coefficients, multiplied.coefficients) {
            #expect(isClose(left.raw.value, right.raw.value, relative: 1e-8))
            #expect(isClose(left.raw.standardError, right.raw.standardError, relative: 1e-8))
        }
    }

    @Test func intervalsCoverThePlantedWeightAsOftenAsTheyPromise() throws {
        let weight = 0.7
        let covered = try (0..<200).lazy.count { seed in
            let sample = try Sample(rows: 400, columns: [(3, 2, weight), (0, 1, -0.4)], seed: UInt64(seed) + 100)
            let interval = try LogisticRegression(l2: 0).fit(sample.matrix.rows, labels: sample.labels).coefficients[0]
                .raw.interval
            return interval.contains(weight / 2)
        }
        // 95 % of 200 within four binomial standard deviations.
        #expect(abs(covered - 190) <= 12)
    }
}
