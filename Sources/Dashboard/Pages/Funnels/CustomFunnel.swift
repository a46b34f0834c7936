import Insights
import Warehouse

/// A funnel as it was put together in the form.
struct CustomFunnel: Sendable {
    /// The parameters by which the form speaks.
    static let parameters = ["step", "within", "ordering"]
    static let mostSteps = 6
    static let windows: [(hours: Int, label: String)] = [
        (1, "an hour"), (24, "a day"), (72, "3 days"), (168, "7 days"), (672, "28 days"),
    ]
    static let orderings: [(value: String, label: String)] = [
        ("ordered", "in this order"), ("strict", "directly after another"), ("any", "in any order"),
    ]
    private static let standardHours = 168

    let steps: [String]
    let hours: Int
    let ordering: String

    /// - Throws: ``DashboardError`` `dashboard.choice` where a step, the time or the order is none that there is.
    init(_ request: PageRequest) throws(DashboardError) {
        let known = Self.kinds
        let steps = request.query.all("step")
        guard steps.allSatisfy(known.contains), steps.count <= Self.mostSteps else { throw .choice("step", known) }
        self.steps = steps
        let within =
            request["within"] == nil ? nil : try request.choice("within", among: Self.windows.map { "\($0.hours)" })
        hours = within.flatMap { Int($0) } ?? Self.standardHours
        ordering = try request.choice("ordering", among: Self.orderings.map(\.value))
    }

    /// The kinds of events that can be a step.
    static var kinds: [String] { FunnelEvents.kinds }

    /// One step is no funnel.
    var isComplete: Bool { steps.count >= 2 }

    var values: [String: Value] {
        var values: [String: Value] = ["window_hours": .integer(Int64(hours)), "ordering": .text(ordering)]
        for (index, step) in steps.enumerated() { values["step_\(index + 1)"] = .text(step) }
        return values
    }

    /// The parameters of the insight, for links to its explanation.
    var own: [(name: String, value: String?)] {
        steps.enumerated().map { (name: "step_\($0 + 1)", value: Optional($1)) } + [
            ("window_hours", "\(hours)"), ("ordering", ordering),
        ]
    }
}
