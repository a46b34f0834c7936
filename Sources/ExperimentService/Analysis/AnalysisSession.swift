import Experimentation
import Listening
import Statistics
import Warehouse

/// One analysis on one connection: asks the statements of an ``ExperimentQuery``, and keeps them for the report.
struct AnalysisSession {
    var query: ExperimentQuery
    /// The statements that were run.
    private(set) var queries: [ExperimentReport.Provenance.Query] = []
    let connection: any WarehouseConnection
    /// By the place of a metric: its arms' sums over all dimensions' values.
    private var cells: [Cell] = []
    /// By column, how many values are infinite or not a number, and are left out.
    var notFinite: [String: Int] = [:]
    /// By metric, why its values cannot be counted with.
    var dwarfed: [Int: String] = [:]

    /// The sums of one arm in one cell of all dimensions.
    private struct Cell {
        let arm: Int
        let values: [String]
        let units: Int
        /// Those of them whose window is over.
        let over: Int
        let sums: [ExactSums]
    }

    var plan: ExperimentPlan { query.plan }

    init(
        plan: ExperimentPlan, catalogue: MetricCatalogue, startedAt: Instant, asOf: Instant, isWide: Bool = false,
        connection: any WarehouseConnection
    ) throws {
        let metrics = try plan.metrics.map { planned in
            let (source, measured) = try catalogue.find(planned.metric)
            return ExperimentQuery.PlannedQueryMetric(planned: planned, source: source, measured: measured)
        }
        query = ExperimentQuery(
            plan: plan, metrics: metrics, startedAt: .instant(startedAt.microseconds),
            asOf: .instant(asOf.microseconds), isWide: isWide)
        self.connection = connection
    }

    // MARK: Exposures

    mutating func exposureCounts(overlaps: Bool) throws -> ExposureCounts {
        var rows = try ask("exposures", query.exposureCounts)
        query.isUnique = try areDifferent(rows)
        if !query.isUnique {
            if let metric = query.metrics.first(where: \.source.isOfExposures) {
                throw ExperimentationError(
                    "exposures",
                    "\(metric.planned.metric) is a column of the plan's exposures, and units stand there in several rows. Bring them to one row per unit."
                )
            }
            rows = try ask("exposures", query.exposureCounts)
        }
        var units = [Int](repeating: 0, count: plan.arms.count), days: [(day: String, units: [Int])] = []
        var multiple = 0, early = 0, unknown: [String: Int] = [:]
        for row in 0..<rows.rowCount {
            let count = Int(rows.value("units", at: row).integer ?? 0), name = rows.value("arm", at: row).text ?? ""
            if rows.value("is_multiple", at: row).integer == 1 {
                multiple += count
            } else if rows.value("is_early", at: row).integer == 1 {
                early += count
            } else if let arm = plan.arms.firstIndex(where: { $0.key == name }) {
                units[arm] += count
                guard case .day(let number) = rows.value("exposed_on", at: row) else { continue }
                let day = CalendarDay(daysSinceEpoch: number).description
                if days.last?.day != day { days.append((day, [Int](repeating: 0, count: plan.arms.count))) }
                days[days.count - 1].units[arm] += count
            } else {
                unknown[name, default: 0] += count
            }
        }
        return ExposureCounts(
            units: units, days: days.map { .init(day: $0.day, units: $0.units) }, multiple: multiple,
            unknownArms: unknown,
            beforeStart: early,
            overlaps: overlaps ? try self.overlaps() : [])
    }

    /// Whether the rows of the ledger are units that all differ.
    private mutating func areDifferent(_ rows: ColumnBatch) throws -> Bool {
        var total: Int64 = 0, least = Int64.max, most = Int64.min, areWhole = true
        for row in 0..<rows.rowCount {
            total += rows.value("units", at: row).integer ?? 0
            if let first = rows.value("first_unit", at: row).integer,
                let last = rows.value("last_unit", at: row).integer
            {
                (least, most) = (min(least, first), max(most, last))
            } else {
                areWhole = false
            }
        }
        guard total > 0 else { return true }
        let (span, isHuge) = most.subtractingReportingOverflow(least)
        let areClose = areWhole && !isHuge && span < min(Self.widestSpan, 64 * total)
        return try ask("units", query.differentUnits(within: areClose ? least...most : nil)).value("units", at: 0)
            .integer == total
    }

    /// Units that lie further apart are counted by hashing: a bit for each possible one would take too much memory.
    private static let widestSpan: Int64 = 1 << 29

