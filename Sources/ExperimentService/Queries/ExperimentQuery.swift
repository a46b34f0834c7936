import Experimentation
import Listening
import Warehouse

/// The statements that an analysis asks of a warehouse, put together from the plan and the sources of its metrics.
///
/// All of them begin with the same chain: ledger → met (one row per unit) → units (those that count, with their parts) → spans → sources →
/// measured (one row per unit with every column of every metric, as whole numbers).
struct ExperimentQuery: Sendable {
    let plan: ExperimentPlan
    var metrics: [PlannedQueryMetric]
    /// The moment of the start; exposures before it do not count.
    let startedAt: Value
    /// Only what happened before this moment counts.
    let asOf: Value
    /// Whether every unit stands in the ledger once, so that rows need not be brought together. Taken for granted until it is found otherwise.
    var isUnique = true
    /// Sums of products in numbers wide enough for any values; narrow ones are faster and fail where they do not suffice.
    var isWide = false

    /// A planned metric with its source, and the caps of its values.
    struct PlannedQueryMetric: Sendable {
        let planned: PlannedMetric
        let source: MetricSource
        let measured: MeasuredMetric
        /// The largest value of each column of the outcome and of what was before, in the whole numbers of the query; nil for no cap.
        var caps: [Int64]?
        /// What the values of a column of real numbers are multiplied by before they are rounded; the others hold whole numbers.
        var multipliers: [String: Double] = [:]

        func multiplier(_ column: String) -> Double? { multipliers[column] ?? (measured.isReal ? 1e6 : nil) }

        /// What the whole numbers that are summed up are multiplied by to come to the metric's unit, column by column of the outcome.
        var scales: [Double] {
            measured.outcome.enumerated().map { place, column in
                (place == 0 ? 1 / measured.per : 1) / (multiplier(column) ?? 1)
            }
        }
    }

    static let millisecondsPerDay = 86_400_000

    // MARK: Parameters

    var parameters: [String: Value] {
        var parameters: [String: Value] = ["experiment": .text(plan.key), "started_at": startedAt, "as_of": asOf]
        for (index, arm) in plan.arms.enumerated() { parameters["arm_\(index)"] = .text(arm.key) }
        return parameters
    }

    /// A statement with those of the parameters that its text names.
    func statement(_ text: String) -> Statement {
        Statement(text, parameters.filter { text.contains(":\($0.key)") })
    }

    // MARK: The chain

    private var dimensions: [Dimension] { plan.dimensions.map { Dimension(name: $0, isOwn: plan.exposures != nil) } }

    private var ledger: String {
        guard let own = plan.exposures else {
            return """
                SELECT listener_key AS unit, arm, exposed_at
                FROM exposures
                WHERE experiment = :experiment
                """
        }
        return own.withoutEnd
    }

    /// How many different units stand in the ledger.
    /// - Parameter range: the smallest unit and the largest, where units are whole numbers that lie close together: then nothing has to be hashed.
    func differentUnits(within range: ClosedRange<Int64>?) -> Statement {
        let count = range.map { "{{count_keys(unit, \($0.lowerBound), \($0.upperBound))}}" } ?? "COUNT(DISTINCT unit)"
        return statement(
            Self.text(
                [("ledger", ledger)],
                """
                SELECT \(count) AS units
                FROM ledger
                WHERE exposed_at < CAST(:as_of AS {{timestamp}})
                """))
    }

    /// The columns of the plan's own exposures that metrics are made of.
    private var carried: [String] {
        var seen: Set<String> = []
        return metrics.filter(\.source.isOfExposures).flatMap { $0.measured.outcome + $0.measured.given }.filter {
            seen.insert($0).inserted
        }
    }

