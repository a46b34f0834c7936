public import LinearAlgebra

/// The joint moments of several columns: count, means, and sums of products of deviations. It is what an adjustment by covariates needs to
/// know, it merges part by part, and a warehouse can sum it up.
///
/// Source: Bennett et al. (2009), doi:10.1109/CLUSTR.2009.5289161. Reference: adjustment.json.
public struct JointMoments: Sendable, Hashable {
    /// The number of rows.
    public private(set) var count: Int
    /// The mean of each column. Length: columns.
    public private(set) var means: [Double]
    /// Sums of products of deviations. Shape: columns × columns, symmetric.
    public private(set) var products: Matrix

    /// No rows of so many columns.
    public init(columns: Int) {
        count = 0
        means = [Double](repeating: 0, count: columns)
        products = Matrix(rows: columns, columns: columns)
    }

    /// Joint moments that were summed up elsewhere.
    /// - Parameters:
    ///   - count: at least 0.
    ///   - means: finite.
    ///   - products: symmetric, finite, with a diagonal of at least 0. Shape: columns × columns.
    /// - Throws: ``StatisticsError`` of kind `.parameter`.
    public init(count: Int, means: [Double], products: Matrix) throws {
        guard count >= 0 else { throw StatisticsError.parameter("The count", count, range: "at least 0") }
        guard products.rows == means.count, products.columns == means.count else {
            throw StatisticsError.parameter(
                "The shape of the products", "\(products.rows) × \(products.columns)",
                range: "\(means.count) × \(means.count)")
        }
        for mean in means where !mean.isFinite { throw StatisticsError.parameter("A mean", mean, range: "finite") }
        for row in 0..<means.count {
            guard products[row, row] >= 0 else {
                throw StatisticsError.parameter("A sum of squared deviations", products[row, row], range: "at least 0")
            }
            for column in 0..<means.count where !products[row, column].isFinite {
                throw StatisticsError.parameter("A sum of products", products[row, column], range: "finite")
            }
        }
        self.count = count
        self.means = means
        self.products = products
    }

    /// Adds one row.
    /// - Precondition: it has as many values as there are columns.
    public mutating func add(_ row: [Double]) {
        precondition(row.count == means.count, "a row has a value for each column")
        count += 1
        let before = zip(row, means).map { $0 - $1 }
        for column in means.indices { means[column] += before[column] / Double(count) }
        for i in means.indices {
            for j in means.indices { products[i, j] += before[i] * (row[j] - means[j]) }
        }
    }

    /// Adds the rows of other joint moments of the same columns.
    public mutating func merge(_ other: JointMoments) {
        guard other.count > 0 else { return }
        guard count > 0 else {
            self = other
            return
        }
        let share = Double(other.count) / Double(count + other.count), weight = Double(count) * share
        let apart = zip(other.means, means).map { $0 - $1 }
        for i in means.indices {
            for j in means.indices { products[i, j] += other.products[i, j] + apart[i] * apart[j] * weight }
        }
        for column in means.indices { means[column] += apart[column] * share }
        count += other.count
    }

    /// The moments of one column.
    public func moments(_ column: Int) -> Moments {
        Moments(unchecked: count, mean: means[column], m2: max(0, products[column, column]))
    }

    /// The mean of a weighted sum of columns, as an estimate. Length of the weights: columns.
    /// - Throws: ``StatisticsError`` of kind `.insufficientData` below two rows.
    public func estimate(of weights: [Double], plus constant: Double = 0) throws -> Estimate {
        guard count > 1 else {
            throw StatisticsError.insufficientData("An estimate of a mean", needed: 2, found: count)
        }
        var mean = constant, spread = 0.0
        for i in means.indices {
            mean += weights[i] * means[i]
            for j in means.indices { spread += weights[i] * weights[j] * products[i, j] }
        }
        return try Estimate(value: mean, variance: max(0, spread) / Double(count - 1) / Double(count), count: count)
    }
}
