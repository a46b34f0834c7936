import Listening

/// An experiment that a simulated service goes on with.
package struct PlantedExperiment: Sendable {
    /// The experiment's name in the ledger of exposures.
    package let key: String
    package let truth: ExperimentTruth
    /// How many days (of 24 hours) the service goes on.
    package let days: Int
    /// What the survey and the ledger's losses are drawn from. Plays do not depend on it.
    package let seed: UInt64
    /// The arm of a listener, or nil for those who are not in the experiment. It is asked once for each listener, on several threads.
    ///
    /// The attributes are `country`, `tier` (as in the table of listeners), `age_group` and `device` (the main one).
    package let arm: @Sendable (_ listenerID: String, _ attributes: [String: String]) -> String?

    /// - Parameter days: 1 … 365.
    /// - Throws: `simulation.experiment` where the key is empty or the days are out of range; `simulation.effect` where an effect is.
    package init(
        key: String, truth: ExperimentTruth, days: Int, seed: UInt64 = 1,
        arm: @escaping @Sendable (_ listenerID: String, _ attributes: [String: String]) -> String?
    ) throws(SimulationError) {
        guard !key.isEmpty else { throw .experiment("The experiment to plant has no key.") }
        guard (1...365).contains(days) else {
            throw .experiment("The service cannot go on for \(days) days; it takes 1 to 365.")
        }
        for (arm, effect) in truth.arms.sorted(by: { $0.key < $1.key }) { try effect.validate(arm: arm) }
        self.key = key
        self.truth = truth
        self.days = days
        self.seed = seed
        self.arm = arm
    }

    /// The seed of what is drawn beside the plays. The key is mixed in, so that two experiments of one seed do not ask the same listeners.
    var drawSeed: UInt64 {
        var hash = FNV1a(seed: seed)
        hash.add(key.utf8)
        return hash.value
    }
}

extension SimulationError {
    static func effect(_ message: String) -> SimulationError {
        SimulationError(code: "simulation.effect", message: message, fault: .usage)
    }

    static func outOfRange(_ name: String, arm: String, _ value: Double, _ range: ClosedRange<Double>)
        -> SimulationError
    {
        .effect("\(name) of arm \"\(arm)\" is \(value); it takes \(range.lowerBound) to \(range.upperBound).")
    }

    static func experiment(_ message: String) -> SimulationError {
        SimulationError(code: "simulation.experiment", message: message, fault: .usage)
    }

    static func experimentExists(_ key: String) -> SimulationError {
        SimulationError(
            code: "simulation.experiment-exists",
            message:
                "The experiment \"\(key)\" has exposures already. Plant it under another key, or take back its import first (segue imports undo).",
            fault: .usage)
    }

    static func unknownImport(_ key: Int64) -> SimulationError {
        SimulationError(
            code: "simulation.unknown-import",
            message:
                "Import \(key) is no simulated service. `segue imports` lists what there is; `segue simulate` makes one.",
            fault: .absent)
    }

    static func serviceUndone(_ key: Int64) -> SimulationError {
        SimulationError(
            code: "simulation.service-undone",
            message:
                "The service of import \(key) cannot go on: its listeners, tracks or playlists are no longer in the warehouse. Simulate it anew.",
            fault: .absent)
    }

    static let serviceChanged = SimulationError(
        code: "simulation.service-changed",
        message: "The service was changed while its continuation was simulated. Try again.",
        fault: .inUse)
}