    /// One row per unit: its arm and its first exposure. Where units may have several arms, the last in the alphabet's order tells.
    private var met: String {
        let own = plan.exposures == nil ? [] : dimensions.map(\.name)
        if isUnique {
            let columns = ["unit", "arm", "exposed_at"] + own + carried
            return """
                SELECT
                    \(columns.joined(separator: ",\n    "))
                FROM ledger
                WHERE exposed_at < CAST(:as_of AS {{timestamp}})
                """
        }
        return """
            SELECT
                unit,
                MIN(arm) AS arm,
                MAX(arm) AS last_arm,
                MIN(exposed_at) AS exposed_at\(own.map { ",\n    MIN(\($0)) AS \($0)" }.joined())
            FROM ledger
            WHERE exposed_at < CAST(:as_of AS {{timestamp}})
            GROUP BY unit
            """
    }

    /// One row per unit that counts; its arm is NULL where the plan does not know it.
    private var units: String {
        let own = plan.exposures != nil
        let columns = dimensions.map {
            ",\n    COALESCE(CAST(\(own ? "met.\($0.name)" : $0.expression) AS {{text}}), 'unknown') AS \($0.name)"
        }
        let arms = plan.arms.indices.map { "WHEN :arm_\($0) THEN \($0)" }.joined(separator: " ")
        let joins = own ? [] : Dimension.joins(dimensions, covariateDays: plan.covariateDays)
        return """
            SELECT
                met.unit,
                CASE met.arm \(arms) END AS arm,
                met.exposed_at,
                CAST(met.exposed_at AS DATE) AS exposed_on\(columns.joined())\(carried.map { ",\n    met.\($0)" }.joined())
            FROM met\(joins.map { "\n" + $0 }.joined())
            WHERE met.exposed_at >= CAST(:started_at AS {{timestamp}})\(isUnique ? "" : "\n    AND met.arm = met.last_arm")
            """
    }

    /// The spans of the units, by name.
    private func spans(_ name: String, from: Int, until: Int) -> (String, String) {
        func moment(_ days: Int) -> String {
            days == 0 ? "exposed_at" : "{{add_milliseconds(exposed_at, \(days * Self.millisecondsPerDay))}}"
        }
        return (name, "SELECT unit, \(moment(from)) AS from_at, \(moment(until)) AS until_at\nFROM units")
    }

    /// The common tables up to `units`.
    private var beginning: [(String, String)] { [("ledger", ledger), ("met", met), ("units", units)] }

    private static func text(_ tables: [(String, String)], _ last: String) -> String {
        "WITH " + tables.map { name, body in "\(name) AS (\n\(body.indented)\n)" }.joined(separator: ",\n\n") + "\n\n"
            + last
    }

    // MARK: Who was exposed

    /// Units by arm, day of exposure, and what speaks against counting them; and between which two units they lie.
    var exposureCounts: Statement {
        statement(
            Self.text(
                [("ledger", ledger), ("met", met)],
                """
                SELECT
                    arm,
                    \(isUnique ? "0" : "CASE WHEN arm = last_arm THEN 0 ELSE 1 END") AS is_multiple,
                    CASE WHEN exposed_at < CAST(:started_at AS {{timestamp}}) THEN 1 ELSE 0 END AS is_early,
                    CAST(exposed_at AS DATE) AS exposed_on,
                    COUNT(*) AS units,
                    MIN(unit) AS first_unit,
                    MAX(unit) AS last_unit
                FROM met
                GROUP BY 1, 2, 3, 4
                ORDER BY 4, 1, 2, 3
                """))
    }

    /// When the unit was exposed that came on a day after so many others of that day.
    func exposure(on day: CalendarDay, after others: Int) -> Statement {
        statement(
            Self.text(
                [("ledger", ledger), ("met", met), ("units", units)],
                """
                SELECT exposed_at
                FROM units
                WHERE arm IS NOT NULL AND exposed_on = CAST('\(day)' AS DATE)
                ORDER BY exposed_at
                LIMIT 1 OFFSET \(max(0, others))
                """))
    }

    /// Units that are in other experiments of the ledger too, by the arms of both.
    var overlaps: Statement {
        statement(
            Self.text(
                beginning,
                """
                SELECT exposures.experiment, units.arm, exposures.arm AS other_arm, COUNT(*) AS units
                FROM units
                INNER JOIN exposures ON units.unit = exposures.listener_key
                WHERE exposures.experiment <> :experiment AND exposures.exposed_at < CAST(:as_of AS {{timestamp}})
                GROUP BY 1, 2, 3
                ORDER BY 1, 2, 3
                """))
    }

