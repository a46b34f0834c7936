import Foundation
import LinearAlgebra
import Statistics
import Testing

/// Looking more than once, against numerical integration and formulas with fifty digits.
@Suite struct SequentialTests {
    struct File: Decodable {
        struct Design: Decodable {
            let kind: String
            let information: [Double]
            let significance: Double
            let twoSided: Bool
            let boundaries: [Double]
            let powerAtDrift3: Double
            let driftFor90, inflation: Double?

            enum CodingKeys: String, CodingKey {
                case kind, information, significance, twoSided, boundaries, inflation
                case powerAtDrift3 = "powerAtDrift3"
                case driftFor90 = "driftFor90"
            }
        }
        struct Mixture: Decodable {
            let estimate, variance, tau, level, ratio, p, reach: Double
        }
        struct Sequence: Decodable {
            let estimate, error, level, reach, p: Double
            let count, tuned: Int
        }
        struct OneSided: Decodable {
            let estimate, error, level, reach, greater, less: Double
            let count, tuned: Int
        }
        struct Shares: Decodable {
            let weights: [Double]
            let concentration: Double
            let looks: [[Int]]
            let p: [Double]
        }
        let designs: [Design]
        let mixtures: [Mixture]
        let sequences: [Sequence]
        let oneSided: [OneSided]
        let shares: [Shares]
    }

    private func file() throws -> File { try ReferenceFile.load("sequential") }

    @Test func groupSequentialDesigns() throws {
        var bounds = WorstError("GroupSequentialDesign.boundaries"), power = WorstError("GroupSequentialDesign.power")
        var drift = WorstError("GroupSequentialDesign.drift"), inflation = WorstError("GroupSequentialDesign.inflation")
        for row in try file().designs {
            let spending: SpendingFunction =
                switch row.kind {
                case "obrien_fleming": .obrienFleming
                case "pocock": .pocock
                default: .power(3)
                }
            let design = try GroupSequentialDesign(
                information: row.information, significance: row.significance, isTwoSided: row.twoSided,
                spending: spending)
            for (found, wanted) in zip(design.boundaries, row.boundaries) {
                bounds.note(found, wanted, within: 1e-7, row.kind)
            }
            power.note(design.power(drift: 3), row.powerAtDrift3, within: 1e-7, row.kind)
            // Without an effect it rejects exactly as often as it may.
            #expect(isClose(design.power(drift: 0), row.significance, relative: 1e-9))
            if let wanted = row.driftFor90, let factor = row.inflation {
                drift.note(try design.drift(power: 0.9), wanted, within: 1e-7, row.kind)
                inflation.note(try design.inflation(power: 0.9), factor, within: 1e-6, row.kind)
            }
        }
        for worst in [bounds, power, drift, inflation] { worst.report() }
    }

    @Test func oneLookIsAFixedDesign() throws {
        let design = try GroupSequentialDesign(looks: 1)
        #expect(isClose(design.boundaries[0], try Normal.standard.upperQuantile(0.025), relative: 1e-10))
        #expect(isClose(try design.inflation(power: 0.8), 1, relative: 1e-10))
        #expect(isClose(try design.pValue(statistic: 1.7, look: 0), 2 * Normal.standard.survival(1.7), relative: 1e-10))
    }

    @Test func pValuesAndIntervalsAgreeWithTheBoundaries() throws {
        let design = try GroupSequentialDesign(looks: 5, spending: .pocock)
        for look in 0..<5 {
            for shift in [-0.01, 0.01] {
                let z = design.boundaries[look] + shift
                let interval = try design.interval(estimate: z, standardError: 1, look: look)
                #expect(interval.contains(0) == (shift < 0))
                #expect(try (design.pValue(statistic: z, look: look) < 0.05) == (look < 4 || shift > 0))
            }
            // On the boundary it is what may have been spent by then.
            let spent = design.rejections(drift: 0)[...look].reduce(0, +)
            #expect(isClose(try design.pValue(statistic: design.boundaries[look], look: look), spent, relative: 1e-9))
        }
        #expect(design.expectedInformation(drift: 0) > design.expectedInformation(drift: 4))
    }

    @Test func manyLooksStillSpendTheLevel() throws {
        let design = try GroupSequentialDesign(looks: 60, spending: .pocock)
        #expect(isClose(design.power(drift: 0), 0.05, relative: 1e-6))
    }

    @Test func mixtures() throws {
        var ratio = WorstError("MixtureSPRT.likelihoodRatio"), p = WorstError("MixtureSPRT.pValue"),
            reach = WorstError("MixtureSPRT.interval")
        for row in try file().mixtures {
            let test = try MixtureSPRT(mixingVariance: row.tau)
            ratio.note(
                try test.likelihoodRatio(estimate: row.estimate, variance: row.variance), row.ratio, within: 1e-12,
                "\(row.estimate)")
            p.note(
                try test.pValue(estimate: row.estimate, variance: row.variance), row.p, within: 1e-12, "\(row.estimate)"
            )
            let interval = try test.interval(estimate: row.estimate, variance: row.variance, level: row.level)
            reach.note(interval.width / 2, row.reach, within: 1e-12, "\(row.estimate)")
        }
        for worst in [ratio, p, reach] { worst.report() }
    }

