extension Moments {
    /// The confidence interval of the mean by Student's t.
    ///
    /// Edge cases: values that are all equal give an interval of length 0.
    /// Source: Student (1908), doi:10.1093/biomet/6.1.1. Reference: intervals.json.
    /// - Parameter level: in (0, 1).
    /// - Throws: ``StatisticsError`` of kind `.insufficientData` below two values, `.parameter` for a level out of range.
    public func meanInterval(level: Double = 0.95) throws -> ConfidenceInterval {
        guard let standardError else {
            throw StatisticsError.insufficientData("An interval of a mean", needed: 2, found: count)
        }
        return try .studentT(
            estimate: mean, standardError: standardError, degreesOfFreedom: Double(count - 1), level: level)
    }
}
