import Learning
import LinearAlgebra
import Testing

@Suite struct SeparationTests {
    static let cases = LogisticReference.shared?.separable ?? []

    @Test(arguments: cases.indices)
    func separationIsATypedOutcomeWithoutPenaltyAndAUniqueAnswerWithOne(index: Int) throws {
        let reference = Self.cases[index]
        let matrix = try doubleMatrix((0..<reference.columns).map { "x\($0)" }, rows: reference.x)
        let labels = reference.y.map { $0 == 1 }
        switch reference.separation {
        case "one class":
            let error = #expect(throws: LearningError.self) {
                try LogisticRegression(l2: 1).fit(matrix.rows, labels: labels)
            }
            #expect(error?.kind == .oneClass)
            return
        case "none":
            #expect(try LogisticRegression(l2: 0).fit(matrix.rows, labels: labels).isSeparated == false)
        default:
            let error = #expect(throws: LearningError.self) {
                try LogisticRegression(l2: 0).fit(matrix.rows, labels: labels)
            }
            #expect(error?.kind == .separated, "\(reference.name)")
            #expect(error?.columns.isEmpty == false)
        }
        for fit in reference.fits {
            var regression = LogisticRegression(l2: fit.lambda)
            regression.standardize = false
            regression.tolerance = 1e-11
            let model = try regression.fit(matrix.rows, labels: labels)
            for (found, expected) in zip(model.coefficients, fit.rawCoefficients) {
                #expect(isClose(found.raw.value, expected, relative: 1e-9), "\(reference.name)")
            }
            #expect(isClose(model.intercept.raw.value, fit.rawIntercept, relative: 1e-9), "\(reference.name)")
            #expect(!model.isSeparated || reference.separation == "complete")
        }
    }

    @Test func theReferenceCoversEveryKindOfSeparation() {
        #expect(Set(Self.cases.map(\.separation)) == ["complete", "quasi", "none", "one class"])
    }

    @Test func aSeparatingColumnAmongOthersIsNamed() throws {
        var sample = try Sample(rows: 3000, columns: Sample.ordinaryColumns)
        // A column that knows the label.
        var matrix = try FeatureMatrix(columnNames: ["x0", "x1", "leak"], precision: .double)
        try matrix.append(columns: [
            (0..<3000).map { sample.matrix[$0, 0] }, (0..<3000).map { sample.matrix[$0, 1] },
            sample.labels.map { $0 ? 1 : 0 },
        ])
        let error = #expect(throws: LearningError.self) {
            try LogisticRegression(l2: 0).fit(matrix.rows, labels: sample.labels)
        }
        #expect(error?.kind == .separated && error?.columns == ["leak"])
        let model = try LogisticRegression(l2: 0.01).fit(matrix.rows, labels: sample.labels)
        #expect(model.isSeparated)
        sample.labels[0].toggle()
        #expect(try LogisticRegression(l2: 0.01).fit(matrix.rows, labels: sample.labels).isSeparated == false)
    }
}
