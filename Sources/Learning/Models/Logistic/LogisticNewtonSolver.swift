import LinearAlgebra

/// Newton's method on a logistic objective.
struct LogisticNewtonSolver {
    let objective: LogisticObjective
    let names: [String]
    let maximumIterations: Int
    let tolerance: Double

    /// Where the search ended.
    struct Outcome {
        var point: [Double]
        /// The inverse Hessian at the last evaluation.
        var covariance: Matrix
        var isSeparated: Bool
        var convergence: Convergence
    }

    private var isPenalised: Bool { objective.penalties.dropFirst().allSatisfy { $0 > 0 } }
    /// A column whose share not explained by the columns before it is below this depends on them.
    private static let leastPivotShare = 1e-10
    private static let sampleStep = 20

    /// Searches for the optimum.
    func run(warmStart: Bool) throws -> Outcome {
        let cold = [objective.startingIntercept()] + names.map { _ in 0 }
        // A sample may lack what the whole has, such as a rare column's variation; then the search begins from nothing.
        if warmStart,
            let sample = try? descend(from: cold, step: Self.sampleStep, tolerance: max(1e-3, tolerance), limit: 20),
            var outcome = try? descend(from: sample.point, step: 1, tolerance: tolerance, limit: maximumIterations)
        {
            outcome.convergence.sampleIterations = sample.convergence.iterations
            return outcome
        }
        return try descend(from: cold, step: 1, tolerance: tolerance, limit: maximumIterations)
    }

    private func descend(from start: [Double], step: Int, tolerance: Double, limit: Int) throws -> Outcome {
        var point = start
        var here = objective.evaluate(at: point, step: step)
        var losses = [here.loss]
        var stall = Stall()
        for iteration in 1...limit {
            let factor = try factorise(here, iteration: iteration)
            let newton = try factor.solve(here.gradient).map { -$0 }
            let decrement = -zip(here.gradient, newton).reduce(0) { $0 + $1.0 * $1.1 }
            let largest = newton.reduce(0) { max($0, abs($1)) }
            let reach = 1 + point.reduce(0) { max($0, abs($1)) }
            if !isPenalised {
                if here.leastMargin > 0 { throw LearningError.separated(movers(newton)) }
                if stall.sees(decrement: decrement, largest: largest), separates(newton, step: step) {
                    throw LearningError.separated(movers(newton))
                }
            }
            // The decrement is the squared error in units of the standard errors.
            if largest <= tolerance * reach || decrement <= 1e-20 {
                for index in point.indices { point[index] += newton[index] }
                return Outcome(
                    point: point, covariance: factor.inverse, isSeparated: here.leastMargin > 0,
                    convergence: Convergence(iterations: iteration, gradientNorm: norm(here.gradient), losses: losses))
            }
            guard let next = advance(from: point, here, along: newton, step: step) else {
                throw LearningError.notConverged(iterations: iteration, gradient: norm(here.gradient))
            }
            (point, here) = next
            losses.append(here.loss)
        }
        throw LearningError.notConverged(iterations: limit, gradient: norm(here.gradient))
    }

    /// The step, or the half, quarter, … of it that does not raise the objective by more than its rounding error.
    private func advance(
        from point: [Double], _ here: LogisticObjective.Evaluation, along direction: [Double], step: Int
    ) -> (point: [Double], evaluation: LogisticObjective.Evaluation)? {
        let bound = here.loss + 1e-13 * abs(here.loss)
        var length = 1.0
        for _ in 0..<40 {
            let candidate = zip(point, direction).map { $0 + length * $1 }
            let there = objective.evaluate(at: candidate, step: step)
            if there.loss <= bound { return (candidate, there) }
            length /= 2
        }
        return nil
    }

    private func factorise(_ here: LogisticObjective.Evaluation, iteration: Int) throws -> Cholesky {
        do {
            let factor = try Cholesky(here.hessian)
            // At the start all weights are alike, so that a vanishing pivot speaks of the columns and not of the fit.
            if iteration == 1, !isPenalised {
                for column in 1..<max(1, objective.width) {
                    let pivot = factor.factor[column, column]
                    if pivot * pivot < Self.leastPivotShare * here.hessian[column, column] {
                        throw LearningError.collinear(names[column - 1])
                    }
                }
            }
            return factor
        } catch let error as LinearAlgebraError {
            if !isPenalised, iteration > 1 { throw LearningError.separated(movers(here.gradient)) }
            guard let pivot = error.pivot, pivot > 0 else {
                throw LearningError.notConverged(iterations: iteration, gradient: norm(here.gradient))
            }
            throw LearningError.collinear(names[pivot - 1])
        }
    }

    /// Whether moving along a direction for ever never makes any row worse: then the likelihood has no maximum.
    private func separates(_ direction: [Double], step: Int) -> Bool {
        let largest = direction.reduce(0) { max($0, abs($1)) }
        return objective.evaluate(at: direction, step: step).leastMargin >= -1e-4 * largest
    }

    private func norm(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }

    private func movers(_ direction: [Double]) -> [String] {
        let weights = direction.dropFirst().map(abs)
        let largest = weights.max() ?? 0
        return zip(names, weights).compactMap { $1 >= 0.1 * largest ? $0 : nil }
    }

    /// Notices when the objective has flattened while the coefficients still run.
    private struct Stall {
        private var previous = Double.infinity
        private var count = 0

        mutating func sees(decrement: Double, largest: Double) -> Bool {
            count = decrement < 1e-4 && largest > 0.1 && largest > 0.5 * previous ? count + 1 : 0
            previous = largest
            return count >= 3
        }
    }
}
