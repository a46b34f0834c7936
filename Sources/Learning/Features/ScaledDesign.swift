import LinearAlgebra

/// Feature rows as a model sees them: centred, scaled, with a leading column of ones for the intercept.
///
/// Rows are visited in chunks that stay in the cache. Segments and chunks depend on the number of rows alone.
struct ScaledDesign: Sendable {
    let rows: FeatureRows
    let means: [Double]
    let scales: [Double]
    private let factors: [Double]
    let parallel: Parallel

    /// The rows of a chunk.
    static let chunkRows = 512

    init(rows: FeatureRows, means: [Double], scales: [Double], parallel: Parallel) {
        self.rows = rows
        self.means = means
        self.scales = scales
        self.parallel = parallel
        factors = scales.map { 1 / $0 }
    }

    /// The columns with the leading one.
    var width: Int { means.count + 1 }

    /// The results of a function over the segments, in order. It gets an accumulator and sees every chunk of its segment with its rows.
    /// - Parameter step: where above 1, only every so manieth chunk is visited.
    func accumulate<Sum: Sendable>(
        _ initial: Sum, step: Int = 1,
        _ body: @Sendable (_ chunk: Range<Int>, _ block: inout RowBlock, _ sum: inout Sum) -> Void
    ) -> [Sum] {
        parallel.map(over: rows.count) { segment in
            var sum = initial
            var block = RowBlock(capacity: Self.chunkRows, columns: width)
            for start in stride(from: segment.lowerBound, to: segment.upperBound, by: Self.chunkRows)
            where step == 1 || (start / Self.chunkRows).isMultiple(of: step) {
                let chunk = start..<min(start + Self.chunkRows, segment.upperBound)
                fill(&block, with: chunk)
                body(chunk, &block, &sum)
            }
            return sum
        }
    }

    /// What a function makes of the product of every row, a leading one included, with a vector.
    func product(with vector: [Double], _ transform: @Sendable (Double) -> Double) -> [Double] {
        parallel.array(of: rows.count, initial: 0) { segment, output in
            var block = RowBlock(capacity: Self.chunkRows, columns: width)
            var products = [Double](repeating: 0, count: Self.chunkRows)
            for start in stride(from: segment.lowerBound, to: segment.upperBound, by: Self.chunkRows) {
                let chunk = start..<min(start + Self.chunkRows, segment.upperBound)
                fill(&block, with: chunk)
                block.multiply(vector, into: &products)
                for place in 0..<chunk.count { output[start - segment.lowerBound + place] = transform(products[place]) }
            }
        }
    }

    private func fill(_ block: inout RowBlock, with chunk: Range<Int>) {
        let width = width
        block.fill(rows: chunk.count) { buffer in
            guard let base = buffer.baseAddress else { return }
            for row in 0..<chunk.count { base[row * width] = 1 }
            rows.copy(chunk, shift: means, factor: factors, to: base + 1, width: width)
        }
    }
}
