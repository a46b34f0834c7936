package import Listening

/// A unit that met an arm.
package struct ExposureRow: Sendable, Hashable {
    package let experiment: String
    /// The listener's id.
    package let unit: String
    package let arm: String
    package let at: Instant

    package init(experiment: String, unit: String, arm: String, at: Instant) {
        self.experiment = experiment
        self.unit = unit
        self.arm = arm
        self.at = at
    }
}
