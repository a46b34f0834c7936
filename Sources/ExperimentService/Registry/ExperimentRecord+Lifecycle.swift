package import Experimentation
package import Listening

extension ExperimentRecord {
    /// Starts the experiment: from now on the plan is the registered one.
    /// - Throws: ``ExperimentationError`` `experiment.state`.
    package mutating func start(at moment: Instant, now: Instant) throws(ExperimentationError) {
        guard state == .draft else { throw refusal("start", "only a draft can be") }
        try plan.check()
        try Dimension.check(plan)
        guard plan.plannedUnits != nil else {
            throw ExperimentationError(
                "state",
                "\(plan.key) has no planned_units yet: nothing says when it is over. Run `segue experiment design \(plan.key)` first, or set planned_units in its plan.",
                fault: .usage)
        }
        state = .running
        startedAt = moment.description
        registered = plan
        note("started", "with the plan \(planDigest)", now)
    }

    /// Stops assigning.
    package mutating func stop(at moment: Instant, reason: String, now: Instant) throws(ExperimentationError) {
        guard state == .running else { throw refusal("stop", "only a running one can be") }
        state = .stopped
        stoppedAt = moment.description
        note("stopped", reason.isEmpty ? "without a reason" : reason, now)
    }

    /// Writes down what was decided.
    package mutating func decide(_ action: Decision.Action, arm: String?, reason: String, now: Instant)
        throws(ExperimentationError)
    {
        guard state == .running || state == .stopped else {
            throw refusal("decide", "only a running or stopped one can be")
        }
        if action == .ship {
            guard let arm, plan.arms.dropFirst().contains(where: { $0.key == arm }) else {
                throw ExperimentationError(
                    "state",
                    plan.arms.count == 2
                        ? "Say that \(plan.arms[1].key) is shipped: --arm \(plan.arms[1].key)."
                        : "Say with --arm which is shipped: \(plan.arms.dropFirst().map(\.key).joined(separator: ", ")).",
                    fault: .usage)
            }
        }
        guard action != .continue else {
            note("decided", "to continue: \(reason)", now)
            return
        }
        if stoppedAt == nil { stoppedAt = now.description }
        state = .decided
        decision = (action == .ship ? "ship \(arm ?? "")" : "stop") + (reason.isEmpty ? "" : ": \(reason)")
        note("decided", decision ?? "", now)
    }

    /// Changes the plan. Of a draft anything can be changed; afterwards only with a reason, and every change is told in every report.
    /// - Throws: ``ExperimentationError`` `experiment.state`, `experiment.plan`.
    package mutating func amend(_ new: ExperimentPlan, reason: String?, now: Instant) throws(ExperimentationError) {
        try new.check()
        try Dimension.check(new)
        guard new.key == plan.key else {
            throw ExperimentationError("state", "The plan is of \(new.key), not of \(plan.key).", fault: .usage)
        }
        guard state != .decided else { throw refusal("change", "it is decided, so that it cannot be") }
        guard new != plan else { return }
        if state != .draft {
            guard let reason, !reason.isEmpty else {
                throw ExperimentationError(
                    "state",
                    "\(plan.key) has started: its plan is registered. To change it all the same, give a --reason; every report will tell.",
                    fault: .usage)
            }
            guard new.arms.map(\.key) == plan.arms.map(\.key), new.assignment.seed == plan.assignment.seed,
                new.assignment.hash == plan.assignment.hash
            else {
                throw ExperimentationError(
                    "state",
                    "\(plan.key) has started: its arms, seed and hash cannot change, or units would change their arms. Make a new experiment.",
                    fault: .usage)
            }
        }
        let changed = Self.differences(plan, new).joined(separator: "; ")
        plan = new
        note("amended", changed + (reason.map { ". Reason: \($0)" } ?? ""), now)
    }

    /// Writes down the look that a report was made with, unless one was taken at (nearly) the same share. A peek is told in the history.
    package mutating func take(_ report: ExperimentReport, now: Instant) {
        let units = report.analysis.metrics.first?.arms.reduce(0) { $0 + $1.units } ?? 0
        take(
            report.analysis.look, units: units, asOf: report.provenance.asOf,
            findings: EarlierResult.all(of: report.analysis), now: now)
    }

    mutating func take(_ look: Look, units: Int, asOf: String, findings: [EarlierResult], now: Instant) {
        guard state == .running || state == .stopped else { return }
        if look.status == .peek || look.status == .early, !plan.monitoring.isAlwaysValid {
            note("peeked", "at \(ReportText.percent(look.information)) of the planned units", now)
            return
        }
        guard case .groupSequential = plan.monitoring,
            !looks.contains(where: { ($0.information - look.information).magnitude < Look.sameLook })
        else { return }
        looks.append(
            TakenLook(at: now.description, asOf: asOf, units: units, information: look.information, findings: findings))
    }

    package mutating func note(_ what: String, _ note: String, _ now: Instant) {
        history.append(Event(at: now.description, what: what, note: note))
    }

    private func refusal(_ what: String, _ rule: String) -> ExperimentationError {
        ExperimentationError(
            "state",
            "\(plan.key) is \(state.rawValue): \(rule) \(what)\(what.hasSuffix("e") ? "d" : what == "stop" ? "ped" : "ed").",
            fault: .usage)
    }

    /// What differs between two plans, for people.
    static func differences(_ old: ExperimentPlan, _ new: ExperimentPlan) -> [String] {
        var found: [String] = []
        func compare<Field: Equatable>(
            _ name: String, _ field: KeyPath<ExperimentPlan, Field>, _ text: (Field) -> String
        ) {
            if old[keyPath: field] != new[keyPath: field] {
                found.append("\(name) \(text(old[keyPath: field])) → \(text(new[keyPath: field]))")
            }
        }
        compare("hypothesis", \.hypothesis) { "\"\($0)\"" }
        compare("weights", \.arms) { $0.map { "\($0.key) \($0.weight)" }.joined(separator: ", ") }
        compare("coverage", \.assignment.coverage) { "\($0)" }
        compare("metrics", \.metrics) { $0.map { "\($0.metric) (\($0.role.rawValue))" }.joined(separator: ", ") }
        compare("monitoring", \.monitoring, \.name)
        compare("significance", \.significance) { "\($0)" }
        compare("power", \.power) { "\($0)" }
        compare("window days", \.windowDays) { "\($0)" }
        compare("covariate days", \.covariateDays) { "\($0)" }
        compare("dimensions", \.dimensions) { $0.isEmpty ? "none" : $0.joined(separator: ", ") }
        compare("post-stratified by", \.poststratifiedBy) { $0 ?? "nothing" }
        compare("planned units", \.plannedUnits) { $0.map(String.init) ?? "none" }
        compare("planned days", \.plannedDays) { $0.map(String.init) ?? "none" }
        if found.isEmpty { found.append("who takes part, or what is measured of the metrics") }
        return found
    }
}
