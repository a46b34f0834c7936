import Foundation
import LinearAlgebra

/// Searches for the weights and the deviation of a logistic regression with random intercepts: scoring steps, halved where they lead down.
struct RandomInterceptNewtonSolver {
    let objective: RandomInterceptObjective
    let names: [String]
    let maximumIterations: Int
    let tolerance: Double

    struct Outcome {
        var point: RandomInterceptObjective.Point
        /// Of the weights.
        var covariance: Matrix
        /// Of the logarithm of σ.
        var information: Double
        /// Whether the groups differ by no more than chance.
        var isFlat: Bool
        var logLikelihood: Double
        var iterations: Int
    }

    private static let sampleStep = 16
    /// A deviation below this is none.
    private static let least = log(1e-4)

    func run(warmStart: Bool) throws -> Outcome {
        let positives = Double(objective.rows.labels.count { $0 })
        let cold = RandomInterceptObjective.Point(
            weights: [log(positives / (Double(objective.rows.labels.count) - positives))] + names.map { _ in 0 },
            logDeviation: log(0.5),
            intercepts: [Double](repeating: 0, count: objective.rows.groupCount))
        if warmStart, let sample = try? climb(from: cold, step: Self.sampleStep, tolerance: max(1e-2, tolerance)),
            let outcome = try? climb(from: sample.point, step: 1, tolerance: tolerance)
        {
            return outcome
        }
        return try climb(from: cold, step: 1, tolerance: tolerance)
    }

    private func climb(from start: RandomInterceptObjective.Point, step: Int, tolerance: Double) throws -> Outcome {
        var point = start
        var here = objective.evaluate(at: point, step: step)
        for iteration in 1...maximumIterations {
            point.intercepts = here.intercepts
            let factor = try factorise(here, iteration: iteration)
            // At the floor only a step upwards counts.
            let isFlat = point.logDeviation <= Self.least && here.deviationScore <= 0
            let (move, rise) = try self.step(here, factor, isFlat: isFlat)
            // The squared distance to the optimum in units of the standard errors.
            let decrement = product(here.gradient, move) + rise * here.deviationScore
            if decrement <= tolerance * tolerance {
                for index in move.indices { point.weights[index] += move[index] }
                point.logDeviation = max(Self.least, point.logDeviation + rise)
                return Outcome(
                    point: point, covariance: factor.inverse, information: here.deviationInformation, isFlat: isFlat,
                    logLikelihood: here.logLikelihood, iterations: iteration)
            }
            guard let next = advance(from: point, here, move, rise, step: step) else {
                throw LearningError.notConverged(iterations: iteration, gradient: decrement.squareRoot())
            }
            (point, here) = next
        }
        throw LearningError.notConverged(iterations: maximumIterations, gradient: abs(here.deviationScore))
    }

    /// A scoring step of the weights and of the logarithm of σ together. Where σ cannot move, the weights step alone.
    private func step(
        _ here: RandomInterceptObjective.Evaluation, _ factor: Cholesky, isFlat: Bool
    ) throws -> (move: [Double], rise: Double) {
        let alone = try factor.solve(here.gradient)
        guard !isFlat else { return (alone, 0) }
        let shared = try factor.solve(here.crossInformation)
        let left = here.deviationInformation - product(here.crossInformation, shared)
        // The outer products may contradict the weights' information where there are few groups; then the two step apart.
        guard left > 0.1 * here.deviationInformation else {
            return (alone, bounded(here.deviationScore / max(here.deviationInformation, .leastNormalMagnitude)))
        }
        let rise = bounded((here.deviationScore - product(here.crossInformation, alone)) / left)
        return (zip(alone, shared).map { $0 - rise * $1 }, rise)
    }

    private func bounded(_ rise: Double) -> Double { min(1, max(-1, rise)) }

    private func product(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private func advance(
        from point: RandomInterceptObjective.Point, _ here: RandomInterceptObjective.Evaluation, _ move: [Double],
        _ rise: Double, step: Int
    ) -> (RandomInterceptObjective.Point, RandomInterceptObjective.Evaluation)? {
        let bound = here.logLikelihood - 1e-12 * abs(here.logLikelihood)
        var length = 1.0
        for _ in 0..<40 {
            var candidate = point
            for index in move.indices { candidate.weights[index] += length * move[index] }
            candidate.logDeviation = max(Self.least, candidate.logDeviation + length * rise)
            let there = objective.evaluate(at: candidate, step: step)
            if there.logLikelihood >= bound { return (candidate, there) }
            length /= 2
        }
        return nil
    }

    private func factorise(_ here: RandomInterceptObjective.Evaluation, iteration: Int) throws -> Cholesky {
        do {
            let factor = try Cholesky(here.information)
            for column in 1..<max(1, names.count + 1) where iteration == 1 {
                let pivot = factor.factor[column, column]
                if pivot * pivot < 1e-10 * here.information[column, column] {
                    throw LearningError.collinear(names[column - 1])
                }
            }
            return factor
        } catch let error as LinearAlgebraError {
            guard let pivot = error.pivot, pivot > 0 else {
                throw LearningError.notConverged(iterations: iteration, gradient: .infinity)
            }
            throw LearningError.collinear(names[pivot - 1])
        }
    }
}
