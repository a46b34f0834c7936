/// Pearson's chi-squared test: of counts against expected shares, or of a table's rows against its columns.
///
/// Source: Pearson (1900), doi:10.1080/14786440009463897. Reference: tests.json.
public struct ChiSquaredTest: Sendable, Hashable {
    /// Pearson's statistic.
    public let statistic: Double
    /// Its degrees of freedom.
    public let degreesOfFreedom: Int
    /// The smallest expected count; below 5 the approximation is doubtful.
    public let smallestExpected: Double

    /// Tests counts against the shares that they should have, such as the arms of an experiment against their weights.
    ///
    /// Edge cases: a cell of weight 0 takes no part, neither in the sum nor in the degrees of freedom; a count in such a cell is an error, as
    /// it cannot come about.
    /// - Parameters:
    ///   - counts: at least 0 each, and not all 0.
    ///   - weights: at least 0 each, of any sum above 0; at least two above 0.
    /// - Throws: ``StatisticsError`` of kind `.parameter`, `.insufficientData`.
    public init(counts: [Int], weights: [Double]) throws {
        guard counts.count == weights.count else {
            throw StatisticsError.parameter(
                "The number of weights", weights.count, range: "\(counts.count), as that of the counts")
        }
        for count in counts where count < 0 { throw StatisticsError.parameter("A count", count, range: "at least 0") }
        for weight in weights where !(weight >= 0 && weight.isFinite) {
            throw StatisticsError.parameter("A weight", weight, range: "finite and at least 0")
        }
        for (count, weight) in zip(counts, weights) where weight == 0 && count > 0 {
            throw StatisticsError.parameter("The count of a cell of weight 0", count, range: "0")
        }
        let positive = weights.filter { $0 > 0 }.count
        guard positive >= 2 else {
            throw StatisticsError.parameter("The number of weights above 0", positive, range: "at least 2")
        }
        let total = counts.reduce(0, +), weight = weights.reduce(0, +)
        guard total > 0 else { throw StatisticsError.insufficientData("A chi-squared test", needed: 1, found: 0) }
        var sum = 0.0, smallest = Double.infinity
        for (count, share) in zip(counts, weights) where share > 0 {
            let expected = Double(total) * (share / weight)
            sum += (Double(count) - expected) * (Double(count) - expected) / expected
            smallest = min(smallest, expected)
        }
        statistic = sum
        degreesOfFreedom = positive - 1
        smallestExpected = smallest
    }

    /// Tests whether the rows of a table of counts have the same shares, without Yates' correction.
    ///
    /// Edge cases: rows and columns without any count take no part.
    /// - Parameter table: rows of equal length, of counts that are at least 0.
    /// - Throws: ``StatisticsError`` of kind `.parameter`, or `.insufficientData` where fewer than two rows or columns have a count.
    public init(table: [[Int]]) throws {
        guard let width = table.first?.count, table.allSatisfy({ $0.count == width }) else {
            throw StatisticsError.parameter(
                "The rows of the table", table.map(\.count).description, range: "of equal length")
        }
        for count in table.joined() where count < 0 {
            throw StatisticsError.parameter("A count", count, range: "at least 0")
        }
        let rows = table.map { $0.reduce(0, +) },
            columns = (0..<width).map { column in table.reduce(0) { $0 + $1[column] } }
        let liveRows = rows.filter { $0 > 0 }.count, liveColumns = columns.filter { $0 > 0 }.count
        guard liveRows >= 2, liveColumns >= 2 else {
            throw StatisticsError.insufficientData(
                "Rows and columns with a count in a table", needed: 2, found: min(liveRows, liveColumns))
        }
        let total = Double(rows.reduce(0, +))
        var sum = 0.0, smallest = Double.infinity
        for (row, rowTotal) in zip(table, rows) where rowTotal > 0 {
            for (count, columnTotal) in zip(row, columns) where columnTotal > 0 {
                let expected = Double(rowTotal) * (Double(columnTotal) / total)
                sum += (Double(count) - expected) * (Double(count) - expected) / expected
                smallest = min(smallest, expected)
            }
        }
        statistic = sum
        degreesOfFreedom = (liveRows - 1) * (liveColumns - 1)
        smallestExpected = smallest
    }

    /// The probability of a statistic at least as large if the hypothesis held.
    public var pValue: Double { ChiSquared(unchecked: Double(degreesOfFreedom)).survival(statistic) }
}