    // MARK: What somebody else's statements promise

    /// How many rows, units that are known, and different units a source of metrics answers, and the types of some columns.
    func contract(of source: MetricSource) -> (counts: Statement, types: Statement, repeated: Statement) {
        let spans = spans("after_spans", from: 0, until: plan.windowDays), table = "after_\(source.name)"
        let tables = beginning + (source.readsSpans ? [spans] : []) + [(table, source.statement(spans: "after_spans"))]
        var seen: Set<String> = ["unit"]
        let columns = metrics.filter { $0.source.name == source.name }.flatMap {
            $0.measured.outcome + $0.measured.given
        }
        .filter { seen.insert($0).inserted }
        return (
            statement(
                Self.text(
                    tables, "SELECT COUNT(*) AS n, COUNT(unit) AS known, COUNT(DISTINCT unit) AS units FROM \(table)")),
            statement(
                Self.text(tables, "SELECT \((["unit"] + columns).joined(separator: ", ")) FROM \(table) WHERE 1 = 0")),
            statement(
                Self.text(
                    tables,
                    """
                    SELECT unit, COUNT(*) AS n
                    FROM \(table)
                    WHERE unit IS NOT NULL
                    GROUP BY unit
                    HAVING COUNT(*) > 1
                    ORDER BY n DESC, unit
                    LIMIT 1
                    """))
        )
    }

    /// How many rows the plan's own exposures have, how many of these know unit, arm and moment, and the types of these columns.
    var exposureContract: (counts: Statement, types: Statement) {
        (
            statement(
                Self.text(
                    [("ledger", ledger)],
                    "SELECT COUNT(*) AS n, COUNT(unit) AS units, COUNT(arm) AS arms, COUNT(exposed_at) AS moments FROM ledger"
                )),
            statement(Self.text([("ledger", ledger)], "SELECT * FROM ledger WHERE 1 = 0"))
        )
    }

    // MARK: What units did

    /// How the rows of a summary are told apart.
    enum Grouping: Sendable {
        /// By arm and the values of all dimensions: coarser ones follow by merging.
        case dimensions
        /// By arm and day of exposure.
        case day
    }

    /// Exact sums of every metric, by arm, group, and whether the plan's window is over.
    ///
    /// A metric that counts every unit whose window is over has sums that mean nothing where it is not.
    func sums(by grouping: Grouping) -> Statement {
        let groups = grouping == .day ? ["exposed_on"] : dimensions.map(\.name)
        let sums = metrics.indices.map { exactSums(columnNames($0), isWide: isWide) + " AS \(Self.sumsName($0))" }
        let keys = ["arm", "is_over"] + groups
        return statement(
            Self.text(
                beginning + measuring(only: Array(metrics.indices), marksOver: true),
                """
                SELECT
                    \((keys + ["COUNT(*) AS units"] + sums).joined(separator: ",\n    "))
                FROM measured
                GROUP BY \(keys.joined(separator: ", "))
                ORDER BY \(keys.joined(separator: ", "))
                """))
    }

    /// Whether a metric has a value of every unit as soon as the plan's window is over.
    func countsEveryUnit(_ metric: Int) -> Bool {
        let measured = metrics[metric].measured
        return !measured.outcome.contains { metrics[metric].multiplier($0) != nil } && !measured.onlyKnown
            && !measured.unlessUnknown && (measured.ripeAfter ?? plan.windowDays) == plan.windowDays
    }

    /// How often each value of a metric's outcome occurs, by arm.
    func values(of metric: Int) -> Statement {
        let names = columnNames(metric)
        return statement(
            Self.text(
                beginning + measuring(only: [metric]),
                """
                SELECT arm, \(names[0]) AS value, COUNT(*) AS units
                FROM measured
                WHERE \(names[0]) IS NOT NULL
                GROUP BY arm, \(names[0])
                ORDER BY arm, \(names[0])
                """))
    }

