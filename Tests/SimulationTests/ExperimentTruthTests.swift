import Testing

@testable import Simulation

@Suite("The planted truth of an experiment")
struct ExperimentTruthTests {
    @Test("effects are read as they are written")
    func read() throws {
        let truth = try ExperimentTruth(effects: [
            "treatment:skip=-0.4, session_rate=1.05,novelty=7", "control", "other:exposure_share=0.9",
        ])
        #expect(truth.arms["treatment"] == ArmEffect(skipLogOdds: -0.4, sessionRate: 1.05, novelty: 7))
        #expect(truth.arms["control"] == ArmEffect())
        #expect(truth.arms["other"] == ArmEffect(exposureShare: 0.9))
        let full = try ExperimentTruth(effects: [
            "a:skip_log_odds=1,session_rate=2,minutes=3,like=4,survey=0.5,novelty=6,exposure_share=0.7"
        ])
        #expect(
            full.arms["a"]
                == ArmEffect(
                    skipLogOdds: 1, sessionRate: 2, minutes: 3, like: 4, survey: 0.5, novelty: 6, exposureShare: 0.7))
    }

    @Test(
        "what is no effect is refused",
        arguments: [
            ["treatment:skip"], ["treatment:skip=much"], ["treatment:skip=nan"], ["treatment:volume=1"], [":skip=1"],
            [""],
            ["a:exposure_share=1.1"],
            ["a:novelty=0"], ["a:session_rate=-1"], ["a:skip=1,skip_log_odds=2"], ["a:skip=1", "a:like=2"],
            ["a:skip=1=2"],
        ])
    func refused(_ texts: [String]) {
        #expect { try ExperimentTruth(effects: texts) } throws: {
            ($0 as? SimulationError)?.code == "simulation.effect"
        }
    }

    @Test("an experiment without a key, without days or with an effect out of range is refused")
    func experiment() {
        func code(_ key: String, _ days: Int, _ effect: ArmEffect = ArmEffect()) -> String? {
            do {
                _ = try PlantedExperiment(key: key, truth: ExperimentTruth(arms: ["a": effect]), days: days) { _, _ in
                    nil
                }
                return nil
            } catch { return error.code }
        }
        #expect(code("e", 28) == nil)
        #expect(code("", 28) == "simulation.experiment")
        #expect(code("e", 0) == "simulation.experiment")
        #expect(code("e", 28, ArmEffect(exposureShare: 2)) == "simulation.effect")
    }

    @Test("effects halve with each half-life, and last where none is told")
    func novelty() {
        let effect = ArmEffect(novelty: 7)
        #expect([0, 7, 14].map { effect.strength(daysAfter: $0) } == [1, 0.5, 0.25])
        #expect(ArmEffect().strength(daysAfter: 1000) == 1)
    }

    @Test(
        "a score lies in 1 … 5, and its mean is the wanted one",
        arguments: [(1.0, 1, 1), (5.0, 5, 5), (3.0, 1, 5), (9.0, 5, 5)])
    func score(_ mean: Double, _ least: Int, _ most: Int) {
        #expect(SimulatedExposure.score(mean: mean, draws: [0.999, 0.999, 0.999, 0.999]) == least)
        #expect(SimulatedExposure.score(mean: mean, draws: [0, 0, 0, 0]) == most)
        // Over the draws' even grid the mean is exact.
        let draws = (0..<1000).map { (Double($0) + 0.5) / 1000 }
        let total = draws.reduce(0) { $0 + SimulatedExposure.score(mean: mean, draws: [$1]) - 1 }
        #expect(abs(1 + 4 * Double(total) / 1000 - min(mean, 5)) < 0.01)
    }
}
