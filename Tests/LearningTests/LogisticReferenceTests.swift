import Learning
import Testing

@Suite struct LogisticReferenceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let data: LogisticReference.DataSet
        let fit: LogisticReference.Fit

        var testDescription: String {
            "\(data.name), lambda \(fit.lambda), \(fit.standardised ? "standardised" : "raw")\(fit.weighted ? ", weighted" : "")"
        }
    }

    static let cases = (LogisticReference.shared?.datasets ?? []).flatMap { data in
        data.fits.map { Case(data: data, fit: $0) }
    }

    @Test func theReferenceCoversEveryPenaltyScaleAndWeighting() {
        #expect(Self.cases.count == 50)
        #expect(Set(Self.cases.map(\.fit.lambda)) == [0, 0.1, 1, 10, 100])
    }

    @Test(arguments: cases)
    func coefficientsAgreeWithFortyDigitArithmetic(reference: Case) throws {
        let model = try fitted(reference)
        let fit = reference.fit
        // The error of a sum of n products is about √n roundings; the least curvature magnifies it.
        for (found, expected) in zip(model.coefficients.map(\.raw.value), fit.rawCoefficients) {
            #expect(isClose(found, expected, relative: 1e-10, absolute: 1e-13))
        }
        #expect(isClose(model.intercept.raw.value, fit.rawIntercept, relative: 1e-10, absolute: 1e-12))
        if fit.standardised {
            for (found, expected) in zip(model.coefficients.map(\.standardized.value), fit.coefficients) {
                #expect(isClose(found, expected, relative: 1e-11, absolute: 1e-13))
            }
            #expect(isClose(model.intercept.standardized.value, fit.intercept, relative: 1e-11, absolute: 1e-13))
        }
        #expect(model.coefficients.count == fit.coefficients.count && model.featureNames == reference.data.columns)
        #expect(model.droppedColumns.isEmpty)
    }

    @Test(arguments: cases)
    func theObjectiveAndTheProbabilitiesAgreeWithFortyDigitArithmetic(reference: Case) throws {
        let model = try fitted(reference)
        #expect(isClose(model.convergence.losses.last ?? 0, reference.fit.objective, relative: 1e-12))
        let found = try model.probabilities(matrix(reference.data).rows)
        for (one, other) in zip(found, reference.fit.probabilities) { #expect(isClose(one, other, relative: 1e-10)) }
        for row in 0..<5 {
            #expect(
                isClose(try model.probability(row: matrix(reference.data).rows.row(row)), found[row], relative: 1e-12))
        }
    }

    @Test(arguments: cases.filter { $0.fit.lambda == 0 })
    func standardErrorsWithoutPenaltyAreTheClassicalOnes(reference: Case) throws {
        let model = try fitted(reference)
        let expected = try #require(reference.fit.standardErrors)
        let table = [model.intercept] + model.coefficients
        for (found, expected) in zip(table.map { reference.fit.standardised ? $0.standardized : $0.raw }, expected) {
            #expect(isClose(found.standardError, expected, relative: 1e-9))
            #expect(isClose(found.statistic, found.value / found.standardError, relative: 1e-12))
            #expect(isClose(found.interval.upper - found.value, 1.959963984540054 * expected, relative: 1e-9))
        }
        guard reference.fit.standardised else { return }
        let covariance = try #require(reference.fit.covariance)
        let largest = covariance.map(abs).max() ?? 0
        for (found, expected) in zip(model.covariance.storage, covariance) {
            #expect(isClose(found, expected, relative: 1e-9, absolute: 1e-11 * largest))
        }
    }

    @Test func balancedClassWeightsAreTheReferencesSampleWeights() throws {
        let reference = try #require(
            Self.cases.first {
                $0.data.name == "imbalanced" && $0.fit.weighted && $0.fit.lambda == 1 && $0.fit.standardised
            })
        var regression = LogisticRegression(l2: 1)
        regression.classWeights = .balanced
        let model = try regression.fit(matrix(reference.data).rows, labels: reference.data.y.map { $0 == 1 })
        for (found, expected) in zip(model.coefficients, reference.fit.coefficients) {
            #expect(isClose(found.standardized.value, expected, relative: 1e-10))
        }
    }

    private func fitted(_ reference: Case) throws -> LogisticModel {
        var regression = LogisticRegression(l2: reference.fit.lambda)
        regression.standardize = reference.fit.standardised
        regression.tolerance = 1e-11
        let data = reference.data
        return try regression.fit(
            matrix(data).rows, labels: data.y.map { $0 == 1 }, weights: reference.fit.weighted ? data.weights : nil)
    }

    private func matrix(_ data: LogisticReference.DataSet) throws -> FeatureMatrix {
        try doubleMatrix(data.columns, rows: data.x)
    }
}
