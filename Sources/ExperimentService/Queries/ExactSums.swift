import Experimentation
import LinearAlgebra
import Statistics

/// Sums of whole numbers and of their products, exact however many rows there are, in whatever order they came: the same on every engine.
struct ExactSums: Sendable, Hashable {
    private(set) var count: Int
    /// Of each column.
    private(set) var sums: [Int128]
    /// Of each pair of columns, (0, 0), (0, 1) … (1, 1) …
    private(set) var products: [Int128]
    /// Whether a sum went beyond 128 bits.
    private var isBeyond = false

    init(columns: Int) {
        count = 0
        sums = [Int128](repeating: 0, count: columns)
        products = [Int128](repeating: 0, count: columns * (columns + 1) / 2)
    }

    init(count: Int, sums: [Int128], products: [Int128]) {
        self.count = count
        self.sums = sums
        self.products = products
    }

    /// Reads what `{{exact_sums(…)}}` answers; nil where it is none, or does not fit.
    init?(_ text: String, columns: Int) {
        let terms = columns + columns * (columns + 1) / 2
        var numbers: [Int128] = []
        numbers.reserveCapacity(terms)
        let words = text.utf8.split(separator: UInt8(ascii: " "))
        guard words.count == terms + 1, let first = words.first, let count = Int(Substring(first)) else { return nil }
        for word in words.dropFirst() {
            // Most fit into 64 bits, which are read faster.
            if let number = Int64(Substring(word)) {
                numbers.append(Int128(number))
            } else {
                guard let number = Int128(Substring(word)) else { return nil }
                numbers.append(number)
            }
        }
        self.init(count: count, sums: Array(numbers[..<columns]), products: Array(numbers[columns...]))
    }

    mutating func merge(_ other: ExactSums) {
        count += other.count
        isBeyond = isBeyond || other.isBeyond
        for index in sums.indices { isBeyond = Self.add(other.sums[index], to: &sums[index]) || isBeyond }
        for index in products.indices { isBeyond = Self.add(other.products[index], to: &products[index]) || isBeyond }
    }

    /// Answers whether the sum does not fit.
    private static func add(_ number: Int128, to sum: inout Int128) -> Bool {
        let (total, isOver) = sum.addingReportingOverflow(number)
        sum = total
        return isOver
    }

    /// The place of a pair among the products.
    static func place(_ i: Int, _ j: Int, of columns: Int) -> Int {
        let (low, high) = (min(i, j), max(i, j))
        return low * columns - low * (low - 1) / 2 + high - low
    }

    /// Means and sums of products of deviations, in units of which a whole number is `scales`.
    ///
    /// What cancels is subtracted in whole numbers, around the whole part of the means, so that nothing is lost to rounding.
    /// - Throws: ``ExperimentationError`` `experiment.overflow`.
    func moments(scales: [Double]) throws(ExperimentationError) -> JointMoments {
        guard !isBeyond else {
            throw ExperimentationError(
                "overflow", "The values are too large to be summed up exactly. Measure in a larger unit.")
        }
        guard count > 0 else { return JointMoments(columns: sums.count) }
        let n = Int128(count)
        let whole = sums.map { $0 / n }, rest = zip(sums, whole).map { Double($0 - n * $1) }
        var deviations = Matrix(rows: sums.count, columns: sums.count)
        for i in sums.indices {
            for j in i..<sums.count {
                // Σ(x − m)(y − k) = Σxy − kΣx − mΣy + nmk, and then the rests of the means.
                let (a, one) = whole[j].multipliedReportingOverflow(by: sums[i])
                let (b, two) = whole[i].multipliedReportingOverflow(by: sums[j] - n * whole[j])
                let (c, three) = products[Self.place(i, j, of: sums.count)].subtractingReportingOverflow(a)
                let (d, four) = c.subtractingReportingOverflow(b)
                guard !one, !two, !three, !four else {
                    throw ExperimentationError(
                        "overflow", "The values are too large to be summed up exactly. Measure in a larger unit.")
                }
                let value = (Double(d) - rest[i] * rest[j] / Double(count)) * scales[i] * scales[j]
                deviations[i, j] = i == j ? max(0, value) : value
                deviations[j, i] = deviations[i, j]
            }
        }
        let means = sums.indices.map { (Double(whole[$0]) + rest[$0] / Double(count)) * scales[$0] }
        guard let moments = try? JointMoments(count: count, means: means, products: deviations) else {
            throw ExperimentationError("overflow", "The sums of the values make no moments. Measure in another unit.")
        }
        return moments
    }
}