    @Test func confidenceSequences() throws {
        var reach = WorstError("ConfidenceSequence.interval"), p = WorstError("ConfidenceSequence.pValue")
        for row in try file().sequences {
            let sequence = try ConfidenceSequence(tunedFor: row.tuned, level: row.level)
            let interval = try sequence.interval(estimate: row.estimate, standardError: row.error, count: row.count)
            reach.note(interval.width / 2, row.reach, within: 1e-12, "\(row.estimate)")
            p.note(
                try sequence.pValue(estimate: row.estimate, standardError: row.error, count: row.count), row.p,
                within: 1e-11,
                "\(row.estimate)")
        }
        for worst in [reach, p] { worst.report() }
    }

    @Test func oneSidedConfidenceSequences() throws {
        var reach = WorstError("ConfidenceSequence.interval, one-sided"),
            p = WorstError("ConfidenceSequence.pValue, one-sided")
        for row in try file().oneSided {
            for side in [Alternative.greater, .less] {
                let sequence = try ConfidenceSequence(tunedFor: row.tuned, level: row.level, alternative: side)
                let interval = try sequence.interval(estimate: row.estimate, standardError: row.error, count: row.count)
                let found = side == .greater ? row.estimate - interval.lower : interval.upper - row.estimate
                reach.note(found, row.reach, within: 1e-12, "\(row.estimate), \(side)")
                #expect(side == .greater ? interval.upper == .infinity : interval.lower == -.infinity)
                let value = try sequence.pValue(estimate: row.estimate, standardError: row.error, count: row.count)
                p.note(value, side == .greater ? row.greater : row.less, within: 1e-11, "\(row.estimate), \(side)")
                #expect((value < 1 - row.level) == !interval.contains(0))
            }
            // A bound on one side may lie nearer than one of two at the same level.
            let both = try ConfidenceSequence(tunedFor: row.tuned, level: row.level)
            #expect(try row.reach < both.interval(estimate: 0, standardError: row.error, count: row.count).upper)
        }
        for worst in [reach, p] { worst.report() }
        #expect(throws: StatisticsError.self) { try ConfidenceSequence(level: 0.5, alternative: .greater) }
    }

    @Test func shares() throws {
        var worst = WorstError("SequentialShareTest.look")
        for row in try file().shares {
            var test = try SequentialShareTest(weights: row.weights, concentration: row.concentration)
            for (counts, wanted) in zip(row.looks, row.p) {
                worst.note(try test.look(counts), wanted, within: 1e-8, "\(counts)")
            }
        }
        worst.report()
        var test = try SequentialShareTest(weights: [1, 1, 0])
        #expect(throws: StatisticsError.self) { try test.look([1, 2, 3]) }
        #expect(throws: StatisticsError.self) { try test.look([1, 2]) }
        #expect(throws: StatisticsError.self) { try SequentialShareTest(weights: [1, 0]) }
    }

    @Test func peekingDoesNotRaiseFalseAlarms() throws {
        // 400 runs without an effect, each looked at 50 times: at most as many alarms as the level allows, with the luck of the draw.
        var alarms = (mixture: 0, sequence: 0, oneSided: 0, group: 0)
        let runs = 400, sequence = try ConfidenceSequence(tunedFor: 2500), group = try GroupSequentialDesign(looks: 50)
        let oneSided = try ConfidenceSequence(tunedFor: 2500, alternative: .greater)
        for run in 0..<runs {
            var random = RandomGenerator(seed: 99, stream: UInt64(run)), values = Moments()
            var isOut = (mixture: false, sequence: false, oneSided: false, group: false)
            for look in 0..<50 {
                for _ in 0..<100 { values.add(random.normal()) }
                let error = values.standardError ?? 0, mixture = try MixtureSPRT(mixingVariance: 0.001)
                let p = try mixture.pValue(estimate: values.mean, variance: error * error)
                let interval = try sequence.interval(estimate: values.mean, standardError: error, count: values.count)
                isOut.mixture = isOut.mixture || p < 0.05
                isOut.sequence = isOut.sequence || !interval.contains(0)
                let above = try oneSided.interval(estimate: values.mean, standardError: error, count: values.count)
                isOut.oneSided = isOut.oneSided || !above.contains(0)
                isOut.group = isOut.group || abs(values.mean / error) >= group.boundaries[look]
            }
            if isOut.mixture { alarms.mixture += 1 }
            if isOut.sequence { alarms.sequence += 1 }
            if isOut.oneSided { alarms.oneSided += 1 }
            if isOut.group { alarms.group += 1 }
        }
        // Four deviations of a share of 5 %.
        let most = Double(runs) * (0.05 + 4 * (0.05 * 0.95 / Double(runs)).squareRoot())
        #expect(
            [alarms.mixture, alarms.sequence, alarms.oneSided, alarms.group].allSatisfy { Double($0) < most },
            "\(alarms)")
        #expect(alarms.oneSided > 0, "a one-sided bound is not so far out that it never alarms")
        #expect(alarms.group > 4, "a group-sequential test uses up its level")
    }
}
