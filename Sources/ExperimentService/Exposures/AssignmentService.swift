package import Experimentation
import Foundation
import Synchronization

/// Assigns units to the running experiments of a registry. What it knows of them is at most a second old.
package final class AssignmentService: Sendable {
    /// What became of a unit in one experiment.
    package struct Assignment: Sendable, Hashable {
        package let experiment: String
        /// The arm's key; nil where the unit takes no part.
        package let arm: String?
        package let excluded: Assigner.Reason?
    }

    private struct Known {
        var assigners: [(key: String, assigner: Assigner)] = []
        var readAt: ContinuousClock.Instant?
    }

    private let registry: ExperimentRegistry
    private let isEligible: (@Sendable (String) -> Bool)?
    private let known = Mutex(Known())
    private static let lasting = Duration.seconds(1)

    /// - Parameter isEligible: who may take part at all, such as those who consented; asked before anything else.
    package init(_ registry: ExperimentRegistry, isEligible: (@Sendable (_ unit: String) -> Bool)? = nil) {
        self.registry = registry
        self.isEligible = isEligible
    }

    /// The arms of a unit in all running experiments, or in one.
    /// - Parameter firstArms: the arms of the unit's first exposures by experiment, for sticky ones.
    /// - Throws: ``ExperimentationError`` `experiment.unknown` where the one is not running; `experiment.registry`.
    package func assign(
        _ unit: String, in experiment: String? = nil, attributes: AttributeValue = .null,
        firstArms: [String: String] = [:]
    )
        throws -> [Assignment]
    {
        let assigners = try current()
        if let experiment, !assigners.contains(where: { $0.key == experiment }) {
            let record = try registry.find(experiment)
            throw ExperimentationError(
                "not-running",
                "\(experiment) is \(record.state.rawValue): nobody gets an arm. Running: \(assigners.map(\.key).joined(separator: ", ")).",
                fault: .absent)
        }
        return assigners.filter { experiment == nil || $0.key == experiment }.map { key, assigner in
            switch assigner.assign(unit, attributes: attributes, first: firstArms[key]) {
            case .arm(let arm): Assignment(experiment: key, arm: assigner.arms[arm].key, excluded: nil)
            case .excluded(let reason): Assignment(experiment: key, arm: nil, excluded: reason)
            }
        }
    }

    /// Why an exposure cannot be taken; nil where it can.
    package func objection(to row: ExposureRow) throws -> String? {
        guard let assigner = try current().first(where: { $0.key == row.experiment })?.assigner else {
            return "no running experiment of that key"
        }
        guard assigner.arms.contains(where: { $0.key == row.arm }) else { return "the experiment has no such arm" }
        return nil
    }

    /// The keys of the running experiments that are sticky.
    package func stickyExperiments() throws -> [String] { try current().filter(\.assigner.isSticky).map(\.key) }

    private func current() throws -> [(key: String, assigner: Assigner)] {
        let now = ContinuousClock.now
        if let fresh = known.withLock({ known in
            known.readAt.flatMap { now - $0 < Self.lasting ? known.assigners : nil }
        }) {
            return fresh
        }
        let running = registry.inventory().records.filter { $0.state == .running }
        let assigners = running.map { ($0.plan.key, Assigner($0.plan, isEligible: isEligible)) }
        known.withLock { known in known = Known(assigners: assigners, readAt: now) }
        return assigners
    }
}
