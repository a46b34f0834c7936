import Foundation
import LinearAlgebra

/// The likelihood of a logistic regression with random intercepts, integrated by Laplace's approximation, with its derivatives.
struct RandomInterceptObjective: Sendable {
    let rows: GroupedRows
    let parallel: Parallel

    /// What is searched for.
    struct Point: Sendable {
        /// The intercept and a weight for each column.
        var weights: [Double]
        /// The logarithm of σ.
        var logDeviation: Double
        /// The most likely intercept of each group, relative to the common one: where the next search begins.
        var intercepts: [Double]

        var deviation: Double { exp(logDeviation) }
    }

    /// Everything that a step asks for at one point.
    struct Evaluation: Sendable {
        var logLikelihood = 0.0
        /// By the weights.
        var gradient: [Double]
        /// Of the weights at the given σ; only the lower triangle is filled.
        var information: Matrix
        /// By the logarithm of σ.
        var deviationScore = 0.0
        /// Of the logarithm of σ: the sum of the groups' squared scores.
        var deviationInformation = 0.0
        /// Between the weights and the logarithm of σ: the sum of the products of the groups' scores.
        var crossInformation: [Double]
        var intercepts: [Double] = []

        init(width: Int) {
            gradient = [Double](repeating: 0, count: width)
            information = Matrix(rows: width, columns: width)
            crossInformation = gradient
        }
    }

    /// The likelihood at a point.
    /// - Parameter step: where above 1, only every so manieth group counts; the others keep their intercepts.
    func evaluate(at point: Point, step: Int = 1) -> Evaluation {
        let parts = parallel.map(over: rows.groupCount, rowsPerSegment: max(8, (rows.groupCount + 63) / 64)) {
            segment in
            var part = Evaluation(width: rows.width)
            var intercepts = Array(point.intercepts[segment])
            var scratch = Scratch(width: rows.width, rows: rows.largestGroup)
            for group in segment where group.isMultiple(of: step) {
                add(group, point, to: &part, &intercepts[group - segment.lowerBound], &scratch)
            }
            part.intercepts = intercepts
            return part
        }
        var total = Evaluation(width: rows.width)
        total.intercepts.reserveCapacity(rows.groupCount)
        for part in parts {
            total.logLikelihood += part.logLikelihood
            total.deviationScore += part.deviationScore
            total.deviationInformation += part.deviationInformation
            total.intercepts += part.intercepts
            for index in 0..<rows.width {
                total.gradient[index] += part.gradient[index]
                total.crossInformation[index] += part.crossInformation[index]
                for column in 0...index { total.information[index, column] += part.information[index, column] }
            }
        }
        return total
    }

    private struct Scratch {
        var predictors: [Double]
        /// A group's derivative by the weights.
        var gradient: [Double]
        /// Σ w x, Σ w′ x and, in the lower triangle, Σ w x xᵀ of a group.
        var weighted: [Double]
        var curved: [Double]
        var gram: [Double]

        init(width: Int, rows: Int) {
            predictors = [Double](repeating: 0, count: rows)
            weighted = [Double](repeating: 0, count: width)
            curved = weighted
            gradient = weighted
            gram = [Double](repeating: 0, count: width * width)
        }

        mutating func clear() {
            for index in weighted.indices { (gradient[index], weighted[index], curved[index]) = (0, 0, 0) }
            for index in gram.indices { gram[index] = 0 }
        }
    }

    /// The sums over the rows of a group that are no vectors.
    private struct Sums {
        var logLikelihood = 0.0
        var curvature = 0.0
        var skewness = 0.0
    }

