import Insights
import Warehouse

/// The listings that there are: drill-downs to plays and listeners, the answers of the insights themselves, and the catalogues.
enum RowsKind: Sendable {
    /// A drill-down that the warehouse pages through.
    case paged(insight: String)
    /// The whole answer of an insight, paged through here.
    case whole(insight: String)
    case features
    case questions

    /// Short names of the drill-downs.
    private static let drillDowns = ["plays": "play_rows", "listeners": "listener_rows", "cohort": "cohort_rows"]

    /// Drill-downs that are about one day or one cohort, and cannot be asked without it.
    static let needsValues: Set<String> = ["listener_rows", "cohort_rows"]

    /// - Throws: ``DashboardError`` `dashboard.rows`.
    init(_ name: String, insights: [Insight]) throws(DashboardError) {
        if let insight = Self.drillDowns[name] {
            self = .paged(insight: insight)
        } else if name == "features" {
            self = .features
        } else if name == "questions" {
            self = .questions
        } else if insights.contains(where: { $0.name == name }) {
            self = Self.drillDowns.values.contains(name) ? .paged(insight: name) : .whole(insight: name)
        } else {
            throw .rows(known: Self.drillDowns.keys.sorted() + ["features", "questions"] + insights.map(\.name))
        }
    }

    /// The name under which an insight's rows are listed.
    static func kind(of insight: String) -> String { drillDowns.first { $0.value == insight }?.key ?? insight }
}