    private mutating func overlaps() throws -> [ExposureCounts.Overlap] {
        let others = try connection.integer(
            Statement(
                "SELECT COUNT(*) AS n FROM exposures WHERE experiment <> :experiment", ["experiment": .text(plan.key)]))
        guard let others, others > 0 else { return [] }
        let rows = try ask("other experiments", query.overlaps)
        var tables: [String: [String: [Int]]] = [:]
        for row in 0..<rows.rowCount {
            guard let arm = rows.value("arm", at: row).integer.map(Int.init) else { continue }
            let other = rows.value("experiment", at: row).text ?? "",
                otherArm = rows.value("other_arm", at: row).text ?? ""
            tables[other, default: [:]][otherArm, default: [Int](repeating: 0, count: plan.arms.count)][arm] +=
                Int(rows.value("units", at: row).integer ?? 0)
        }
        return tables.sorted { $0.key < $1.key }.map { other, columns in
            let ordered = columns.sorted { $0.key < $1.key }.map(\.value)
            return ExposureCounts.Overlap(
                experiment: other, table: plan.arms.indices.map { arm in ordered.map { $0[arm] } })
        }
    }

    /// The counts with those of the parts, which the measured cells know.
    func withParts(_ counts: ExposureCounts) -> ExposureCounts {
        let parts = plan.dimensions.enumerated().flatMap { place, dimension -> [ExposureCounts.Part] in
            var byValue: [String: [Int]] = [:]
            for cell in cells {
                byValue[cell.values[place], default: [Int](repeating: 0, count: plan.arms.count)][cell.arm] +=
                    cell.units
            }
            return byValue.sorted { $0.key < $1.key }.map {
                .init(dimension: dimension, value: $0.key, units: $0.value)
            }
        }
        return ExposureCounts(
            units: counts.units, days: counts.days, parts: parts, multiple: counts.multiple,
            unknownArms: counts.unknownArms,
            beforeStart: counts.beforeStart, overlaps: counts.overlaps)
    }

    // MARK: Metrics

    /// The data of every metric of the plan, in its order.
    mutating func metrics() throws -> [MetricData] {
        try checkSources()
        try findRealColumns()
        try findCaps()
        cells = try cells(of: try sums(by: .dimensions), "metrics", groups: plan.dimensions)
        let exposed = plan.arms.indices.map { arm in cells.reduce(0) { $0 + ($1.arm == arm ? $1.units : 0) } }
        let parts = parts
        // One metric whose values cannot be counted with does not stop the others.
        var all: [[JointMoments]] = [], problems: [String?] = []
        for metric in query.metrics.indices {
            do throws(ExperimentationError) {
                all.append(try merged(cells, metric))
                problems.append(dwarfed[metric])
            } catch {
                all.append(plan.arms.map { _ in JointMoments(columns: query.columnNames(metric).count) })
                problems.append(dwarfed[metric] ?? error.message)
            }
        }
        let skewness = try skewness(all)
        return try query.metrics.indices.map { metric in
            let arms = all[metric]
            if let problem = problems[metric] {
                return MetricData(metric: query.metrics[metric].measured.metric, arms: arms, problem: problem)
            }
            return MetricData(
                metric: query.metrics[metric].measured.metric, arms: arms,
                segments: try parts.map {
                    .init(dimension: $0.dimension, value: $0.value, arms: try merged($0.cells, metric))
                },
                unripe: isEligibilityBound(metric) ? [] : zip(exposed, arms).map { $0 - $1.count },
                values: try values(metric),
                skewness: skewness[metric])
        }
    }

    var unitsWhoseWindowIsOver: Int { cells.reduce(0) { $0 + $1.over } }

    /// When the unit was exposed that came on a day after so many others of that day.
    mutating func exposure(on day: CalendarDay, after others: Int) throws -> Instant? {
        let rows = try ask("last planned unit", query.exposure(on: day, after: others))
        guard rows.rowCount > 0, case .instant(let microseconds) = rows.value("exposed_at", at: 0) else { return nil }
        return Instant(microseconds: microseconds)
    }

    /// Whether a metric leaves units out for other reasons than that their windows are open.
    private func isEligibilityBound(_ metric: Int) -> Bool { query.metrics[metric].measured.onlyKnown }

    private func merged(_ cells: [Cell], _ metric: Int) throws(ExperimentationError) -> [JointMoments] {
        let columns = query.columnNames(metric).count
        var arms = plan.arms.map { _ in ExactSums(columns: columns) }
        for cell in cells { arms[cell.arm].merge(cell.sums[metric]) }
        let measured = query.metrics[metric].measured
        if measured.metric.kind == .proportion {
            for arm in arms where arm.count > 0 && arm.sums[0] != arm.products[0] {
                throw ExperimentationError(
                    "metric",
                    "\(measured.metric.name) is a proportion, and \(measured.value) has other values than 0 and 1. Describe it as a mean."
                )
            }
        }
        var moments: [JointMoments] = []
        for arm in arms { moments.append(try arm.moments(scales: scales(metric))) }
        return moments
    }

