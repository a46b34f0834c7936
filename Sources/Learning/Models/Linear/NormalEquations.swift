import LinearAlgebra

/// The sums that linear least squares needs from the rows.
struct NormalEquations: Sendable {
    let design: ScaledDesign
    let targets: [Double]
    /// The mean of the targets, subtracted before any product is formed.
    let center: Double
    /// ZᵀZ with the column of ones first.
    private(set) var gram: Matrix
    /// Zᵀ(y − mean).
    private(set) var cross: [Double]

    private struct Sums: Sendable {
        var gram: Matrix
        var cross: [Double]
        var squares = 0.0
        var values = [Double](repeating: 0, count: ScaledDesign.chunkRows)

        init(width: Int) {
            gram = Matrix(rows: width, columns: width)
            cross = [Double](repeating: 0, count: width)
        }
    }

    init(design: ScaledDesign, targets: [Double], center: Double) {
        self.design = design
        self.targets = targets
        self.center = center
        let width = design.width
        gram = Matrix(rows: width, columns: width)
        cross = [Double](repeating: 0, count: width)
        let parts = design.accumulate(Sums(width: width)) { chunk, block, sums in
            for place in 0..<chunk.count { sums.values[place] = targets[chunk.lowerBound + place] - center }
            block.addWeightedSum(sums.values, to: &sums.cross)
            block.addGram(to: &sums.gram)
        }
        for part in parts {
            for row in 0..<width {
                cross[row] += part.cross[row]
                for column in 0...row { gram[row, column] += part.gram[row, column] }
            }
        }
        gram.mirrorLowerTriangle()
    }

    /// The sum of squared residuals of a solution, and the products of the residuals with the columns.
    func residuals(of solution: [Double]) -> (squares: Double, cross: [Double]) {
        let parts = design.accumulate(Sums(width: design.width)) { chunk, block, sums in
            block.multiply(solution, into: &sums.values)
            for place in 0..<chunk.count {
                let residual = targets[chunk.lowerBound + place] - center - sums.values[place]
                sums.values[place] = residual
                sums.squares += residual * residual
            }
            block.addWeightedSum(sums.values, to: &sums.cross)
        }
        var cross = [Double](repeating: 0, count: design.width)
        for part in parts {
            for index in cross.indices { cross[index] += part.cross[index] }
        }
        return (parts.reduce(0) { $0 + $1.squares }, cross)
    }
}
