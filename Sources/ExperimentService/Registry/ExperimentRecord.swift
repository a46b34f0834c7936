package import Experimentation
import Foundation
import Listening

/// What is kept of an experiment: its plan, where it is in its life, and all that happened to it.
package struct ExperimentRecord: Sendable, Hashable, Codable {
    /// Where an experiment is in its life.
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// It can be changed freely; nobody is assigned.
        case draft
        /// Units are assigned; the plan is registered.
        case running
        /// Nobody new is assigned; windows may still be open.
        case stopped
        /// What to do was decided.
        case decided
    }

    /// Something that happened.
    package struct Event: Sendable, Hashable, Codable {
        /// ISO 8601, UTC.
        package let at: String
        /// Such as `started`.
        package let what: String
        package let note: String
    }

    /// A look at the data of a group-sequential experiment, which spent some of its level.
    package struct TakenLook: Sendable, Hashable, Codable {
        package let at: String
        package let asOf: String
        package let units: Int
        package let information: Double
        /// What it found; nil in records of earlier versions.
        package let findings: [EarlierResult]?

        private enum CodingKeys: String, CodingKey {
            case at, units, information, findings
            case asOf = "as_of"
        }
    }

    package static let currentFormat = 1

    package var formatVersion = currentFormat
    package var version = 0
    package var plan: ExperimentPlan
    package var state = State.draft
    /// The plan with which the experiment started; nil before.
    package var registered: ExperimentPlan?
    package var startedAt: String?
    package var stoppedAt: String?
    package var decision: String?
    package var looks: [TakenLook] = []
    package var history: [Event] = []
    /// Of everything above, so that a file that was changed by hand shows.
    package var seal = ""

    package init(plan: ExperimentPlan) { self.plan = plan }

    /// Of the plan with which the experiment started (or would start).
    package var planDigest: String { Self.digest(of: registered ?? plan) }

    /// The changes of the plan since the start, each in a sentence.
    package var changes: [String] {
        guard let start = history.firstIndex(where: { $0.what == "started" }) else { return [] }
        return history[start...].filter { $0.what == "amended" }.map { "\($0.at.prefix(10)): \($0.note)" }
    }

    func sealed() -> ExperimentRecord {
        var record = self
        record.seal = ""
        record.seal = Self.digest(of: record)
        return record
    }

    var isSealIntact: Bool { sealed().seal == seal }

    private static func digest(of value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return "" }
        return FNV1a(data).hex
    }

    private enum CodingKeys: String, CodingKey {
        case version, plan, state, registered, decision, looks, history, seal
        case formatVersion = "format_version"
        case startedAt = "started_at"
        case stoppedAt = "stopped_at"
    }
}
