extension ExperimentPlan {
    /// Looks whether the plan makes an experiment.
    /// - Throws: ``ExperimentationError`` `experiment.plan`, which names the field and what it takes.
    public func check() throws(ExperimentationError) {
        guard Self.isName(key) else { throw .plan("key", "\"\(key)\" is no name; it takes 1 to 64 letters a to z, digits, - and _.") }
        try checkArms()
        try checkMetrics()
        guard significance > 0, significance < 1 else {
            throw .plan("significance", "it is \(significance); it takes a number between 0 and 1.")
        }
        guard power > significance, power < 1 else {
            throw .plan("power", "it is \(power); it takes a number between the significance and 1.")
        }
        guard (1...366).contains(windowDays) else { throw .plan("window_days", "it is \(windowDays); it takes 1 to 366.") }
        guard (0...366).contains(covariateDays) else { throw .plan("covariate_days", "it is \(covariateDays); it takes 0 to 366.") }
        guard (0...1).contains(assignment.coverage) else {
            throw .plan("assignment.coverage", "it is \(assignment.coverage); it takes 0 to 1.")
        }
        if let holdout = assignment.holdout, !(holdout.share >= 0 && holdout.share < 1) {
            throw .plan("assignment.holdout.share", "it is \(holdout.share); it takes 0 to less than 1.")
        }
        if let range = assignment.namespace?.range, !(range.lower >= 0 && range.lower < range.upper && range.upper <= 1) {
            throw .plan("assignment.namespace.range", "it is \(range.lower) to \(range.upper); it takes a range within 0 to 1.")
        }
        for dimension in dimensions where !Self.isName(dimension) { throw .plan("dimensions", "\"\(dimension)\" is no name.") }
        guard Set(dimensions).count == dimensions.count else { throw .plan("dimensions", "one is named twice.") }
        if let stratum = poststratifiedBy, !dimensions.contains(stratum) {
            throw .plan("poststratified_by", "\"\(stratum)\" is none of the dimensions. Add it to them.")
        }
        switch monitoring {
        case .groupSequential(let looks, _) where !(1...50).contains(looks):
            throw .plan("monitoring.looks", "it is \(looks); it takes 1 to 50.")
        case .groupSequential(_, .power(let power)) where !(power > 0 && power.isFinite):
            throw .plan("monitoring.spending", "its power is \(power); it takes a number above 0.")
        case .alwaysValid(let units) where units < 1: throw .plan("monitoring.tuned_for", "it is \(units); it takes at least 1.")
        default: break
        }
        if let units = plannedUnits, units < 2 * arms.count { throw .plan("planned_units", "it is \(units); each arm needs at least two.") }
    }

    private func checkArms() throws(ExperimentationError) {
        guard (2...20).contains(arms.count) else { throw .plan("arms", "there are \(arms.count); it takes 2 to 20.") }
        for arm in arms {
            guard Self.isName(arm.key) else { throw .plan("arms", "\"\(arm.key)\" is no name; it takes letters a to z, digits, - and _.") }
            guard arm.weight >= 0, arm.weight.isFinite else {
                throw .plan("arms.\(arm.key).weight", "it is \(arm.weight); it takes at least 0.")
            }
        }
        guard Set(arms.map(\.key)).count == arms.count else { throw .plan("arms", "one is named twice.") }
        guard arms[0].weight > 0 else { throw .plan("arms.\(arms[0].key).weight", "it is 0; the control, which comes first, needs units.") }
        guard arms.dropFirst().contains(where: { $0.weight > 0 }) else { throw .plan("arms", "no treatment has a weight above 0.") }
    }

    private func checkMetrics() throws(ExperimentationError) {
        guard !metrics(.primary).isEmpty else { throw .plan("metrics", "none is primary. Say which one decides: role: primary.") }
        for metric in metrics {
            let field = "metrics.\(metric.metric)"
            if let effect = metric.minimumEffect, !(effect.isFinite && effect != 0 && abs(effect) < 10) {
                throw .plan(
                    "\(field).minimum_effect", "it is \(effect); it takes a share of the control's value other than 0, such as 0.02.")
            }
            if let margin = metric.margin, !(margin > 0 && margin < 1) {
                throw .plan("\(field).margin", "it is \(margin); it takes a share between 0 and 1, such as 0.02.")
            }
            if let share = metric.winsorised, !(share > 0 && share < 0.5) {
                throw .plan("\(field).winsorised", "it is \(share); it takes a share between 0 and 0.5, such as 0.01.")
            }
        }
        guard Set(metrics.map(\.metric)).count == metrics.count else { throw .plan("metrics", "one is named twice.") }
    }

    /// Whether a text can name an experiment, an arm or a dimension: it stands in file names, addresses and SQL.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64 && text.utf8.first.map { $0 != UInt8(ascii: "-") } == true
            && text.utf8.allSatisfy { (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 }
    }
}
