import LinearAlgebra
import Statistics

/// Sums of up to four columns, gathered faster than row by row into ``JointMoments``.
struct MomentAccumulator {
    private let width: Int
    private var count = 0
    private var first = SIMD4<Double>.zero
    private var sums = SIMD4<Double>.zero
    private var rows: (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>, SIMD4<Double>) = (.zero, .zero, .zero, .zero)

    init(columns: Int) { width = columns }

    mutating func add(_ a: Double, _ b: Double = 0, _ c: Double = 0, _ d: Double = 0) {
        let row = SIMD4(a, b, c, d)
        if count == 0 { first = row }
        count += 1
        let apart = row - first
        sums += apart
        rows.0 += apart * apart.x
        rows.1 += apart * apart.y
        rows.2 += apart * apart.z
        rows.3 += apart * apart.w
    }

    /// The joint moments of all rows so far.
    var moments: JointMoments {
        get throws {
            let all = [rows.0, rows.1, rows.2, rows.3], n = Double(count)
            var products = Matrix(rows: width, columns: width)
            for i in 0..<width {
                for j in 0..<width {
                    let product = all[i][j] - sums[i] * sums[j] / n
                    products[i, j] = i == j ? max(0, product) : product
                }
            }
            return try JointMoments(
                count: count, means: (0..<width).map { first[$0] + sums[$0] / n }, products: products)
        }
    }
}

extension JointMoments {
    /// The joint moments of so many rows.
    static func gathered(
        _ columns: Int, _ count: Int, _ random: inout RandomGenerator,
        _ draw: (inout RandomGenerator, inout MomentAccumulator) -> Void
    ) throws -> JointMoments {
        var sums = MomentAccumulator(columns: columns)
        for _ in 0..<count { draw(&random, &sums) }
        return try sums.moments
    }
}