    func scales(_ metric: Int) -> [Double] {
        let outcome = query.metrics[metric].scales
        // What was before repeats the outcome's columns; in which unit anything else is given makes no difference.
        return query.columnNames(metric).indices.map { $0 < 2 * outcome.count ? outcome[$0 % outcome.count] : 1 }
    }

    /// The cells that share a value of a dimension.
    private struct Part {
        let dimension: String
        let value: String
        let cells: [Cell]
    }

    private var parts: [Part] {
        plan.dimensions.enumerated().flatMap { place, dimension in
            Dictionary(grouping: cells) { $0.values[place] }.sorted { $0.key < $1.key }
                .map { Part(dimension: dimension, value: $0.key, cells: $0.value) }
        }
    }

    /// Finds where values are to be capped, before anything is summed up.
    private mutating func findCaps() throws {
        for metric in query.metrics.indices {
            guard let share = query.metrics[metric].planned.winsorised else { continue }
            let rows = try ask("caps of \(query.metrics[metric].planned.metric)", query.caps(of: metric, share: share))
            query.metrics[metric].caps = query.columnNames(metric).map { rows.value($0, at: 0).integer ?? Int64.max }
        }
    }

    /// How often each value was found in each arm, of a metric that is a quantile.
    private mutating func values(_ metric: Int) throws -> [ValueCounts]? {
        let item = query.metrics[metric]
        guard item.measured.metric.kind.isQuantile else { return nil }
        var values = plan.arms.map { _ in (values: [Double](), counts: [Int]()) }
        try connection.stream(noted("values of \(item.measured.metric.key)", query.values(of: metric))) { batch in
            for row in 0..<batch.rowCount {
                guard let arm = batch.value("arm", at: row).integer, let value = batch.value("value", at: row).double
                else { continue }
                values[Int(arm)].values.append(value * item.scales[0])
                values[Int(arm)].counts.append(Int(batch.value("units", at: row).integer ?? 0))
            }
        }
        do {
            return try values.map { try ValueCounts(values: $0.values, counts: $0.counts) }
        } catch let error as StatisticsError {
            throw ExperimentationError(error, of: item.measured.metric.name)
        }
    }

    // MARK: Over time

    mutating func timeline() throws -> [Timeline] {
        let found = try cells(of: try sums(by: .day), "by day", groups: ["exposed_on"])
        return query.metrics.indices.flatMap { metric -> [Timeline] in
            let item = query.metrics[metric]
            guard !item.measured.metric.kind.isQuantile else { return [] }
            let wait = item.measured.ripeAfter ?? plan.windowDays
            let byDay = Dictionary(grouping: found) { $0.values[0] }
            let days = byDay.keys.sorted().compactMap { day -> (day: String, arms: [JointMoments])? in
                guard let arms = try? merged(byDay[day] ?? [], metric) else { return nil }
                guard arms.contains(where: { $0.count > 0 }) else { return nil }
                // A unit counts on the day on which its window is over.
                return (CalendarDay(day).map { $0.advanced(days: wait).description } ?? day, arms)
            }
            return Timeline.make(plan, item.planned, item.measured.metric, days: days)
        }
    }

    /// Novelty and days of the week, of the primary metrics.
    mutating func splits() throws -> [SplitEffect] {
        var effects: [SplitEffect] = []
        for metric in query.metrics.indices where query.metrics[metric].planned.role == .primary {
            let measured = query.metrics[metric].measured
            for split in SplitEffect.Split.allCases {
                guard let statement = query.split(split, of: metric) else { continue }
                let columns = 2 * measured.outcome.count
                var arms = plan.arms.map { _ in ExactSums(columns: columns) }
                let rows = try ask("\(measured.metric.key) by \(split.rawValue)", statement)
                for (row, sums) in try Self.sums(rows, metric: 0, columns: columns).enumerated() {
                    guard let arm = rows.value("arm", at: row).integer, let units = rows.value("units", at: row).integer
                    else { continue }
                    arms[Int(arm)].merge(ExactSums(count: Int(units), sums: sums.sums, products: sums.products))
                }
                let scales = query.metrics[metric].scales + query.metrics[metric].scales
                let moments = try arms.map { try $0.moments(scales: scales) }
                for arm in plan.treatments where plan.arms[arm].weight > 0 {
                    if let effect = try? SplitEffect(
                        split, measured.metric, treatment: plan.arms[arm].key, control: moments[0],
                        treated: moments[arm],
                        level: 1 - plan.significance)
                    {
                        effects.append(effect)
                    }
                }
            }
        }
        if let adjusted = try? MultipleTesting.benjaminiHochberg.adjusted(effects.map(\.pValue)) {
            for index in effects.indices { effects[index].adjustedPValue = adjusted[index] }
        }
        return effects
    }

