package import Experimentation
package import Listening
import Statistics
package import Warehouse

/// Asks a warehouse what experiments need to know: baselines for a design, and all that an analysis is made of.
package struct ExperimentAnalyzer: Sendable {
    let warehouse: any Warehouse
    package let catalogue: MetricCatalogue
    private let version: String

    /// - Parameter version: of the program, for reports.
    package init(_ warehouse: any Warehouse, catalogue: MetricCatalogue, version: String) {
        self.warehouse = warehouse
        self.catalogue = catalogue
        self.version = version
    }

    /// What a report should contain besides the analysis.
    package struct Extras: OptionSet, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        /// The effect as it was known day after day.
        package static let timeline = Extras(rawValue: 1)
        /// Novelty and days of the week, of the primary metrics.
        package static let splits = Extras(rawValue: 2)
        /// Ranks and the bootstrap, of the primary metrics.
        package static let robustness = Extras(rawValue: 4)
        /// Other experiments of the same units.
        package static let overlaps = Extras(rawValue: 8)
        package static let all: Extras = [.timeline, .splits, .robustness, .overlaps]
    }

    // MARK: Analysis

    /// Analyses an experiment.
    ///
    /// Looking is free: between the looks of a plan that has few of them, effects are those of the last look that was taken, as the data were
    /// then, and before the first one there are none. Always-valid plans show their effects at any time.
    /// - Parameters:
    ///   - asOf: only what happened before this moment counts; by default all that is in the warehouse.
    ///   - takesLook: whether this is a look at the effects, which the caller writes down.
    /// - Throws: ``ExperimentationError``, `WarehouseError`.
    package func report(
        _ record: ExperimentRecord, asOf: Instant? = nil, takesLook: Bool = false, extras: Extras = .all, now: Instant
    ) async throws -> ExperimentReport {
        let plan = record.plan
        try plan.check()
        try catalogue.check(plan)
        try Dimension.check(plan)
        let startedAt = record.startedAt.flatMap { Instant($0) }
        guard let startedAt else {
            throw ExperimentationError(
                "state", "\(plan.key) has not started. Start it with `segue experiment start \(plan.key)`.",
                fault: .usage)
        }
        let catalogue = catalogue
        let dialect = warehouse.dialect.name, version = version, schema = warehouse.schemaVersion
        return try await Self.widening { isWide in
            try await warehouse.read { connection in
                // Where everything is measured already, what the warehouse knows of listening is no bound.
                let data = try catalogue.areOfExposures(plan) ? asOf ?? now : try Self.end(connection)
                guard let end = asOf.map({ min($0, data ?? $0) }) ?? data else {
                    throw ExperimentationError.nothingPlayed
                }
                var sight = LookVisibility(record, end: end, takesLook: takesLook)
                var session = try AnalysisSession(
                    plan: plan, catalogue: catalogue, startedAt: startedAt, asOf: sight.asOf, isWide: isWide,
                    connection: connection)
                try session.checkExposures()
                let overlaps = extras.contains(.overlaps) && plan.exposures == nil
                var counts = try session.exposureCounts(overlaps: overlaps)
                guard counts.units.contains(where: { $0 > 0 }) else {
                    throw ExperimentationError.noExposures(plan, before: sight.asOf)
                }
                if let last = sight.lastPlannedUnit(counts),
                    let reached = try session.exposure(on: last.day, after: last.before)?.advanced(
                        days: catalogue.longestWait(plan)),
                    reached < sight.asOf
                {
                    // Whoever comes later does not count: so it makes no difference when, or how often, the last look is opened.
                    sight.asOf = reached
                    session = try AnalysisSession(
                        plan: plan, catalogue: catalogue, startedAt: startedAt, asOf: reached, isWide: isWide,
                        connection: connection)
                    counts = try session.exposureCounts(overlaps: overlaps)
                }
                let metrics = try session.metrics()
                // Units are ripe for the plan once their window is over, whatever a metric waits for.
                let units = session.unitsWhoseWindowIsOver, unripe = counts.units.reduce(0, +) - units
                let look = Look(
                    plan, units: units, earlier: sight.earlier.map(\.information),
                    isOver: (record.state == .stopped || record.state == .decided) && unripe == 0)
                try sight.check(look, record)
                // Between looks, effects are those of the last one, and health and progress are those of now.
                var present = counts
                if sight.isShownAgain {
                    var now = try AnalysisSession(
                        plan: plan, catalogue: catalogue, startedAt: startedAt, asOf: end, isWide: isWide,
                        connection: connection)
                    present = try now.exposureCounts(overlaps: overlaps)
                }
                let found = try ExperimentAnalysis(
                    plan, data: metrics, look: look, earlier: sight.earlier.last?.findings ?? [])
                let hidden = sight.whyHidden(look, record),
                    analysis = hidden.map { found.withoutEffects(because: $0) } ?? found
                let all = session.withParts(present)
                let health = ExperimentHealth(
                    plan, all, look: look, changes: record.changes, unripe: unripe, hidden: hidden,
                    notFinite: session.notFinite)
                let decision = Decision(plan, analysis, health)
                return ExperimentReport(
                    plan: plan, planDigest: record.planDigest,
                    course: .init(
                        state: record.state.rawValue, startedAt: record.startedAt, stoppedAt: record.stoppedAt,
                        decided: record.decision,
                        looks: sight.remark(look, record, present, end: end)),
                    health: health, exposures: all, analysis: analysis, decision: decision,
                    splits: extras.contains(.splits) && hidden == nil ? try session.splits() : [],
                    timeline: extras.contains(.timeline) && hidden == nil ? try session.timeline() : [],
                    robustness: extras.contains(.robustness) && hidden == nil ? try session.robustness() : [],
                    provenance: .init(
                        version: version, engine: dialect, schemaVersion: schema, generatedAt: now.description,
                        asOf: sight.asOf.description, firstExposure: present.days.first?.day,
                        lastExposure: present.days.last?.day,
                        queries: session.queries))
            }
        }
    }

    /// Asks with narrow products, which are faster, and once more with wide ones where the narrow ones do not hold the values.
    private static func widening<Answer>(_ ask: (_ isWide: Bool) async throws -> Answer) async throws -> Answer {
        do {
            return try await ask(false)
        } catch let error as ExperimentationError where error == .tooNarrow {
            return try await ask(true)
        }
    }

    // MARK: Design

    /// What a design starts from: how units behave by each metric, and how fast they come.
    package struct History: Sendable {
        package let baselines: [String: MetricBaseline]
        package let traffic: Traffic
        /// The first day and the last of the history that was used.
        package let firstDay: String
        package let lastDay: String
        /// Why a metric has no baseline, by metric.
        package let problems: [String: String]
    }

    /// Measures baselines on history: every listener counts from their first session of the history on, as if exposed to a control then. A plan
    /// with exposures of its own is measured on those: on the units of its control.
    /// - Parameters:
    ///   - days: of history, before `asOf`.
    ///   - now: up to when exposures of a plan's own are known.
    /// - Throws: ``ExperimentationError`` `experiment.history` where there is too little.
    package func history(_ plan: ExperimentPlan, days: Int = 28, asOf: Instant? = nil, now: Instant) async throws
        -> History
    {
        try catalogue.check(plan)
        guard (1...3650).contains(days) else {
            throw ExperimentationError(
                "history", "The days of history are \(days); it takes 1 to 3,650.", fault: .usage)
        }
        let catalogue = catalogue
        return try await Self.widening { isWide in
            try await warehouse.read { connection in
                // Where everything is measured already, what the warehouse knows of listening is no bound.
                let isOwn = try plan.exposures != nil && catalogue.areOfExposures(plan)
                guard let data = isOwn ? asOf ?? now : try Self.end(connection) else {
                    throw ExperimentationError.nothingPlayed
                }
                let end = asOf.map { min($0, data) } ?? data
                let longest =
                    try plan.metrics.map { try catalogue.find($0.metric).metric.ripeAfter ?? plan.windowDays }.max()
                    ?? plan.windowDays
                let from = plan.exposures == nil ? end.advanced(days: -(days + longest)) : Instant(microseconds: 0)
                var pretended = plan
                pretended.dimensions = []
                pretended.poststratifiedBy = nil
                if plan.exposures == nil {
                    pretended.arms = [Arm("all"), Arm("none", weight: 0)]
                    pretended.exposures = Self.firstSessions
                }
                var session = try AnalysisSession(
                    plan: pretended, catalogue: catalogue, startedAt: from, asOf: end, isWide: isWide,
                    connection: connection)
                if plan.exposures != nil { try session.checkExposures(dimensions: plan.dimensions) }
                let counts = try session.exposureCounts(overlaps: false)
                var baselines: [String: MetricBaseline] = [:], problems: [String: String] = [:]
                for (planned, data) in zip(plan.metrics, try session.metrics()) {
                    do {
                        baselines[planned.metric] = try data.ofControl.baseline(adjusted: planned.adjusted)
                    } catch let error as ExperimentationError {
                        problems[planned.metric] = error.message
                    }
                }
                var cumulative: [Int] = [], sum = 0
                if let first = counts.days.first.flatMap({ CalendarDay($0.day) }) {
                    let byDay = Dictionary(counts.days.map { ($0.day, $0.units.reduce(0, +)) }, uniquingKeysWith: +)
                    let last = counts.days.last.flatMap { CalendarDay($0.day) } ?? first
                    for day in 0...last.days(since: first) {
                        sum += byDay[first.advanced(days: day).description] ?? 0
                        cumulative.append(sum)
                    }
                }
                if plan.exposures != nil, counts.units[0] < 2 {
                    let others = counts.unknownArms.keys.sorted().prefix(10).joined(separator: ", ")
                    throw ExperimentationError(
                        "history",
                        "The plan's exposures hold \(counts.units[0]) units of the control \"\(plan.control.key)\" before \(end.description), on which a baseline is measured\(others.isEmpty ? "" : "; they name \(others), which the plan does not have"). Name the arms as the exposures do, or choose another --as-of."
                    )
                }
                guard sum > 0 else {
                    throw ExperimentationError(
                        "history",
                        "There were no sessions in the \(days + longest) days before \(end.description). Choose another --as-of."
                    )
                }
                let lastDay = CalendarDay(containingUTC: end).description
                return History(
                    baselines: baselines, traffic: Traffic(cumulative: cumulative),
                    firstDay: plan.exposures == nil
                        ? CalendarDay(containingUTC: from).description : counts.days.first?.day ?? lastDay,
                    lastDay: plan.exposures == nil ? lastDay : counts.days.last?.day ?? lastDay, problems: problems)
            }
        }
    }

    /// Every listener from their first session of the history on.
    private static let firstSessions = SQLFile.statement("first_sessions", in: EmbeddedFiles.text)

    // MARK: The warehouse

    /// The moment up to which the warehouse knows what happened.
    static func end(_ connection: any WarehouseConnection) throws -> Instant? {
        let rows = try connection.query(Statement("SELECT MAX(ended_at) AS last FROM sessions"))
        guard rows.rowCount > 0, case .instant(let microseconds) = rows.value("last", at: 0) else { return nil }
        // The moment itself still counts.
        return Instant(microseconds: microseconds.saturatingAdd(1))
    }
}

extension ExperimentationError {
    static let nothingPlayed = ExperimentationError(
        "history",
        "There are no plays yet. Import a history with `segue import`, or make a service with `segue simulate --plays 100000`.",
        fault: .absent)

    static func noExposures(_ plan: ExperimentPlan, before end: Instant) -> ExperimentationError {
        ExperimentationError(
            "no-exposures",
            "Nobody was exposed to \(plan.key) between its start and \(end.description), up to which the warehouse knows what happened. Bring exposures in with `segue experiment expose \(plan.key) FILE`, or let the service post them to /experiments/exposures.",
            fault: .absent)
    }
}