    /// The types of a source's columns, and of real ones how large their values are and which of them cannot be counted with.
    ///
    /// `known` and `finite` count rows, `largest` is the size of the largest finite value, `fractions` counts values that are not whole.
    /// - Parameter bounds: sizes; `below` counts the values other than 0 that are smaller.
    func ranges(of source: MetricSource, columns: [String], below bounds: [Double]? = nil) -> Statement {
        let table = source.isOfExposures ? "units" : "after_\(source.name)"
        var tables = beginning
        if !source.isOfExposures {
            if source.readsSpans { tables.append(spans("after_spans", from: 0, until: plan.windowDays)) }
            tables.append((table, source.statement(spans: "after_spans")))
        }
        let sums = columns.enumerated().map { place, column in
            let real = "CAST(\(column) AS {{double}})", finite = Self.isFinite(real)
            if let bounds {
                let other = "\(finite) AND \(real) <> 0"
                return """
                    COUNT(CASE WHEN \(other) THEN 1 END) AS other_\(place),
                        COUNT(CASE WHEN \(other) AND ABS(\(real)) < \(bounds[place]) THEN 1 END) AS below_\(place)
                    """
            }
            return """
                COUNT(\(column)) AS known_\(place),
                    COUNT(CASE WHEN \(finite) THEN 1 END) AS finite_\(place),
                    MAX(CASE WHEN \(finite) THEN ABS(\(real)) END) AS largest_\(place),
                    MIN(CASE WHEN \(finite) AND \(real) <> 0 THEN ABS(\(real)) END) AS smallest_\(place),
                    COUNT(CASE WHEN \(finite) AND \(real) <> FLOOR(\(real)) THEN 1 END) AS fractions_\(place)
                """
        }
        return statement(Self.text(tables, "SELECT\n    \(sums.joined(separator: ",\n    "))\nFROM \(table)"))
    }

    /// The types of a source's columns.
    func types(of source: MetricSource, columns: [String]) -> Statement {
        guard source.isOfExposures else { return contract(of: source).types }
        return statement(Self.text(beginning, "SELECT \(columns.joined(separator: ", ")) FROM units WHERE 1 = 0"))
    }

    /// What is subtracted from a metric's values before they are raised to the third power.
    struct Centre: Sendable {
        let metric: Int
        /// For each arm the mean, or for a ratio what of the denominator is to be subtracted.
        let byArm: [Double]
        /// What of each covariate is subtracted first.
        let weights: [Double]
    }

    /// The third central moments of metrics, summed over the units of each arm: how skewed their values are.
    func thirdMoments(_ centres: [Centre]) -> Statement {
        let sums = centres.map { item in
            let names = columnNames(item.metric)
            let cases = item.byArm.enumerated().map { "WHEN \($0) THEN \(Self.literal($1))" }.joined(separator: " ")
            let centre = "CAST(CASE arm \(cases) END AS {{double}})"
            let value = "CAST(\(names[0]) AS {{double}})"
            let apart =
                metrics[item.metric].measured.denominator == nil
                ? (["\(value)"]
                    + zip(item.weights, names.dropFirst()).map { "\(Self.literal($0)) * CAST(\($1) AS {{double}})" }
                    + [centre]).joined(separator: " - ") : "\(value) - \(centre) * CAST(\(names[1]) AS {{double}})"
            return "SUM(POWER(\(apart), 3)) AS third_\(item.metric)"
        }
        return statement(
            Self.text(
                beginning + measuring(only: centres.map(\.metric)),
                "SELECT arm, \(sums.joined(separator: ", "))\nFROM measured\nWHERE arm IS NOT NULL\nGROUP BY arm\nORDER BY arm"
            ))
    }

    private static func literal(_ number: Double) -> String { number < 0 ? "(\(number))" : "\(number)" }

