import Learning
import LinearAlgebra
import Testing

@Suite struct StandardizationTests {
    struct File: Decodable { let columns: [Column] }

    struct Column: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let values: [Double]
        let constant: Bool
        let mean: Double
        let populationSd: Double
        let standardised: [Double]?

        var testDescription: String { name }
    }

    static let columns = (try? ReferenceFile.load("scaling", as: File.self).columns) ?? []

    @Test func theReferenceHoldsConstantColumnsAndColumnsFarFromZero() {
        #expect(Self.columns.contains { $0.constant })
        #expect(Self.columns.contains { $0.mean > 1e14 && !$0.constant })
    }

    @Test(arguments: columns)
    func meansAndDeviationsAgreeWithExactArithmetic(column: Column) throws {
        let matrix = try doubleMatrix(["x"], rows: column.values)
        let scaling = try Standardization(matrix.rows)
        #expect(scaling.constantColumns == (column.constant ? ["x"] : []))
        #expect(scaling.scales == [column.constant ? 1 : scaling.scales[0]])
        // Two roundings of the mean: one of the sum of small distances, one of adding the first value.
        #expect(isClose(scaling.means[0], column.mean, relative: 4e-16, absolute: 4e-16 * column.populationSd))
        guard !column.constant else { return }
        #expect(isClose(scaling.scales[0], column.populationSd, relative: 1e-14))
        for (value, expected) in zip(column.values, column.standardised ?? []) {
            let rounding = abs(column.mean) / column.populationSd * 2.3e-16
            #expect(isClose(try scaling.standardized([value])[0], expected, relative: 1e-14, absolute: rounding))
        }
    }

    @Test func segmentsMergeToThePooledMomentsOnAnyNumberOfThreads() throws {
        let sample = try Sample(rows: 50_000, columns: Sample.ordinaryColumns, precision: .single)
        let serial = try Standardization(sample.matrix.rows, parallel: .serial)
        #expect(try Standardization(sample.matrix.rows, parallel: Parallel(threads: 2)) == serial)
        for column in 0..<4 {
            let values = (0..<50_000).map { sample.matrix[$0, column] }
            let mean = values.reduce(0, +) / 50_000
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 50_000
            #expect(isClose(serial.means[column], mean, relative: 1e-12, absolute: 1e-12))
            #expect(isClose(serial.scales[column], variance.squareRoot(), relative: 1e-9))
        }
    }

    @Test func withoutRowsThereIsNothingToScale() throws {
        let matrix = try FeatureMatrix(columnNames: ["a"])
        let error = #expect(throws: LearningError.self) { try Standardization(matrix.rows) }
        #expect(error?.kind == .insufficientData)
    }
}
