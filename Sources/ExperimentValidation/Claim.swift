import Foundation
import Statistics

/// One line of the validation study: what was simulated, what came out, and what had been promised.
struct Claim: Sendable {
    /// What came out.
    enum Measured: Sendable {
        case share(hits: Int, runs: Int)
        case mean(Double, standardError: Double, runs: Int)
    }

    /// What was promised.
    enum Promise: Sendable {
        /// Just this share, or mean.
        case equal(Double)
        /// No more, but perhaps less.
        case atMost(Double)
        /// No less, but perhaps more.
        case atLeast(Double)
        /// A control: what breaks the rules must be seen to exceed this.
        case exceeds(Double)
        /// Nothing; it is told for comparison.
        case none
    }

    let what: String
    let data: String
    let seed: UInt64
    let measured: Measured
    let promise: Promise

    /// A share of experiments.
    init(_ what: String, _ data: String, seed: UInt64, hits: Int, of runs: Int, _ promise: Promise) {
        (self.what, self.data, self.seed, self.promise) = (what, data, seed, promise)
        measured = .share(hits: hits, runs: runs)
    }

    /// A mean over experiments.
    init(_ what: String, _ data: String, seed: UInt64, mean values: Moments, _ promise: Promise) {
        (self.what, self.data, self.seed, self.promise) = (what, data, seed, promise)
        measured = .mean(values.mean, standardError: values.standardError ?? 0, runs: values.count)
    }

    /// A figure with a standard error that was worked out elsewhere.
    init(
        _ what: String, _ data: String, seed: UInt64, value: Double, standardError: Double, of runs: Int,
        _ promise: Promise
    ) {
        (self.what, self.data, self.seed, self.promise) = (what, data, seed, promise)
        measured = .mean(value, standardError: standardError, runs: runs)
    }

    /// Whether something was promised.
    var isBound: Bool { if case .none = promise { false } else { true } }

    /// The experiments that were simulated.
    var runs: Int {
        switch measured {
        case .share(_, let runs), .mean(_, _, let runs): runs
        }
    }

    /// What is measured, as a number.
    var value: Double {
        switch measured {
        case .share(let hits, let runs): Double(hits) / Double(runs)
        case .mean(let value, _, _): value
        }
    }

    /// Between which ends the measured value has to lie, if a kept promise is to be called broken with a probability of at most `tail`.
    func bounds(tail: Double) throws -> (lower: Double, upper: Double)? {
        switch promise {
        case .equal(let expected): (try end(expected, below: tail / 2), try end(expected, above: tail / 2))
        case .atMost(let most): (-.infinity, try end(most, above: tail))
        case .atLeast(let least): (try end(least, below: tail), .infinity)
        case .exceeds(let level): (try end(level, above: tail), .infinity)
        case .none: nil
        }
    }

    private func end(_ expected: Double, below tail: Double) throws -> Double {
        switch measured {
        case .share(_, let runs):
            Double(try Binomial(trials: runs, probability: expected).quantile(tail)) / Double(runs)
        case .mean(_, let error, _): expected - (try Normal.standard.upperQuantile(tail)) * error
        }
    }

    private func end(_ expected: Double, above tail: Double) throws -> Double {
        switch measured {
        case .share(_, let runs):
            Double(try Binomial(trials: runs, probability: expected).upperQuantile(tail)) / Double(runs)
        case .mean(_, let error, _): expected + (try Normal.standard.upperQuantile(tail)) * error
        }
    }
}

/// A table of the validation study with what has to be known to read it.
struct Section: Sendable {
    let title: String
    let text: String
    let rows: [Claim]
}
