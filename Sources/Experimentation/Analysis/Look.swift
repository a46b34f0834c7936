/// Where in its course an experiment is looked at.
public struct Look: Sendable, Hashable, Codable {
    /// What the look is worth.
    public enum Status: String, Sendable, Hashable, Codable {
        /// Before the plan's first look: there is nothing to conclude yet.
        case early
        /// A look that the plan allows, before the last.
        case interim
        /// A look that the plan does not allow: its p-values and intervals promise too much.
        case peek
        /// The planned units are in.
        case final
    }

    /// What the look is worth.
    public let status: Status
    /// The share of the planned units that are in; 1 where none were planned.
    public let information: Double
    /// The shares at which a group-sequential experiment was looked at before, ascending: each has spent some of the level.
    public let earlier: [Double]

    /// The look at a number of units.
    /// - Parameters:
    ///   - units: whose windows are over.
    ///   - earlier: the shares of the looks that were taken before. One at (nearly) the same share is this look again.
    ///   - isOver: whether the experiment was stopped and all windows are over, so that no more units will count.
    public init(_ plan: ExperimentPlan, units: Int, earlier: [Double] = [], isOver: Bool = false) {
        let share = plan.plannedUnits.map { $0 > 0 ? Double(units) / Double($0) : 1 } ?? 1
        information = min(1, share)
        let hasEnough = share >= 1
        switch plan.monitoring {
        case .fixed:
            self.earlier = []
            status = hasEnough && (plan.plannedUnits != nil || isOver) ? .final : .peek
        case .groupSequential(let looks, _):
            let now = min(1, share)
            self.earlier = earlier.filter { $0 > 0 && $0 < now - Self.sameLook }.sorted()
            let planned = 1 / Double(looks)
            // Without planned units nobody knows what share of the information a look has.
            let isKnown = plan.plannedUnits != nil || isOver
            status =
                if !isKnown {
                    .peek
                } else if hasEnough || isOver {
                    .final
                } else if now + Self.sameLook < planned {
                    .early
                } else {
                    self.earlier.count >= looks ? .peek : .interim
                }
        case .alwaysValid, .mixture:
            self.earlier = []
            status = hasEnough && plan.plannedUnits != nil || isOver ? .final : .interim
        }
    }

    /// Shares that lie closer than this are one look.
    public static let sameLook = 0.005
}