    /// The primary metrics by tests that assume less, from how often each value occurs.
    mutating func robustness() throws -> [RobustnessCheck] {
        var checks: [RobustnessCheck] = []
        for metric in query.metrics.indices where query.metrics[metric].planned.role == .primary {
            let measured = query.metrics[metric].measured
            guard measured.metric.kind == .mean else { continue }
            let rows = try ask("values of \(measured.metric.key)", query.values(of: metric))
            checks += RobustnessTests.checks(rows, measured, scale: query.metrics[metric].scales[0], plan)
        }
        return checks
    }

    // MARK: Asking

    mutating func ask(_ name: String, _ statement: Statement) throws -> ColumnBatch {
        let asked = noted(name, statement), connection = connection
        return try explained(name) { try connection.query(asked) }
    }

    /// Runs a question, and says of which statement it was that it failed.
    func explained<Answer>(_ name: String, _ question: () throws -> Answer) throws -> Answer {
        do {
            return try question()
        } catch let error as WarehouseError where ["warehouse.statement", "warehouse.range"].contains(error.code) {
            let cause = error.message.split(separator: "\n").first.map(String.init) ?? error.message
            throw ExperimentationError(
                "statement",
                "The statement \"\(name)\" failed: \(cause) Look at the plan's exposures, its dimensions and its metrics' files."
            )
        }
    }

    /// Keeps a statement for the report, in place of an earlier one of the name.
    private mutating func noted(_ name: String, _ statement: Statement) -> Statement {
        let query = ExperimentReport.Provenance.Query(
            name: name, sql: statement.text, parameters: statement.parameters.mapValues(\.literalText))
        if let place = queries.firstIndex(where: { $0.name == name }) {
            queries[place] = query
        } else {
            queries.append(query)
        }
        return statement
    }

    /// The sums. Where narrow numbers do not hold them, everything has to be asked again with wide ones: the failure ends the transaction.
    /// - Throws: ``ExperimentationError/tooNarrow``.
    private mutating func sums(by grouping: ExperimentQuery.Grouping) throws -> ColumnBatch {
        do {
            return try ask(grouping == .day ? "by day of exposure" : "metrics", query.sums(by: grouping))
        } catch let error as any ExplainedError {
            let words = error.message.lowercased()
            guard !query.isWide, words.contains("overflow") || words.contains("out of range") else { throw error }
            throw ExperimentationError.tooNarrow
        }
    }

    /// The most cells that are merged here.
    private static let mostCells = 500_000

    private func cells(of rows: ColumnBatch, _ name: String, groups: [String]) throws -> [Cell] {
        guard rows.rowCount <= Self.mostCells else {
            throw ExperimentationError(
                "dimensions",
                "The dimensions divide the units into \(rows.rowCount) parts. Take one out of the plan, or give it fewer values.",
                fault: .usage)
        }
        let places = groups.compactMap(rows.column)
        let isOver = (0..<rows.rowCount).map { rows.value("is_over", at: $0).integer == 1 }
        let sums = try query.metrics.indices.map { metric in
            let columns = query.columnNames(metric).count
            let sums = try Self.sums(rows, metric: metric, columns: columns)
            return query.countsEveryUnit(metric)
                ? zip(sums, isOver).map { $1 ? $0 : ExactSums(columns: columns) } : sums
        }
        return (0..<rows.rowCount).compactMap { row in
            guard let arm = rows.value("arm", at: row).integer else { return nil }
            return Cell(
                arm: Int(arm),
                values: places.map { place in
                    let value = place.value(at: row)
                    if case .day(let number) = value { return CalendarDay(daysSinceEpoch: number).description }
                    return value.text ?? "unknown"
                }, units: Int(rows.value("units", at: row).integer ?? 0),
                over: isOver[row] ? Int(rows.value("units", at: row).integer ?? 0) : 0, sums: sums.map { $0[row] })
        }
    }

    /// The sums of a metric in every row.
    private static func sums(_ rows: ColumnBatch, metric: Int, columns: Int) throws -> [ExactSums] {
        try (0..<rows.rowCount).map { row in
            guard
                let sums = ExactSums(rows.value(ExperimentQuery.sumsName(metric), at: row).text ?? "", columns: columns)
            else {
                throw ExperimentationError(
                    "overflow", "A sum is too large to be held exactly. Measure in a larger unit.")
            }
            return sums
        }
    }
}

extension ExperimentationError {
    /// Narrow products do not hold the values.
    static let tooNarrow = ExperimentationError("narrow", "The products of the values need wide numbers.")
}

extension Value {
    /// As it is written in a report beside the SQL.
    fileprivate var literalText: String {
        switch self {
        case .null: "NULL"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): "\(value)"
        case .double(let value): "\(value)"
        case .text(let value): value
        case .day(let value): CalendarDay(daysSinceEpoch: value).description
        case .instant(let value): Instant(microseconds: value).description
        }
    }

}