    /// The quantile of each column of a metric over all arms, at which values are to be capped.
    func caps(of metric: Int, share: Double) -> Statement {
        let names = columnNames(metric)
        let columns = names.map { "PERCENTILE_DISC(\(1 - share)) WITHIN GROUP (ORDER BY \($0)) AS \($0)" }
        return statement(
            Self.text(
                beginning + measuring(only: [metric]),
                "SELECT \(columns.joined(separator: ", "))\nFROM measured\nWHERE arm IS NOT NULL AND \(names[0]) IS NOT NULL"
            ))
    }

    /// Exact sums of a metric in two parts of each unit's time.
    func split(_ split: SplitEffect.Split, of metric: Int) -> Statement? {
        let measured = metrics[metric].measured, source = metrics[metric].source
        guard source.readsSpans, measured.ripeAfter == nil, split == .halves || source.readsWeekdays else { return nil }
        let half = plan.windowDays / 2
        guard split == .weekdays || half > 0 else { return nil }
        var tables = beginning, columns: [String] = []
        for part in 0..<2 {
            let isSecond = part == 1
            let span = split == .halves ? (isSecond ? (half, plan.windowDays) : (0, half)) : (0, plan.windowDays)
            tables.append(spans("part_\(part)_spans", from: span.0, until: span.1))
            let weekdays = split == .weekdays ? (isSecond ? 6...7 : 1...5) : 1...7
            tables.append(("part_\(part)", source.statement(spans: "part_\(part)_spans", weekdays: weekdays)))
            columns += measured.outcome.enumerated().map { index, column in
                "\(whole("part_\(part)", column, metrics[metric])) AS c\(part * measured.outcome.count + index)"
            }
        }
        let names = columns.indices.map { "c\($0)" }
        tables.append(
            (
                "measured",
                """
                SELECT units.arm, \(columns.joined(separator: ", "))
                FROM units
                LEFT JOIN part_0 ON units.unit = part_0.unit
                LEFT JOIN part_1 ON units.unit = part_1.unit
                WHERE \(Self.isRipe(after: plan.windowDays))
                """
            ))
        return statement(
            Self.text(
                tables,
                "SELECT arm, COUNT(*) AS units, \(exactSums(names, isWide: true)) AS \(Self.sumsName(0))\nFROM measured\nGROUP BY arm\nORDER BY arm"
            ))
    }

    /// The column of an answer with the sums of a metric.
    static func sumsName(_ metric: Int) -> String { "m\(metric)" }

    private func exactSums(_ columns: [String], isWide: Bool) -> String {
        "{{exact_sums\(isWide ? "_wide" : "")(\(columns.joined(separator: ", ")))}}"
    }

    // MARK: Measured units

    /// The columns of a metric in `measured`: outcome, then what was before exposure, then what else was known.
    func columnNames(_ metric: Int) -> [String] { columnExpressions(metric).indices.map { "m\(metric)_c\($0)" } }

    /// Whether what the units did before exposure is measured by the same source.
    private func hasBefore(_ metric: PlannedQueryMetric) -> Bool {
        metric.planned.adjusted && metric.source.readsSpans && metric.measured.ripeAfter == nil
            && plan.covariateDays > 0
            && !metric.measured.metric.kind.isQuantile
    }

    private func columnExpressions(_ index: Int) -> [String] {
        let metric = metrics[index], measured = metric.measured
        let after = metric.source.isOfExposures ? "units" : "after_\(metric.source.name)"
        var expressions = measured.outcome.map { whole(after, $0, metric) }
        if hasBefore(metric) {
            expressions += measured.outcome.map {
                whole("before_\(metric.source.name)", $0, metric, canBeMissing: false)
            }
        }
        if metric.planned.adjusted, measured.denominator == nil {
            expressions += measured.given.map { whole(after, $0, metric, canBeMissing: false) }
        }
        if let caps = metric.caps { expressions = zip(expressions, caps).map { "LEAST(\($0), \($1))" } }
        return expressions
    }

