import Learning
import LinearAlgebra
import Testing

@Suite struct FeatureMatrixTests {
    @Test(arguments: FeatureMatrix.Precision.allCases)
    func rowsAndColumnsGiveTheSameMatrixWhateverTheChunks(precision: FeatureMatrix.Precision) throws {
        let rows = 10_000, names = ["a", "b", "c"]
        // Whole numbers, which single precision holds exactly.
        let values = (0..<rows * 3).map { Double($0 % 65_537) }
        var byRow = try FeatureMatrix(columnNames: names, precision: precision), byColumn = byRow
        var start = 0
        for length in [1, 4095, 1, 4096, 1000, rows - 9193] {
            let chunk = Array(values[start * 3..<(start + length) * 3])
            try byRow.append(rows: chunk)
            try byColumn.append(columns: (0..<3).map { column in (0..<length).map { chunk[$0 * 3 + column] } })
            start += length
        }
        #expect(byRow.rowCount == rows && byColumn.rowCount == rows)
        for row in stride(from: 0, to: rows, by: 97) {
            #expect(byRow.rows.row(row) == Array(values[row * 3..<row * 3 + 3]))
            #expect(byColumn.rows.row(row) == byRow.rows.row(row))
        }
    }

    @Test func singlePrecisionRoundsAndDoublePrecisionDoesNot() throws {
        var single = try FeatureMatrix(columnNames: ["a"]),
            double = try FeatureMatrix(columnNames: ["a"], precision: .double)
        try single.append(rows: [0.1])
        try double.append(rows: [0.1])
        #expect(single[0, 0] == Double(Float(0.1)))
        #expect(double[0, 0] == 0.1)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func aValueThatIsNotFiniteIsRefusedWithItsColumnAndRowAndNothingIsKept(value: Double) throws {
        var matrix = try FeatureMatrix(columnNames: ["tempo", "energy"])
        try matrix.append(rows: [1, 2])
        let byRow = #expect(throws: LearningError.self) { try matrix.append(rows: [3, 4, 5, value]) }
        #expect(byRow?.kind == .notFinite && byRow?.columns == ["energy"])
        #expect(byRow?.message.contains("Row 2 of column energy") == true)
        let byColumn = #expect(throws: LearningError.self) { try matrix.append(columns: [[3, value], [4, 5]]) }
        #expect(byColumn?.columns == ["tempo"] && byColumn?.message.contains("Row 2 ") == true)
        #expect(matrix.rowCount == 1)
    }

    @Test func aNumberTooLargeForSinglePrecisionIsRefusedThereAndTakenInDoublePrecision() throws {
        var single = try FeatureMatrix(columnNames: ["a"]),
            double = try FeatureMatrix(columnNames: ["a"], precision: .double)
        #expect(throws: LearningError.self) { try single.append(rows: [1e300]) }
        try double.append(rows: [1e300])
        #expect(double[0, 0] == 1e300)
    }

    @Test func rangesAndColumnsAreViewsOfTheSameRows() throws {
        let matrix = try doubleMatrix(["a", "b", "c"], rows: (0..<30).map(Double.init))
        let view = matrix.rows(4..<9)
        #expect(view.count == 5 && view.row(0) == [12, 13, 14])
        let turned = try view.selecting(["c", "a"])
        #expect(turned.columnNames == ["c", "a"] && turned.row(1) == [17, 15])
        #expect(turned.rows(2..<4).row(0) == [20, 18])
        #expect(try turned.selecting(["a"]).row(4) == [24])
    }

    @Test(arguments: [0, 1, 511, 4094, 4095, 4096, 8191])
    func aViewMayBeginAndEndAnywhereInTheBlocks(start: Int) throws {
        let matrix = try doubleMatrix(["a", "b"], rows: (0..<20_000).map(Double.init))
        for length in [1, 2, 513, 1000] {
            let scaling = try Standardization(matrix.rows(start..<start + length))
            // Every column counts up by two.
            let middle = Double(2 * start + length - 1)
            #expect(
                isClose(scaling.means[0], middle, relative: 1e-15)
                    && isClose(scaling.means[1], middle + 1, relative: 1e-15))
            let variance = Double(length * length - 1) / 3
            #expect(length == 1 || isClose(scaling.scales[1], variance.squareRoot(), relative: 1e-13))
        }
    }

    @Test func columnsThatAreMissingOrTwiceAreRefused() throws {
        let matrix = try doubleMatrix(["a", "b"], rows: [1, 2])
        let missing = #expect(throws: LearningError.self) { try matrix.rows.selecting(["a", "x", "y"]) }
        #expect(missing?.kind == .shape && missing?.columns == ["x", "y"])
        #expect(throws: LearningError.self) { try matrix.rows.selecting(["a", "a"]) }
        #expect(throws: LearningError.self) { try FeatureMatrix(columnNames: ["a", "a"]) }
        #expect(throws: LearningError.self) { try FeatureMatrix(columnNames: []) }
    }

    @Test func chunksOfTheWrongShapeAreRefused() throws {
        var matrix = try doubleMatrix(["a", "b"], rows: [1, 2])
        #expect(throws: LearningError.self) { try matrix.append(rows: [1, 2, 3]) }
        #expect(throws: LearningError.self) { try matrix.append(columns: [[1]]) }
        #expect(throws: LearningError.self) { try matrix.append(columns: [[1], [1, 2]]) }
        #expect(matrix.rowCount == 1)
    }

    @Test func aCopyKeepsItsRowsWhenTheOriginalGrows() throws {
        var matrix = try doubleMatrix(["a"], rows: [1, 2])
        let view = matrix.rows
        try matrix.append(rows: [3])
        #expect(view.count == 2 && view.row(1) == [2])
        #expect(matrix.rowCount == 3)
    }
}
