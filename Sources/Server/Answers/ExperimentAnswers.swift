package import ExperimentService
package import Experimentation
import Foundation
package import Listening
package import Warehouse

/// What the pages ask about experiments. Analyses and designs are remembered for as long as records and data stay the same.
///
/// Nothing is written: a look that a page shows spends nothing.
package struct ExperimentAnswers: Sendable {
    /// An analysis as the cache knows it.
    private struct Question: Hashable {
        let key: String
        /// Of the record.
        let version: Int
        /// The looks that count as taken before.
        let looks: Int
        let data: DataVersion
        let exposures: Int64
        /// While an experiment runs, an exposure may move to an earlier moment without being counted: so the clock is asked, too.
        let slot: Int64?
        let asOf: String?
        let takesLook: Bool
        let extras: Int
    }

    private struct DesignQuestion: Hashable {
        let plan: ExperimentPlan
        let data: DataVersion
    }

    package let registry: ExperimentRegistry
    package let desk: ExperimentAnalyzer
    private let warehouse: any Warehouse
    private let now: @Sendable () -> Instant
    /// In memory a report takes a few times what it takes as JSON.
    private let reports = AnswerCache<Question, ExperimentReport>(bound: mostBytes, questionCost: { _ in 1024 }) {
        report in
        ((try? report.json().utf8.count) ?? 1 << 20) * 3
    }
    private let histories = AnswerCache<DesignQuestion, ExperimentAnalyzer.History>(
        bound: 4 << 20, questionCost: { _ in 8192 }
    ) {
        $0.traffic.cumulative.count * 8
    }
    private let designs = AnswerCache<DesignQuestion, DesignAnswer>(bound: 4 << 20, questionCost: { _ in 8192 }) { _ in
        32_768
    }

    /// What remembered reports may take. Unit: bytes.
    private static let mostBytes = 64 << 20

    /// How long an analysis of a running experiment is kept.
    private static let slotMicroseconds: Int64 = 30_000_000

    package init(
        _ registry: ExperimentRegistry, _ desk: ExperimentAnalyzer, _ warehouse: any Warehouse,
        now: @escaping @Sendable () -> Instant
    ) {
        self.registry = registry
        self.desk = desk
        self.warehouse = warehouse
        self.now = now
    }

    /// The metrics that an experiment can use.
    package var metrics: [Metric] { desk.catalogue.metrics }

    /// Analyses an experiment.
    /// - Parameters:
    ///   - look: one of the looks that were taken, by its place, as the data were then; nil for all that is known now.
    /// - Throws: ``ExperimentationError``, `WarehouseError`.
    package func report(_ record: ExperimentRecord, _ extras: ExperimentAnalyzer.Extras = .all, look: Int? = nil)
        async throws
        -> ExperimentReport
    {
        var seen = record, asOf: Instant?
        if let look {
            asOf = Instant(record.looks[look].asOf)
            seen.looks = Array(record.looks[..<look])
        }
        let key = record.plan.key, moment = now(), asked = seen
        let (data, exposures) = try await warehouse.read { connection in
            let counted = Statement(
                "SELECT COUNT(*) AS n FROM exposures WHERE experiment = :experiment", ["experiment": .text(key)])
            return (try DataVersion.read(on: connection), try connection.integer(counted) ?? 0)
        }
        let question = Question(
            key: key, version: record.version, looks: asked.looks.count, data: data, exposures: exposures,
            slot: record.state == .running ? moment.microseconds / Self.slotMicroseconds : nil, asOf: asOf?.description,
            takesLook: look != nil, extras: extras.rawValue)
        let desk = desk, until = asOf, isTaken = look != nil
        return try await reports.answer(to: question) {
            try await desk.report(asked, asOf: until, takesLook: isTaken, extras: extras, now: moment)
        }
    }

    /// Designs an experiment from the history that is there.
    /// - Throws: ``ExperimentationError``, `WarehouseError`.
    package func design(_ plan: ExperimentPlan) async throws -> DesignAnswer {
        let data = try await warehouse.read { try DataVersion.read(on: $0) }
        // Baselines depend on what is measured over which days, and on nothing else.
        let measured = ExperimentPlan(
            key: "design",
            metrics: plan.metrics.map { PlannedMetric($0.metric, role: .secondary, adjusted: $0.adjusted) },
            windowDays: plan.windowDays, covariateDays: plan.covariateDays)
        let desk = desk
        return try await designs.answer(to: DesignQuestion(plan: plan, data: data)) {
            let history = try await histories.answer(to: DesignQuestion(plan: measured, data: data)) {
                try await desk.history(measured, now: now())
            }
            return try DesignAnswer(plan, history)
        }
    }
}
