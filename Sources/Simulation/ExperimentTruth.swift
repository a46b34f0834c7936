import Foundation

/// The planted truth of an experiment: what each arm does. An arm that is not told here does nothing.
package struct ExperimentTruth: Sendable, Codable, Hashable {
    /// The effects by the arm's name.
    package var arms: [String: ArmEffect]

    package init(arms: [String: ArmEffect] = [:]) { self.arms = arms }

    /// Reads effects as they are written on the command line, one text an arm: `treatment:skip_log_odds=-0.4,session_rate=1.05`.
    ///
    /// The names are `skip_log_odds` (or `skip`), `session_rate`, `minutes`, `like`, `survey`, `novelty` (half-life in days) and
    /// `exposure_share`. What is not named stays without effect; an arm's name alone is an arm that does nothing.
    /// - Throws: `simulation.effect` where a text cannot be read, a number lies outside of what it may be, or an arm is told twice.
    package init(effects texts: [String]) throws(SimulationError) {
        arms = [:]
        for text in texts {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let arm = parts[0].trimmingCharacters(in: .whitespaces)
            guard !arm.isEmpty else {
                throw .effect(
                    "The effect \"\(text)\" names no arm. Write it as treatment:skip_log_odds=-0.4,session_rate=1.05.")
            }
            guard arms[arm] == nil else {
                throw .effect(
                    "The effects of arm \"\(arm)\" are told twice. Write them in one text, separated by commas.")
            }
            arms[arm] = try Self.effect(of: arm, parts.count > 1 ? parts[1] : "")
        }
    }

    private static func effect(of arm: String, _ text: Substring) throws(SimulationError) -> ArmEffect {
        var effect = ArmEffect()
        var told: Set<String> = []
        for assignment in text.split(separator: ",") {
            let sides = assignment.split(separator: "=", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard sides.count == 2, let value = Double(sides[1]), value.isFinite else {
                throw .effect(
                    "\"\(assignment)\" of arm \"\(arm)\" is no effect. Write a name and a number, such as session_rate=1.05."
                )
            }
            let name = sides[0] == "skip" ? "skip_log_odds" : sides[0]
            guard told.insert(name).inserted else { throw .effect("Arm \"\(arm)\" has \(name) twice.") }
            if name == "novelty" {
                effect.novelty = value
            } else if let parameter = ArmEffect.parameters.first(where: { $0.name == name }) {
                effect[keyPath: parameter.path] = value
            } else {
                let names = (ArmEffect.parameters.map(\.name) + ["novelty"]).joined(separator: ", ")
                throw .effect("There is no effect \"\(name)\" (arm \"\(arm)\"). There are \(names).")
            }
        }
        try effect.validate(arm: arm)
        return effect
    }

    /// Every planted number, under the name that `truth_parameters` has for it.
    func planted(_ experiment: String) -> [(name: String, value: Double)] {
        arms.sorted { $0.key < $1.key }.flatMap { arm, effect in
            effect.planted.map { ("experiment.\(experiment).\(arm).\($0.name)", $0.value) }
        }
    }
}
