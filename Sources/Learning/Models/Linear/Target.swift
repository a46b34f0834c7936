import Statistics

/// What a regression explains, checked, with its mean and spread.
struct Target: Sendable {
    let count: Int
    let mean: Double
    /// The sum of squared deviations from the mean, above 0.
    let squares: Double

    /// - Throws: ``LearningError`` of kind `.shape`, `.insufficientData`, `.notFinite` or `.constantTarget`.
    init(_ values: [Double], rows: Int) throws {
        guard values.count == rows else { throw LearningError.length("targets", expected: rows, found: values.count) }
        guard rows > 1 else { throw LearningError.insufficientData("A regression", needed: 2, found: rows) }
        if let row = values.firstIndex(where: { !$0.isFinite }) { throw LearningError.notFinite("target", row: row) }
        let moments = Moments(values)
        guard moments.m2 > 0, values.contains(where: { $0 != values[0] }) else { throw LearningError.constantTarget }
        count = rows
        mean = moments.mean
        squares = moments.m2
    }
}
