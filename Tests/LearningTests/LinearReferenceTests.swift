import Learning
import Testing

@Suite struct LinearReferenceTests {
    static let sets = RidgeReference.shared?.datasets ?? []

    @Test func theReferenceHoldsOrdinaryIllConditionedAndRankDeficientColumns() {
        #expect(Self.sets.map(\.name) == ["simulated", "Longley", "a column that is the sum of two others"])
    }

    /// Longley's columns are correlated to 1 − 10⁻⁴; the certified values are met to nine digits.
    @Test(arguments: sets.indices.filter { sets[$0].ols != nil })
    func leastSquaresAgreeWithFiftyDigitArithmetic(index: Int) throws {
        let data = Self.sets[index]
        let expected = try #require(data.ols)
        let model = try LinearRegression().fit(data.matrix().rows, targets: data.y)
        let table = ([model.intercept] + model.coefficients).map(\.raw)
        let values = [expected.intercept] + expected.coefficients
        for (place, found) in table.enumerated() {
            #expect(isClose(found.value, values[place], relative: 1e-9))
            #expect(isClose(found.standardError, expected.standardErrors[place], relative: 1e-9))
            #expect(isClose(found.statistic, expected.t[place], relative: 1e-9))
            #expect(isClose(found.pValue, expected.p[place], relative: 1e-7))
            #expect(isClose(found.interval.lower, expected.lower[place], relative: 1e-9))
            #expect(isClose(found.interval.upper, expected.upper[place], relative: 1e-9))
        }
        #expect(model.degreesOfFreedom == expected.degreesOfFreedom)
        #expect(isClose(model.sigma, expected.sigma, relative: 1e-11))
        #expect(isClose(model.rSquared, expected.rSquared, relative: 1e-12))
        #expect(isClose(model.adjustedRSquared, expected.adjustedRSquared, relative: 1e-12))
        #expect(isClose(try #require(model.fStatistic), expected.f, relative: 1e-10))
        #expect(isClose(try #require(model.fPValue), expected.fP, relative: 1e-8))
        for (found, expected) in zip(try model.predictions(data.matrix().rows), expected.predictions) {
            #expect(isClose(found, expected, relative: 1e-12))
        }
    }

    /// NIST StRD Wampler1: y = 1 + x + … + x⁵; every certified coefficient is 1 and the residual deviation is 0.
    @Test func powersOfOneColumnAreToldApartToNineDigits() throws {
        let powers = (0...20).map { x in
            (1...5).map { power in (0..<power).reduce(1.0) { product, _ in product * Double(x) } }
        }
        let matrix = try doubleMatrix(["x", "x2", "x3", "x4", "x5"], rows: powers.flatMap { $0 })
        let model = try LinearRegression().fit(matrix.rows, targets: powers.map { 1 + $0.reduce(0, +) })
        for coefficient in [model.intercept] + model.coefficients {
            #expect(isClose(coefficient.raw.value, 1, relative: 1e-9))
        }
        #expect(model.rSquared == 1 && model.sigma < 1e-6)
    }

    @Test(arguments: sets.indices)
    func ridgeCoefficientsAgreeWithFiftyDigitArithmetic(index: Int) throws {
        let data = Self.sets[index]
        #expect(data.ridge.count >= 4)
        for expected in data.ridge {
            var regression = LinearRegression(l2: expected.lambda)
            regression.standardize = expected.standardised
            let model = try regression.fit(data.matrix().rows, targets: data.y)
            for (found, expected) in zip(model.coefficients.map(\.raw.value), expected.rawCoefficients) {
                #expect(isClose(found, expected, relative: 1e-9, absolute: 1e-14))
            }
            #expect(isClose(model.intercept.raw.value, expected.rawIntercept, relative: 1e-9))
            if expected.standardised {
                for (found, expected) in zip(model.coefficients.map(\.standardized.value), expected.coefficients) {
                    #expect(isClose(found, expected, relative: 1e-9, absolute: 1e-14))
                }
            }
            let predictions = try model.predictions(data.matrix().rows)
            for (found, expected) in zip(predictions, expected.predictions) {
                #expect(isClose(found, expected, relative: 1e-11))
            }
            let squares = zip(predictions, data.y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            #expect(isClose(squares, expected.residualSumOfSquares, relative: 1e-10))
            #expect(
                isClose(
                    model.sigma * model.sigma * Double(model.degreesOfFreedom), expected.residualSumOfSquares,
                    relative: 1e-10))
        }
    }

    @Test func aColumnThatIsTheSumOfTwoOthersIsNamedWithoutPenalty() throws {
        let data = try #require(Self.sets.last)
        let error = #expect(throws: LearningError.self) {
            try LinearRegression().fit(data.matrix().rows, targets: data.y)
        }
        #expect(error?.kind == .collinear && error?.columns == ["a_plus_b"])
    }

    @Test(arguments: sets.indices)
    func featureTestsAgreeWithFiftyDigitArithmetic(index: Int) throws {
        let data = Self.sets[index], expected = data.univariate
        let selection = try FTestSelection(.top(2)).select(data.matrix().rows, targets: data.y)
        for (place, score) in selection.scores.enumerated() {
            #expect(isClose(score.correlation, expected.correlation[place], relative: 1e-11))
            #expect(isClose(score.statistic, expected.f[place], relative: 1e-9))
            #expect(isClose(score.pValue, expected.p[place], relative: 1e-8))
        }
        #expect(selection.kept == expected.order.prefix(2).sorted().map { data.columns[$0] })
        let bound = 0.01
        let significant = try FTestSelection(.significance(bound)).select(data.matrix().rows, targets: data.y)
        #expect(significant.kept == data.columns.indices.filter { expected.p[$0] < bound }.map { data.columns[$0] })
    }
}
