import Learning
import Testing

@Suite struct LogisticEdgeTests {
    @Test func constantColumnsAreDroppedAndReported() throws {
        let sample = try Sample(rows: 200, columns: [(0, 1, 0.5), (7, 0, 0), (2, 3, -0.2)], seed: 20)
        let model = try LogisticRegression().fit(sample.matrix.rows, labels: sample.labels)
        #expect(model.droppedColumns == ["x1"] && model.featureNames == ["x0", "x2"])
        #expect(try model.probabilities(sample.matrix.rows).count == 200)
    }

    @Test func withoutAnyVaryingColumnTheModelIsTheShareOfPositives() throws {
        let matrix = try doubleMatrix(["a"], rows: [1, 1, 1, 1])
        let model = try LogisticRegression().fit(matrix.rows, labels: [true, false, false, false])
        #expect(model.coefficients.isEmpty && model.droppedColumns == ["a"])
        #expect(isClose(try model.probabilities(matrix.rows)[0], 0.25, relative: 1e-12))
    }

    @Test func aColumnThatDependsOnOthersIsNamedWithoutPenaltyAndSharedWithOne() throws {
        let sample = try Sample(rows: 500, columns: [(0, 1, 0.5), (5, 2, -0.3)], seed: 21)
        var matrix = try FeatureMatrix(columnNames: ["a", "b", "twice_a_minus_b"], precision: .double)
        let a = (0..<500).map { sample.matrix[$0, 0] }, b = (0..<500).map { sample.matrix[$0, 1] }
        try matrix.append(columns: [a, b, zip(a, b).map { 2 * $0 - $1 }])
        let error = #expect(throws: LearningError.self) {
            try LogisticRegression(l2: 0).fit(matrix.rows, labels: sample.labels)
        }
        #expect(error?.kind == .collinear && error?.columns == ["twice_a_minus_b"])
        let model = try LogisticRegression(l2: 1).fit(matrix.rows, labels: sample.labels)
        #expect(model.coefficients.count == 3)
        var twins = try FeatureMatrix(columnNames: ["a", "twin"], precision: .double)
        try twins.append(columns: [a, a])
        let shared = try LogisticRegression(l2: 1).fit(twins.rows, labels: sample.labels)
        #expect(isClose(shared.coefficients[0].raw.value, shared.coefficients[1].raw.value, relative: 1e-9))
    }

    @Test func scoringFindsItsColumnsByNameInAnyOrder() throws {
        let sample = try Sample(rows: 100, columns: [(0, 1, 0.5), (5, 2, -0.3)], seed: 22)
        let model = try LogisticRegression().fit(sample.matrix.rows, labels: sample.labels)
        var turned = try FeatureMatrix(columnNames: ["x1", "other", "x0"], precision: .double)
        try turned.append(columns: [
            (0..<100).map { sample.matrix[$0, 1] }, (0..<100).map(Double.init), (0..<100).map { sample.matrix[$0, 0] },
        ])
        #expect(try model.probabilities(turned.rows) == model.probabilities(sample.matrix.rows))
        let error = #expect(throws: LearningError.self) { try model.probabilities(turned.rows.selecting(["x0"])) }
        #expect(error?.columns == ["x1"])
    }

    @Test func aRangeOfRowsTrainsAndScoresLikeACopyOfThoseRows() throws {
        let sample = try Sample(rows: 9000, columns: Sample.ordinaryColumns, seed: 23)
        let range = 3001..<8500
        var copy = try FeatureMatrix(columnNames: sample.matrix.columnNames, precision: .double)
        for row in range { try copy.append(rows: sample.matrix.rows.row(row)) }
        let labels = Array(sample.labels[range])
        let one = try LogisticRegression().fit(sample.matrix.rows(range), labels: labels),
            other = try LogisticRegression().fit(copy.rows, labels: labels)
        #expect(one.coefficients == other.coefficients)
        #expect(try one.probabilities(sample.matrix.rows(range)) == other.probabilities(copy.rows))
    }

    @Test func whatCannotBeFittedIsRefusedWithItsReason() throws {
        let sample = try Sample(rows: 50, columns: [(0, 1, 0.5)], seed: 24)
        let rows = sample.matrix.rows, labels = sample.labels
        func kind(_ regression: LogisticRegression, _ labels: [Bool], _ weights: [Double]? = nil) -> LearningError.Kind?
        {
            do {
                _ = try regression.fit(rows, labels: labels, weights: weights)
                return nil
            } catch { return (error as? LearningError)?.kind }
        }
        #expect(kind(LogisticRegression(l2: -1), labels) == .parameter)
        #expect(kind(LogisticRegression(l2: .nan), labels) == .parameter)
        #expect(kind(LogisticRegression(), Array(labels.dropLast())) == .shape)
        #expect(kind(LogisticRegression(), labels, [1]) == .shape)
        #expect(kind(LogisticRegression(), labels, labels.map { _ in -1 }) == .parameter)
        #expect(kind(LogisticRegression(), labels, labels.map { _ in .nan }) == .notFinite)
        #expect(kind(LogisticRegression(), labels, labels.map { $0 ? 1 : 0 }) == .oneClass)
        #expect(kind(LogisticRegression(), labels.map { _ in false }) == .oneClass)
        var impatient = LogisticRegression(l2: 0)
        impatient.maximumIterations = 1
        #expect(kind(impatient, labels) == .notConverged)
        var weighted = LogisticRegression()
        weighted.classWeights = .explicit(negative: 1, positive: 0)
        #expect(kind(weighted, labels) == .parameter)
        var level = LogisticRegression()
        level.level = 1
        #expect(kind(level, labels) == .parameter)
    }

    @Test func aRowOfTheWrongLengthOrWithMissingValuesIsRefused() throws {
        let sample = try Sample(rows: 50, columns: [(0, 1, 0.5)], seed: 25)
        let model = try LogisticRegression().fit(sample.matrix.rows, labels: sample.labels)
        #expect(throws: LearningError.self) { try model.probability(row: [1, 2]) }
        let error = #expect(throws: LearningError.self) { try model.probability(row: [.nan]) }
        #expect(error?.kind == .notFinite && error?.columns == ["x0"])
    }
}