    /// Adds one group's share. With w = p(1 − p), W = Σ w and D = W + 1/σ²: the mode û of the group's intercept, the Laplace likelihood
    /// h(û) − ln σ − ½ ln D, and its total derivatives, in which û and D move with the weights and with σ.
    private func add(
        _ group: Int, _ point: Point, to sum: inout Evaluation, _ intercept: inout Double, _ scratch: inout Scratch
    ) {
        let width = rows.width
        let members = rows.starts[group]..<rows.starts[group + 1]
        let precision = exp(-2 * point.logDeviation)
        predict(members, point.weights, &scratch.predictors)
        intercept = mode(members, precision, from: intercept, scratch.predictors)
        scratch.clear()
        let sums = accumulate(members, intercept, &scratch)
        let curvature = sums.curvature + precision, skewness = sums.skewness
        sum.logLikelihood +=
            sums.logLikelihood - 0.5 * precision * intercept * intercept - point.logDeviation - 0.5 * log(curvature)
        let score =
            precision * intercept * intercept - 1 + precision * (1 - skewness * intercept / curvature) / curvature
        sum.deviationScore += score
        sum.deviationInformation += score * score
        for column in 0..<width {
            let slope =
                scratch.gradient[column] - 0.5
                * (scratch.curved[column] - skewness * scratch.weighted[column] / curvature) / curvature
            sum.gradient[column] += slope
            sum.crossInformation[column] += slope * score
            for other in 0...column {
                sum.information[column, other] +=
                    scratch.gram[column * width + other] - scratch.weighted[column] * scratch.weighted[other]
                    / curvature
            }
        }
    }

    private func predict(_ members: Range<Int>, _ weights: [Double], _ predictors: inout [Double]) {
        let width = rows.width
        rows.values.withUnsafeBufferPointer { values in
            weights.withUnsafeBufferPointer { weights in
                for row in members {
                    var predictor = 0.0
                    for column in 0..<width { predictor += values[row * width + column] * weights[column] }
                    predictors[row - members.lowerBound] = predictor
                }
            }
        }
    }

    /// Visits the rows of a group at its mode.
    private func accumulate(_ members: Range<Int>, _ intercept: Double, _ scratch: inout Scratch) -> Sums {
        let width = rows.width
        var sums = Sums()
        // A logarithm of a product is cheaper than a sum of logarithms; 512 factors of at most 2 do not overflow.
        var product = 1.0
        rows.values.withUnsafeBufferPointer { values in
            scratch.weighted.withUnsafeMutableBufferPointer { weighted in
                scratch.curved.withUnsafeMutableBufferPointer { curved in
                    scratch.gram.withUnsafeMutableBufferPointer { gram in
                        scratch.gradient.withUnsafeMutableBufferPointer { gradient in
                            for row in members {
                                let predictor = scratch.predictors[row - members.lowerBound] + intercept
                                let isPositive = rows.labels[row]
                                let small = exp(-abs(predictor))
                                let share = 1 / (1 + small)
                                let probability = predictor >= 0 ? share : small * share
                                product *= 1 + small
                                if (row - members.lowerBound) % 512 == 511 {
                                    sums.logLikelihood -= log(product)
                                    product = 1
                                }
                                sums.logLikelihood -= max(0, isPositive ? -predictor : predictor)
                                let residual = (isPositive ? 1 : 0) - probability
                                let weight = small * share * share
                                let change = weight * (1 - 2 * probability)
                                sums.curvature += weight
                                sums.skewness += change
                                let input = row * width
                                for column in 0..<width {
                                    let value = values[input + column]
                                    gradient[column] += residual * value
                                    curved[column] += change * value
                                    let scaled = weight * value
                                    weighted[column] += scaled
                                    for other in 0...column {
                                        gram[column * width + other] += scaled * values[input + other]
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        sums.logLikelihood -= log(product)
        return sums
    }

    /// The most likely intercept of a group by Newton's method; the function is concave, and steps longer than 2 are cut.
    private func mode(_ members: Range<Int>, _ precision: Double, from start: Double, _ predictors: [Double]) -> Double
    {
        var intercept = start
        for _ in 0..<100 {
            var slope = -precision * intercept, curvature = precision
            for row in members {
                let predictor = predictors[row - members.lowerBound] + intercept
                let small = exp(-abs(predictor))
                let share = 1 / (1 + small)
                slope += (rows.labels[row] ? 1 : 0) - (predictor >= 0 ? share : small * share)
                curvature += small * share * share
            }
            let step = min(2, max(-2, slope / curvature))
            intercept += step
            // What is left is less than the square of the step.
            if abs(step) < 1e-4 { break }
        }
        return intercept
    }
}
