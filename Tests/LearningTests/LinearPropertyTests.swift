import Learning
import LinearAlgebra
import Testing

@Suite struct LinearPropertyTests {
    @Test func twoThreadsGiveTheBitsOfOne() throws {
        let sample = try Sample(rows: 20_000, columns: Sample.ordinaryColumns, precision: .single, seed: 30)
        let models = try [1, 2].map { threads in
            var regression = LinearRegression(l2: 1)
            regression.parallel = Parallel(threads: threads)
            return try regression.fit(sample.matrix.rows, targets: sample.targets)
        }
        #expect(models[0].coefficients == models[1].coefficients && models[0].sigma == models[1].sigma)
        var selection = FTestSelection(.top(1))
        selection.parallel = .serial
        #expect(
            try selection.select(sample.matrix.rows, targets: sample.targets)
                == FTestSelection(.top(1)).select(sample.matrix.rows, targets: sample.targets))
    }

    @Test func thePlantedWeightsLieInTheirIntervalsAsOftenAsPromised() throws {
        let covered = try (0..<200).lazy.count { seed in
            let sample = try Sample(rows: 100, columns: [(3, 2, 0.7), (0, 1, -0.4)], seed: UInt64(seed) + 500)
            return try LinearRegression().fit(sample.matrix.rows, targets: sample.targets).coefficients[0].raw.interval
                .contains(0.35)
        }
        #expect(abs(covered - 190) <= 12)
    }

    @Test func residualsAreOrthogonalToEveryColumn() throws {
        let sample = try Sample(rows: 500, columns: Sample.ordinaryColumns, seed: 31)
        let model = try LinearRegression().fit(sample.matrix.rows, targets: sample.targets)
        let residuals = zip(sample.targets, try model.predictions(sample.matrix.rows)).map { $0 - $1 }
        #expect(abs(residuals.reduce(0, +)) < 1e-9)
        let scaling = try Standardization(sample.matrix.rows)
        for column in 0..<4 {
            let product = residuals.indices.reduce(0.0) { sum, row in
                sum + residuals[row] * (sample.matrix[row, column] - scaling.means[column]) / scaling.scales[column]
            }
            #expect(abs(product) < 1e-8)
        }
    }

    @Test func movingAndScalingTheTargetMovesAndScalesTheModel() throws {
        let sample = try Sample(rows: 200, columns: Sample.ordinaryColumns, seed: 32)
        let one = try LinearRegression(l2: 5).fit(sample.matrix.rows, targets: sample.targets)
        let other = try LinearRegression(l2: 5).fit(sample.matrix.rows, targets: sample.targets.map { 1000 - 3 * $0 })
        for (left, right) in zip(one.coefficients, other.coefficients) {
            #expect(isClose(right.standardized.value, -3 * left.standardized.value, relative: 1e-9))
            #expect(isClose(right.standardized.standardError, 3 * left.standardized.standardError, relative: 1e-9))
        }
        #expect(isClose(one.rSquared, other.rSquared, relative: 1e-9))
    }

    @Test func theVarianceOfRidgeCoefficientsIsThatOverRepeatedTargets() throws {
        // One design, many draws of noise: the spread of the estimates is what the standard error promises.
        let sample = try Sample(rows: 60, columns: [(0, 1, 1), (5, 2, -1)], seed: 33)
        var random = RandomGenerator(seed: 34)
        var estimates: [Double] = [], promised = 0.0
        for _ in 0..<800 {
            let targets = (0..<60).map { sample.matrix[$0, 0] - 0.5 * sample.matrix[$0, 1] + random.normal() }
            let estimate = try LinearRegression(l2: 20).fit(sample.matrix.rows, targets: targets).coefficients[0]
                .standardized
            estimates.append(estimate.value)
            promised += estimate.standardError / 800
        }
        let mean = estimates.reduce(0, +) / 800
        let spread = (estimates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 799).squareRoot()
        // σ is taken from residuals that hold some bias; ten per cent is four standard errors of the spread.
        #expect(isClose(spread, promised, relative: 0.1))
    }

    @Test func constantColumnsAreLeftOutEverywhere() throws {
        let sample = try Sample(rows: 100, columns: [(0, 1, 0.5), (7, 0, 0), (2, 3, 0)], seed: 35)
        let model = try LinearRegression().fit(sample.matrix.rows, targets: sample.targets)
        #expect(model.droppedColumns == ["x1"] && model.featureNames == ["x0", "x2"])
        let selection = try FTestSelection(.top(3)).select(sample.matrix.rows, targets: sample.targets)
        #expect(selection.constantColumns == ["x1"] && selection.kept == ["x0", "x2"])
    }

    @Test func aPerfectFitHasNoResidualAndAnUnboundedStatistic() throws {
        let matrix = try doubleMatrix(["a"], rows: [1, 2, 3, 4, 5])
        let model = try LinearRegression().fit(matrix.rows, targets: [3, 5, 7, 9, 11])
        #expect(
            isClose(model.coefficients[0].raw.value, 2, relative: 1e-14)
                && isClose(model.intercept.raw.value, 1, relative: 1e-13))
        #expect(isClose(model.rSquared, 1, relative: 1e-15) && model.sigma < 1e-13)
        #expect(model.coefficients[0].raw.pValue < 1e-20)
        #expect(model.coefficients[0].raw.statistic.isFinite)
        let selection = try FTestSelection(.significance(0.5)).select(matrix.rows, targets: [3, 5, 7, 9, 11])
        #expect(selection.scores[0].pValue < 1e-20 && selection.kept == ["a"])
    }

    @Test func whatCannotBeFittedIsRefusedWithItsReason() throws {
        let rows = try doubleMatrix(["a", "b"], rows: [1, 2, 3, 5, 5, 6]).rows
        func kind(_ body: () throws -> Void) -> LearningError.Kind? {
            do {
                try body()
                return nil
            } catch { return (error as? LearningError)?.kind }
        }
        #expect(kind { _ = try LinearRegression().fit(rows, targets: [1, 2]) } == .shape)
        #expect(kind { _ = try LinearRegression().fit(rows, targets: [1, 2, .nan]) } == .notFinite)
        #expect(kind { _ = try LinearRegression().fit(rows, targets: [2, 2, 2]) } == .constantTarget)
        #expect(kind { _ = try LinearRegression().fit(rows, targets: [1, 2, 4]) } == .insufficientData)
        #expect(kind { _ = try LinearRegression(l2: -1).fit(rows, targets: [1, 2, 4]) } == .parameter)
        #expect(kind { _ = try FTestSelection(.top(0)).select(rows, targets: [1, 2, 4]) } == .parameter)
        #expect(kind { _ = try FTestSelection(.significance(0)).select(rows, targets: [1, 2, 4]) } == .parameter)
        #expect(
            kind { _ = try FTestSelection(.top(1)).select(rows.rows(0..<2), targets: [1, 2]) } == .insufficientData)
    }
}
