/// Estimates with their intervals around a line at no change: one row a comparison, all on one axis, as SVG.
///
/// Edge cases: an interval without an end, or one that would press all others together, ends in an arrow; a row without an estimate says why.
public struct ForestPlot: Sendable {
    /// One comparison.
    public struct Row: Sendable {
        /// What is compared, such as a metric.
        public let label: String
        /// With whom, such as a treatment.
        public let detail: String
        /// A change as a share of the control's value; nil where nothing can be said.
        public let estimate: Double?
        /// Ends of the interval; infinite where there is none.
        public let lower: Double
        /// The upper end, at least the lower.
        public let upper: Double
        /// Where a guardrail's margin lies on the axis.
        public let margin: Double?
        /// What stands in place of numbers where there is no estimate.
        public let remark: String
        let mark: ReportMark

        init(
            label: String, detail: String, lift: Effect?, mark: ReportMark, margin: Double? = nil,
            remark: String = "nothing can be said"
        ) {
            self.label = label
            self.detail = detail
            estimate = lift?.estimate
            lower = lift?.interval.lower ?? -.infinity
            upper = lift?.interval.upper ?? .infinity
            self.margin = margin
            self.remark = remark
            self.mark = mark
        }

        /// `−4.2 % (−6.1 % to −2.3 %)`.
        var numbers: String { estimate.map { "\(ReportText.percent($0, signed: true)) (\(range))" } ?? remark }
        var range: String { ReportText.range(lower, upper) { ReportText.percent($0, signed: true) } }
    }

    /// Rows that belong together.
    public struct Group: Sendable {
        /// What they have in common.
        public let title: String
        /// From top to bottom.
        public let rows: [Row]
    }

    /// The room that there is.
    public enum Layout: Sendable {
        /// 880 units: labels left of the axis, numbers right of it.
        case wide
        /// 360 units, for a telephone: labels and numbers above each interval.
        case narrow
    }

    /// What is seen, in a sentence.
    public let title: String
    /// From top to bottom.
    public let groups: [Group]
    /// Of the intervals, in (0, 1).
    public let level: Double

    init(title: String, groups: [Group], level: Double) {
        self.title = title
        self.groups = groups
        self.level = level
    }

    /// The comparisons of an analysis, grouped by what hangs on them.
    /// - Parameter significance: of the plan.
    public init(_ analysis: ExperimentAnalysis, significance: Double) {
        let groups = PlannedMetric.Role.allCases.compactMap { role -> Group? in
            let rows = analysis.metrics.filter { $0.role == role }.flatMap(Self.rows)
            return rows.isEmpty ? nil : Group(title: role.title, rows: rows)
        }
        self.init(title: "Change of each metric against the control", groups: groups, level: 1 - significance)
    }

    private static func rows(_ result: MetricResult) -> [Row] {
        let direction = result.metric.better == .lower ? "lower is better" : "higher is better"
        guard !result.comparisons.isEmpty else {
            return [
                Row(
                    label: result.metric.name, detail: direction, lift: nil,
                    mark: result.role == .guardrail ? .notKept : .open)
            ]
        }
        return result.comparisons.map { comparison in
            Row(
                label: result.metric.name, detail: "\(comparison.treatment) · \(direction)", lift: comparison.lift,
                mark: ReportMark(comparison.verdict),
                margin: comparison.nonInferiority.map { -result.metric.sign * $0.margin },
                remark: ReportText.difference(comparison.difference.estimate, unit: result.metric.unit)
                    + ", the control being 0")
        }
    }

    /// The rows in words, for those who do not see them.
    var description: String {
        groups.map { group in
            "\(group.title): "
                + group.rows.map {
                    "\($0.label), \($0.detail): \($0.numbers), \($0.estimate == nil ? "" : $0.mark.word.lowercased())"
                }
                .joined(separator: "; ")
        }.joined(separator: ". ") + ". All numbers stand in the table."
    }

    /// Draws it.
    /// - Parameter id: unlike that of any other picture on the page.
    public func svg(_ layout: Layout = .wide, id: String = "forest") -> String {
        switch layout {
        case .wide: wide(id)
        case .narrow: narrow(id)
        }
    }

    /// Whether a guardrail's margin is to be seen.
    var hasMargins: Bool { groups.contains { $0.rows.contains { $0.margin != nil } } }

    func scale(from start: Double, to end: Double) -> PlotScale {
        let rows = groups.flatMap(\.rows)
        let intervals = rows.compactMap { row in row.estimate.map { (estimate: $0, lower: row.lower, upper: row.upper) }
        }
        let margins = rows.compactMap(\.margin)
        let limit = max(PlotScale.limit(intervals), (margins.map { $0.magnitude }.max() ?? 0) * 1.1)
        let ends = intervals.flatMap { [max($0.lower, -limit), min($0.upper, limit), $0.estimate] }
        return PlotScale(holding: ends + margins, start: start, end: end)
    }
}

extension PlannedMetric.Role {
    /// What a group of metrics is called.
    var title: String {
        switch self {
        case .primary: "Primary: these decide"
        case .secondary: "Secondary: worth knowing"
        case .guardrail: "Guardrails: must not get worse by their margin"
        }
    }
}
