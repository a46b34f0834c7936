import LinearAlgebra
import Statistics

/// Whether intervals cover a true effect that is not 0.
enum Coverage {
    static let runs = 10_000
    static let level = 0.95

    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        [
            Section(
                title: "Intervals cover what is there",
                text: """
                    The share of the 95 % intervals that contain the true value, which is not 0: the treatment's minutes are 10 % more (all of \
                    them stretched, so that the variances differ too), its skip rate is 0.46 in place of 0.4, its conversions 5 % in place of 4 %.
                    """,
                rows: try means(harness) + shares(harness) + ratios(harness) + quantiles(harness) + resampled(harness)),
            Section(
                title: "Intervals cover at all looks together",
                text: """
                    The share of experiments in which *every* interval contains the true effect of 4 minutes: at the looks of a group-sequential \
                    design, and at 100 looks, from \(Peeking.burnIn) units on, of those that are always valid.
                    """,
                rows: try sequences(harness)),
        ]
    }

    private static func means(_ harness: SimulationRunner) throws -> [Claim] {
        let hits = try harness.count(runs, seed: 601) { random in
            let control = Moments.of(1000, &random) { $0.minutes() },
                treatment = Moments.of(1000, &random) { 1.1 * $0.minutes() }
            let small = Moments.of(500, &random) { 1.1 * $0.minutes() }
            let lift = try RelativeLift(treatment.meanEstimate(), over: control.meanEstimate())
            let bound = try NonInferiorityTest(treatment.meanEstimate(), control.meanEstimate(), margin: 1).interval()
            return [
                try control.meanInterval().contains(Minutes.mean),
                try WelchTest(treatment, control).interval().contains(4),
                try WelchTest(small, control).interval().contains(4), try lift.interval().contains(0.1),
                bound.contains(4),
            ]
        }
        let cuped = try harness.count(runs, seed: 602) { random in
            func arm(_ count: Int, _ effect: Double) throws -> JointMoments {
                try .gathered(2, count, &random) { random, sums in
                    let unit = random.minutesAndBefore(correlation: 0.7)
                    sums.add(effect * unit.minutes, unit.before)
                }
            }
            let control = try arm(1000, 1), treatment = try arm(1000, 1.1),
                adjustment = try RegressionAdjustment([control, treatment])
            let first = try adjustment.estimate(treatment), second = try adjustment.estimate(control)
            return [
                try WelchTest(first, second).interval().contains(4),
                try RelativeLift(first, over: second).interval().contains(0.1),
            ]
        }
        return [
            Claim("mean", "minutes, 1000", seed: 601, hits: hits[0], of: runs, .equal(level)),
            Claim("difference of means", "minutes, 1000:1000", seed: 601, hits: hits[1], of: runs, .equal(level)),
            Claim("difference of means", "minutes, 1000:500", seed: 601, hits: hits[2], of: runs, .equal(level)),
            Claim("lift", "minutes, 1000:1000", seed: 601, hits: hits[3], of: runs, .equal(level)),
            Claim(
                "one-sided bound of non-inferiority", "minutes, 1000:1000", seed: 601, hits: hits[4], of: runs,
                .equal(level)),
            Claim(
                "difference with CUPED", "minutes, ρ = 0.7, 1000:1000", seed: 602, hits: cuped[0], of: runs,
                .equal(level)),
            Claim("lift with CUPED", "minutes, ρ = 0.7, 1000:1000", seed: 602, hits: cuped[1], of: runs, .equal(level)),
        ]
    }

    private static func shares(_ harness: SimulationRunner) throws -> [Claim] {
        let hits = try harness.count(runs, seed: 603) { random in
            let control = try Proportion(successes: random.successes(2000, 0.04), trials: 2000)
            let treatment = try Proportion(successes: random.successes(2000, 0.05), trials: 2000)
            return [
                try control.wilson().contains(0.04), try control.clopperPearson().contains(0.04),
                try ProportionTest(treatment, control).interval().contains(0.01),
            ]
        }
        return [
            Claim("proportion, Wilson", "converted, 2000", seed: 603, hits: hits[0], of: runs, .equal(level)),
            Claim(
                "proportion, Clopper–Pearson", "converted, 2000", seed: 603, hits: hits[1], of: runs, .atLeast(level)),
            Claim(
                "difference of proportions, Newcombe", "converted, 2000:2000", seed: 603, hits: hits[2], of: runs,
                .equal(level)),
        ]
    }

    private static func ratios(_ harness: SimulationRunner) throws -> [Claim] {
        let truth = 0.46
        let hits = try harness.count(runs, seed: 604) { random in
            func arm(_ more: Double) throws -> Estimate {
                var moments = CoMoments()
                for _ in 0..<1000 {
                    let plays = random.plays(), tendency = random.tendency()
                    moments.add(Double(plays), Double(random.successes(plays, tendency + more * (1 - tendency))))
                }
                return try moments.ratioEstimate()
            }
            let control = try arm(0), treatment = try arm(0.1)
            return [
                try WelchTest(treatment, control).interval().contains(truth - 0.4),
                try RelativeLift(treatment, over: control).interval().contains(truth / 0.4 - 1),
            ]
        }
        return [
            Claim("difference of ratios", "skips, 1000:1000", seed: 604, hits: hits[0], of: runs, .equal(level)),
            Claim("lift of a ratio", "skips, 1000:1000", seed: 604, hits: hits[1], of: runs, .equal(level)),
        ]
    }

    private static func quantiles(_ harness: SimulationRunner) throws -> [Claim] {
        let gamma = try Gamma(shape: 1, scale: Minutes.mean), shares = [0.5, 0.9]
        let truths = try shares.map { try gamma.quantile($0) }
        let hits = try harness.count(runs, seed: 605) { random in
            let control = try ValueCounts(distinct: (0..<3000).map { _ in random.minutes() })
            let treatment = try ValueCounts(distinct: (0..<3000).map { _ in 1.1 * random.minutes() })
            return try zip(shares, truths).flatMap { share, truth in
                let base = try QuantileEstimate(share, of: control), one = try QuantileEstimate(share, of: treatment)
                return [
                    base.interval.contains(truth),
                    try WelchTest(one.estimate, base.estimate).interval().contains(0.1 * truth),
                ]
            }
        }
        let names = [
            "median, Woodruff", "difference of medians", "ninth decile, Woodruff", "difference of ninth deciles",
        ]
        return names.indices.map {
            Claim(
                names[$0], $0 % 2 == 0 ? "minutes, 3000" : "minutes, 3000:3000", seed: 605, hits: hits[$0], of: runs,
                .equal(level))
        }
    }

    private static func resampled(_ harness: SimulationRunner) throws -> [Claim] {
        let runs = 2000
        let hits = try harness.count(runs, seed: 606) { random in
            let control = (0..<200).map { _ in random.minutes() },
                treatment = (0..<200).map { _ in 1.1 * random.minutes() }
            let interval = try Bootstrap(resamples: 1000, seed: random.next()).difference(treatment, control) {
                $0.reduce(0, +) / Double($0.count)
            }
            return [interval.contains(4)]
        }
        return [
            Claim(
                "difference of means, bootstrap (BCa, 1,000 resamples)", "minutes, 200:200", seed: 606, hits: hits[0],
                of: runs,
                .equal(level))
        ]
    }

    private static func sequences(_ harness: SimulationRunner) throws -> [Claim] {
        let designs = try [
            ("O'Brien–Fleming, 4 looks", GroupSequentialDesign(looks: 4)),
            ("Pocock, 10 looks", GroupSequentialDesign(looks: 10, spending: .pocock)),
        ]
        let sequence = try ConfidenceSequence()
        let hits = try harness.count(runs, seed: 611) { random in
            let path = SamplePath(
                looks: Peeking.looks, batch: Peeking.batch, &random, control: { $0.minutes() },
                treatment: { 1.1 * $0.minutes() })
            let late = path.visible(from: Peeking.burnIn)
            return try designs.map { !path.crosses($0.1, truth: 4) } + [
                late.allSatisfy {
                    try sequence.interval(
                        estimate: $0.difference, standardError: $0.variance.squareRoot(), count: $0.units
                    ).contains(4)
                },
                late.allSatisfy {
                    try Peeking.mixing($0, level: 0.05, planned: Peeking.units).interval(
                        estimate: $0.difference, variance: $0.variance
                    )
                    .contains(4)
                },
                late.allSatisfy { abs($0.difference - 4) <= 1.96 * $0.variance.squareRoot() },
            ]
        }
        let names =
            designs.map { ($0.0, Claim.Promise.equal(level)) } + [
                ("confidence sequence", .atLeast(level)), ("mixture test", .atLeast(level)),
                ("for comparison: fixed intervals at every look", .none),
            ]
        return zip(names, hits).map { Claim($0.0, "minutes, 5000:5000", seed: 611, hits: $1, of: runs, $0.1) }
    }
}
