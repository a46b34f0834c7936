import Foundation
import LinearAlgebra

/// The penalised loss of a logistic regression with its first and second derivatives.
struct LogisticObjective: Sendable {
    let design: ScaledDesign
    let labels: [Bool]
    let weights: [Double]?
    let classWeights: (negative: Double, positive: Double)
    /// One for each parameter, the intercept's first.
    let penalties: [Double]

    /// Everything Newton's method asks for at one point.
    struct Evaluation: Sendable {
        /// Σ w ln(1 + exp(−y η)) + ½ Σ penalty β².
        var loss: Double
        var gradient: [Double]
        /// Only the lower triangle is filled.
        var hessian: Matrix
        /// The least y η over the rows that count; above 0 where every one of them is classified correctly.
        var leastMargin: Double
    }

    /// The number of parameters.
    var width: Int { design.width }

    /// The objective at a point.
    /// - Parameters:
    ///   - point: the intercept and a weight for each column.
    ///   - step: where above 1, a sample of the rows: one chunk out of so many. The penalty counts for as much less.
    func evaluate(at point: [Double], step: Int = 1) -> Evaluation {
        let start = Evaluation(
            loss: 0, gradient: [Double](repeating: 0, count: width), hessian: Matrix(rows: width, columns: width),
            leastMargin: .infinity)
        let parts = design.accumulate(Partial(start, chunkRows: ScaledDesign.chunkRows), step: step) {
            chunk, block, partial in
            add(chunk, &block, point, to: &partial)
        }
        var total = start
        for part in parts {
            total.loss += part.sum.loss
            total.leastMargin = min(total.leastMargin, part.sum.leastMargin)
            for index in 0..<width {
                total.gradient[index] += part.sum.gradient[index]
                for column in 0...index { total.hessian[index, column] += part.sum.hessian[index, column] }
            }
        }
        for index in 0..<width {
            let penalty = penalties[index] / Double(step)
            total.loss += 0.5 * penalty * point[index] * point[index]
            total.gradient[index] += penalty * point[index]
            total.hessian[index, index] += penalty
        }
        return total
    }

    /// The weighted share of positives as a log odds: the best intercept without any feature.
    func startingIntercept() -> Double {
        var sums = (negative: 0.0, positive: 0.0)
        for row in labels.indices {
            let weight = weights?[row] ?? 1
            if labels[row] { sums.positive += weight } else { sums.negative += weight }
        }
        return log(sums.positive * classWeights.positive / (sums.negative * classWeights.negative))
    }

    /// A segment's sums with its scratch space.
    private struct Partial: Sendable {
        var sum: Evaluation
        var predictors: [Double]
        var residuals: [Double]

        init(_ sum: Evaluation, chunkRows: Int) {
            self.sum = sum
            predictors = [Double](repeating: 0, count: chunkRows)
            residuals = predictors
        }
    }

    private func add(_ chunk: Range<Int>, _ block: inout RowBlock, _ point: [Double], to partial: inout Partial) {
        block.multiply(point, into: &partial.predictors)
        var loss = 0.0, least = partial.sum.leastMargin
        for place in 0..<chunk.count {
            let row = chunk.lowerBound + place
            let positive = labels[row]
            let weight = (positive ? classWeights.positive : classWeights.negative) * (weights?[row] ?? 1)
            let margin = positive ? partial.predictors[place] : -partial.predictors[place]
            let small = exp(-abs(margin))
            // The probability of the other class, without cancellation on either side.
            let wrong = (margin >= 0 ? small : 1) / (1 + small)
            loss += weight * (log(1 + small) + max(0, -margin))
            if weight > 0 { least = min(least, margin) }
            partial.residuals[place] = positive ? -weight * wrong : weight * wrong
            partial.predictors[place] = (weight * small).squareRoot() / (1 + small)
        }
        partial.sum.loss += loss
        partial.sum.leastMargin = least
        block.addWeightedSum(partial.residuals, to: &partial.sum.gradient)
        block.scaleRows(by: partial.predictors)
        block.addGram(to: &partial.sum.hessian)
    }
}