    /// A column as a whole number; missing rows count as 0 unless only known ones count.
    private func whole(_ table: String, _ column: String, _ metric: PlannedQueryMetric, canBeMissing: Bool = true)
        -> String
    {
        let name = "\(table).\(column)"
        let number: String
        if let multiplier = metric.multiplier(column) {
            let real = "CAST(\(name) AS {{double}})"
            number =
                "CASE WHEN \(Self.isFinite(real)) THEN CAST(FLOOR(\(real) * \(multiplier) + 0.5) AS {{bigint}}) END"
        } else {
            number = "CAST(\(name) AS {{bigint}})"
        }
        return metric.measured.onlyKnown && canBeMissing ? number : "COALESCE(\(number), 0)"
    }

    /// Infinity less itself is not 0, nor is what is not a number: the same on every engine.
    private static func isFinite(_ real: String) -> String { "\(real) - \(real) = 0" }

    /// Whether so many days have gone by since a unit's exposure. The moment that is compared with is the same for every row.
    private static func isRipe(after days: Int) -> String {
        "units.exposed_at <= {{add_milliseconds(CAST(:as_of AS {{timestamp}}), -\(days * millisecondsPerDay))}}"
    }

    /// The spans, the sources and `measured`, for some of the metrics.
    /// - Parameter marksOver: whether `is_over` says if a unit's window is over, instead of that each column is NULL where it is not.
    private func measuring(only chosen: [Int], marksOver: Bool = false) -> [(String, String)] {
        var tables: [(String, String)] = [], joins: [String] = [], seen: Set<String> = []
        func add(_ source: MetricSource, _ when: String, _ spansOfIt: (String, String)) {
            guard !source.isOfExposures, seen.insert("\(when)_\(source.name)").inserted else { return }
            if source.readsSpans, seen.insert(spansOfIt.0).inserted { tables.append(spansOfIt) }
            tables.append(("\(when)_\(source.name)", source.statement(spans: spansOfIt.0)))
            joins.append("LEFT JOIN \(when)_\(source.name) ON units.unit = \(when)_\(source.name).unit")
        }
        var columns: [String] = []
        for index in chosen {
            let metric = metrics[index]
            add(metric.source, "after", spans("after_spans", from: 0, until: plan.windowDays))
            if hasBefore(metric) {
                add(metric.source, "before", spans("before_spans", from: -plan.covariateDays, until: 0))
            }
            let days = metric.measured.ripeAfter ?? plan.windowDays
            let ripe = Self.isRipe(after: days)
            let expressions = columnExpressions(index)
            // What was before counts for those units only whose outcome is known.
            let table = metric.source.isOfExposures ? "units" : "after_\(metric.source.name)"
            var isKnown = ripe
            for column in metric.measured.outcome where metric.multiplier(column) != nil {
                let real = "CAST(\(table).\(column) AS {{double}})"
                isKnown += " AND (\(table).\(column) IS NULL OR \(Self.isFinite(real)))"
            }
            if metric.measured.onlyKnown { isKnown += " AND \(table).\(metric.measured.value) IS NOT NULL" }
            if metric.measured.unlessUnknown {
                isKnown += " AND (\(table).unit IS NULL OR \(table).\(metric.measured.value) IS NOT NULL)"
            }
            let isPlain = marksOver && countsEveryUnit(index)
            columns += zip(expressions, columnNames(index)).map {
                isPlain ? "\($0) AS \($1)" : "CASE WHEN \(isKnown) THEN \($0) END AS \($1)"
            }
        }
        let isOver = marksOver ? ["CASE WHEN \(Self.isRipe(after: plan.windowDays)) THEN 1 ELSE 0 END AS is_over"] : []
        let keys = ["units.arm", "units.exposed_on"] + isOver + dimensions.map { "units.\($0.name)" }
        tables.append(
            (
                "measured",
                "SELECT\n    \((keys + columns).joined(separator: ",\n    "))\nFROM units\n\(joins.joined(separator: "\n"))"
            )
        )
        return tables
    }
}

extension Metric.Kind {
    var isQuantile: Bool { if case .quantile = self { true } else { false } }
}

extension String {
    fileprivate var indented: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    " + $0 }.joined(
            separator: "\n")
    }
}
