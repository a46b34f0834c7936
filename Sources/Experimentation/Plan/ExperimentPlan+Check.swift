extension ExperimentPlan {
    /// Looks whether the plan makes an experiment.
    /// - Throws: ``ExperimentationError`` `experiment.plan`, which names the field and what it takes.
    public func check() throws(ExperimentationError) {
        guard Self.isName(key) else {
            throw .plan("key", "\"\(key)\" is no name; it takes 1 to 64 letters a to z, digits, - and _.")
        }
        try checkArms()
        try checkMetrics()
        try checkTexts()
        guard significance >= Self.leastSignificance, significance < 1 else {
            throw .plan("significance", "it is \(significance); it takes \(Self.leastSignificance) to less than 1.")
        }
        guard power > significance, power <= Self.mostPower else {
            throw .plan("power", "it is \(power); it takes more than the significance, and \(Self.mostPower) at most.")
        }
        guard (1...366).contains(windowDays) else {
            throw .plan("window_days", "it is \(windowDays); it takes 1 to 366.")
        }
        guard (0...366).contains(covariateDays) else {
            throw .plan("covariate_days", "it is \(covariateDays); it takes 0 to 366.")
        }
        guard (0...1).contains(assignment.coverage) else {
            throw .plan("assignment.coverage", "it is \(assignment.coverage); it takes 0 to 1.")
        }
        if let holdout = assignment.holdout, !(holdout.share >= 0 && holdout.share < 1) {
            throw .plan("assignment.holdout.share", "it is \(holdout.share); it takes 0 to less than 1.")
        }
        if let range = assignment.namespace?.range, !(range.lower >= 0 && range.lower < range.upper && range.upper <= 1)
        {
            throw .plan(
                "assignment.namespace.range", "it is \(range.lower) to \(range.upper); it takes a range within 0 to 1.")
        }
        guard dimensions.count <= Self.mostDimensions else {
            throw .plan("dimensions", "there are \(dimensions.count); it takes \(Self.mostDimensions) at most.")
        }
        for dimension in dimensions where !Self.isName(dimension) {
            throw .plan("dimensions", "\"\(dimension)\" is no name.")
        }
        guard Set(dimensions).count == dimensions.count else { throw .plan("dimensions", "one is named twice.") }
        if let stratum = poststratifiedBy, !dimensions.contains(stratum) {
            throw .plan("poststratified_by", "\"\(stratum)\" is none of the dimensions. Add it to them.")
        }
        switch monitoring {
        case .groupSequential(let looks, _) where !(1...50).contains(looks):
            throw .plan("monitoring.looks", "it is \(looks); it takes 1 to 50.")
        case .groupSequential(_, .power(let power)) where !(0.01...100).contains(power):
            throw .plan("monitoring.spending", "its power is \(power); it takes 0.01 to 100.")
        case .alwaysValid(let units) where !(1...Self.mostUnits).contains(units):
            throw .plan("monitoring.tuned_for", "it is \(units); it takes 1 to \(Self.mostUnits).")
        default: break
        }
        if let units = plannedUnits, !(2 * arms.count...Self.mostUnits).contains(units) {
            throw .plan(
                "planned_units", "it is \(units); it takes two for each arm at least, and \(Self.mostUnits) at most.")
        }
        if let days = plannedDays, !(1...Traffic.mostDays).contains(days) {
            throw .plan("planned_days", "it is \(days); it takes 1 to \(Traffic.mostDays).")
        }
    }

    // What no experiment needs is refused here, so that arithmetic on a checked plan stays within bounds.
    private static let leastSignificance = 1e-9
    private static let mostPower = 0.999_999
    private static let mostUnits = 10_000_000_000_000
    private static let weights = 1e-6...1e6
    private static let leastShare = 1e-6
    private static let mostMetrics = 100
    private static let mostDimensions = 20
    private static let mostTextBytes = 10_000
    private static let mostStatementBytes = 100_000

    private func checkTexts() throws(ExperimentationError) {
        guard Self.isName(unit) else {
            throw .plan("unit", "it takes a name of 1 to 64 letters a to z, digits, - and _.")
        }
        let texts = [
            ("hypothesis", hypothesis, Self.mostTextBytes), ("exposures", exposures ?? "", Self.mostStatementBytes),
            ("assignment.seed", assignment.seed, 512),
            ("assignment.namespace.name", assignment.namespace?.name ?? "", 512),
            ("assignment.holdout.name", assignment.holdout?.name ?? "", 512),
        ]
        for (field, text, most) in texts {
            guard text.utf8.count <= most else {
                throw .plan(field, "it has \(text.utf8.count) bytes; it takes \(most) at most.")
            }
            guard !text.utf8.contains(0) else { throw .plan(field, "it holds a NUL character. Take it out.") }
        }
    }

    private func checkArms() throws(ExperimentationError) {
        guard (2...20).contains(arms.count) else { throw .plan("arms", "there are \(arms.count); it takes 2 to 20.") }
        for arm in arms {
            guard Self.isArm(arm.key) else {
                throw .plan(
                    "arms",
                    "\"\(ReportText.bound(String(arm.key.prefix(64))))\" names no arm; it takes 1 to 128 bytes of any text without control characters."
                )
            }
            guard arm.weight == 0 || Self.weights.contains(arm.weight) else {
                throw .plan("arms.\(arm.key).weight", "it is \(arm.weight); it takes 0, or 0.000001 to 1000000.")
            }
        }
        guard Set(arms.map(\.key)).count == arms.count else { throw .plan("arms", "one is named twice.") }
        guard arms[0].weight > 0 else {
            throw .plan("arms.\(arms[0].key).weight", "it is 0; the control, which comes first, needs units.")
        }
        guard arms.dropFirst().contains(where: { $0.weight > 0 }) else {
            throw .plan("arms", "no treatment has a weight above 0.")
        }
    }

    private func checkMetrics() throws(ExperimentationError) {
        guard !metrics(.primary).isEmpty else {
            throw .plan("metrics", "none is primary. Say which one decides: role: primary.")
        }
        guard metrics.count <= Self.mostMetrics else {
            throw .plan("metrics", "there are \(metrics.count); it takes \(Self.mostMetrics) at most.")
        }
        for metric in metrics {
            guard (1...128).contains(metric.metric.utf8.count) else {
                throw .plan("metrics", "one has a name of no or of more than 128 bytes.")
            }
            let field = "metrics.\(metric.metric)"
            if let effect = metric.minimumEffect, effect.magnitude > 1, effect.magnitude <= 100 {
                throw .plan(
                    "\(field).minimum_effect",
                    "it is \(effect), which is \(ReportText.percent(effect)) of the control's value; it takes 1 at most. Did you mean \(effect / 100), which is \(ReportText.percent(effect / 100))?"
                )
            }
            if let effect = metric.minimumEffect, !(effect.magnitude >= Self.leastShare && effect.magnitude <= 1) {
                throw .plan(
                    "\(field).minimum_effect",
                    "it is \(effect); it takes a share of the control's value such as 0.02, from 0.000001 to 1 up or down."
                )
            }
            if let margin = metric.margin, !(margin >= Self.leastShare && margin < 1) {
                throw .plan("\(field).margin", "it is \(margin); it takes a share between 0 and 1, such as 0.02.")
            }
            if let share = metric.winsorised, !(share >= Self.leastShare && share < 0.5) {
                throw .plan("\(field).winsorised", "it is \(share); it takes a share between 0 and 0.5, such as 0.01.")
            }
        }
        guard Set(metrics.map(\.metric)).count == metrics.count else { throw .plan("metrics", "one is named twice.") }
    }

    /// Whether a text can name an arm: it is a value, and never part of a file's name or of SQL.
    private static func isArm(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
            && text.contains { !$0.isWhitespace }
    }

    /// Whether a text can name an experiment or a dimension: it stands in file names, addresses and SQL.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64 && text.utf8.first.map { $0 != UInt8(ascii: "-") } == true
            && text.utf8.allSatisfy {
                (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95
            }
    }
}
