import Foundation
import Learning
import LinearAlgebra
import Testing

@Suite struct RandomInterceptTests {
    struct Reference: Decodable {
        struct DataSet: Decodable, Sendable, CustomTestStringConvertible {
            let name: String
            let columns: [String]
            let rows: [[Double]]
            let labels: [Double]
            let groups: [Int]
            /// The intercept first.
            let estimates: [Double]
            let standardErrors: [Double]
            let deviation: Double
            let logLikelihood: Double

            var testDescription: String { name }
        }
        let datasets: [DataSet]
    }

    static let datasets = (try? ReferenceFile.load("mixed", as: Reference.self))?.datasets ?? []

    @Test func theReferenceHasItsFourDataSets() { #expect(Self.datasets.count == 4) }

    @Test(arguments: datasets)
    func estimatesAgreeWithLme4(data: Reference.DataSet) throws {
        let matrix = try doubleMatrix(data.columns, rows: data.rows.flatMap(\.self))
        let model = try RandomInterceptLogisticRegression().fit(
            matrix.rows, labels: data.labels.map { $0 > 0.5 }, groups: data.groups)
        // lme4 stops its own search within about 1e-6 of the optimum.
        for (found, expected) in zip([model.intercept] + model.coefficients, data.estimates) {
            #expect(isClose(found.raw.value, expected, relative: 2e-5))
        }
        for (found, expected) in zip([model.intercept] + model.coefficients, data.standardErrors) {
            #expect(isClose(found.raw.standardError, expected, relative: 2e-5))
        }
        #expect(isClose(model.groupDeviation, data.deviation, relative: 2e-5, absolute: 1e-3))
        #expect(isClose(model.logLikelihood, data.logLikelihood, relative: 5e-8))
        // The optimum is a maximum of the likelihood that is stated: no worse than what lme4 found, but for rounding.
        #expect(model.logLikelihood >= data.logLikelihood - 1e-6)
        #expect(
            model.featureNames == data.columns && model.rowCount == data.labels.count
                && model.groupCount == Set(data.groups).count)
    }

    @Test func groupsThatDoNotDifferHaveNoDeviation() throws {
        let data = try #require(Self.datasets.last)
        let matrix = try doubleMatrix(data.columns, rows: data.rows.flatMap(\.self))
        let labels = data.labels.map { $0 > 0.5 }
        let model = try RandomInterceptLogisticRegression().fit(matrix.rows, labels: labels, groups: data.groups)
        let plain = try LogisticRegression(l2: 0).fit(matrix.rows, labels: labels)
        #expect(model.groupDeviation == 0 && model.groupDeviationInterval.lower == 0)
        for (one, other) in zip(model.coefficients, plain.coefficients) {
            #expect(isClose(one.raw.value, other.raw.value, relative: 1e-4))
        }
    }

    /// Listeners with tendencies of their own, of which no column tells.
    static func planted(groups: Int, rowsPerGroup: Int, deviation: Double, seed: UInt64) throws -> (
        matrix: FeatureMatrix, labels: [Bool], groups: [Int]
    ) {
        var random = RandomGenerator(seed: seed)
        var matrix = try FeatureMatrix(columnNames: ["distance", "match"], precision: .double)
        var values: [Double] = [], labels: [Bool] = [], names: [Int] = []
        let tendencies = (0..<groups).map { _ in deviation * random.normal() }
        // Round after round, as listeners take turns in time.
        for _ in 0..<rowsPerGroup {
            for group in 0..<groups {
                let row = [abs(random.normal()), random.uniform()]
                values += row
                names.append(group * 7 - 3)
                labels.append(random.uniform() < 1 / (1 + exp(0.4 - 1.4 * row[0] + 1.5 * row[1] - tendencies[group])))
            }
        }
        try matrix.append(rows: values)
        return (matrix, labels, names)
    }

    @Test func intervalsCoverWhatWasPlantedWhereAPlainRegressionMissesIt() throws {
        var covered = [0, 0, 0], plain = 0
        let trials = 120
        for seed in 0..<trials {
            let sample = try Self.planted(groups: 100, rowsPerGroup: 16, deviation: 1, seed: UInt64(seed))
            let model = try RandomInterceptLogisticRegression().fit(
                sample.matrix.rows, labels: sample.labels, groups: sample.groups)
            if model.coefficients[0].raw.interval.contains(1.4) { covered[0] += 1 }
            if model.coefficients[1].raw.interval.contains(-1.5) { covered[1] += 1 }
            if model.groupDeviationInterval.contains(1) { covered[2] += 1 }
            let ignorant = try LogisticRegression(l2: 0).fit(sample.matrix.rows, labels: sample.labels)
            if ignorant.coefficients[0].raw.interval.contains(1.4) { plain += 1 }
        }
        // 95 % of 120 within four binomial standard deviations.
        for count in covered { #expect(abs(count - 114) <= 10) }
        #expect(plain < trials / 2)
    }

    @Test func theAnswerDoesNotDependOnThreadsNorOnTheStart() throws {
        let sample = try Self.planted(groups: 400, rowsPerGroup: 15, deviation: 0.6, seed: 5)
        var regression = RandomInterceptLogisticRegression()
        let one = try regression.fit(sample.matrix.rows, labels: sample.labels, groups: sample.groups)
        regression.parallel = .serial
        #expect(try regression.fit(sample.matrix.rows, labels: sample.labels, groups: sample.groups) == one)
        regression.warmStartGroups = 1
        let warm = try regression.fit(sample.matrix.rows, labels: sample.labels, groups: sample.groups)
        for (left, right) in zip(one.coefficients, warm.coefficients) {
            #expect(isClose(left.raw.value, right.raw.value, relative: 1e-6))
        }
        #expect(isClose(one.groupDeviation, warm.groupDeviation, relative: 1e-5))
    }

    @Test func badInputIsNamed() throws {
        let matrix = try doubleMatrix(["a", "b"], rows: [0, 0, 1, 2, 2, 4, 3, 6, 5, 10, 4, 8])
        let labels = [true, false, true, false, true, false], groups = [1, 1, 1, 2, 2, 2]
        func kind(_ labels: [Bool], _ groups: [Int]) -> LearningError.Kind? {
            do {
                _ = try RandomInterceptLogisticRegression().fit(matrix.rows, labels: labels, groups: groups)
                return nil
            } catch { return (error as? LearningError)?.kind }
        }
        #expect(kind(labels, [1]) == .shape)
        #expect(kind([true], groups) == .shape)
        #expect(kind([Bool](repeating: true, count: 6), groups) == .oneClass)
        #expect(kind(labels, [Int](repeating: 3, count: 6)) == .insufficientData)
        #expect(kind(labels, groups) == .collinear)
    }
}
