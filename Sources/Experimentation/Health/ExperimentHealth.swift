import Statistics

/// Whether an experiment's data can be trusted, looked at before any result.
public struct ExperimentHealth: Sendable, Hashable, Codable {
    /// Each check, failed or not.
    public let checks: [HealthCheck]

    /// The worst of them.
    public var status: HealthCheck.Status { checks.map(\.status).max() ?? .good }

    /// Whether no check failed: results may be read.
    public var isSound: Bool { status != .failed }

    /// The level of the tests of shares: so low because they are asked of every experiment. Source: Fabijan et al. (2019),
    /// doi:10.1145/3292500.3330722.
    public static let shareLevel = 0.001

    /// Looks at the exposures of an experiment.
    /// - Parameters:
    ///   - changes: of the plan since the start, each in a sentence.
    ///   - unripe: units whose windows are not over.
    ///   - hidden: why effects are not shown; nil where they are.
    ///   - notFinite: by column, how many values are infinite or not a number.
    ///   - caveat: what is not known of the values, in a sentence.
    public init(
        _ plan: ExperimentPlan, _ counts: ExposureCounts, look: Look, changes: [String] = [], unripe: Int = 0,
        hidden: String? = nil,
        notFinite: [String: Int] = [:], caveat: String? = nil
    ) {
        checks = [
            Self.sampleRatio(plan, counts), Self.overTime(plan, counts), Self.byPart(plan, counts),
            Self.multiple(counts),
            Self.unknownArms(counts), Self.beforeStart(counts), Self.planChanged(changes),
            hidden.map {
                HealthCheck(.peeking, .good, "\(Self.percent(look.information)) of the planned units are in. \($0)")
            }
                ?? Self.peeking(plan, look),
            Self.values(notFinite) ?? caveat.map { HealthCheck(.values, .warning, $0) },
            Self.maturity(counts, unripe), Self.interference(counts),
        ].compactMap { $0 }
    }

    private init(checks: [HealthCheck]) { self.checks = checks }

    /// The same with some of the checks only: what is not known of a test cannot be checked.
    public func only(_ kinds: Set<HealthCheck.Kind>) -> ExperimentHealth {
        ExperimentHealth(checks: checks.filter { kinds.contains($0.kind) })
    }

    private static func weights(_ plan: ExperimentPlan) -> [Double] { plan.arms.map(\.weight) }

    private static func sampleRatio(_ plan: ExperimentPlan, _ counts: ExposureCounts) -> HealthCheck {
        let found = counts.units.map(String.init).joined(separator: " : ")
        for (arm, units) in zip(plan.arms, counts.units) where arm.weight == 0 && units > 0 {
            return HealthCheck(
                .sampleRatio, .failed,
                "\(units) units have the arm \(arm.key), whose weight is 0. The service does not assign as planned.")
        }
        guard counts.units.contains(where: { $0 != 0 }) else {
            return HealthCheck(.sampleRatio, .warning, "Nobody was exposed yet.")
        }
        guard let test = try? ChiSquaredTest(counts: counts.units, weights: weights(plan)) else {
            return HealthCheck(
                .sampleRatio, .failed,
                "The arms have \(found) units, which cannot be: it takes a count of at least 0 for each arm. Look at the ledger."
            )
        }
        let p = test.pValue
        if p < shareLevel {
            return HealthCheck(
                .sampleRatio, .failed,
                "The arms have \(found) units, which their weights would give with a probability of \(p < 0.0001 ? "less than 0.0001" : Self.text(p)). Something loses or adds units in one arm; no result can be trusted until it is found.",
                pValue: p)
        }
        if let empty = zip(plan.arms, counts.units).first(where: { $0.weight > 0 && $1 == 0 }) {
            return HealthCheck(.sampleRatio, .warning, "Nobody has met the arm \(empty.0.key) yet.", pValue: p)
        }
        return HealthCheck(
            .sampleRatio, .good, "The arms have \(found) units, as their weights say (p \(ReportText.equation(p))).",
            pValue: p)
    }

    /// Always valid: looked at every day since the start.
    private static func overTime(_ plan: ExperimentPlan, _ counts: ExposureCounts) -> HealthCheck? {
        guard counts.days.count > 1, counts.days.allSatisfy({ $0.units.count == plan.arms.count }),
            var test = try? SequentialShareTest(weights: weights(plan))
        else { return nil }
        var sums = [Int](repeating: 0, count: plan.arms.count), before = 1.0
        for day in counts.days {
            for arm in sums.indices where plan.arms[arm].weight > 0 { sums[arm] += day.units[arm] }
            guard let p = try? test.look(sums) else { return nil }
            if p < shareLevel, before >= shareLevel {
                return HealthCheck(
                    .sampleRatioOverTime, .failed,
                    "The shares of the arms have not been those of their weights since \(day.day).",
                    pValue: p)
            }
            before = p
        }
        return HealthCheck(
            .sampleRatioOverTime, .good,
            "Looked at every day, the shares never left their weights by more than chance.",
            pValue: test.pValue)
    }

    private static func byPart(_ plan: ExperimentPlan, _ counts: ExposureCounts) -> HealthCheck? {
        let live = plan.arms.indices.filter { plan.arms[$0].weight > 0 }
        let tests = counts.parts.compactMap { part -> (part: ExposureCounts.Part, p: Double)? in
            guard part.units.count == plan.arms.count,
                let test = try? ChiSquaredTest(
                    counts: live.map { part.units[$0] }, weights: live.map { plan.arms[$0].weight }),
                test.smallestExpected >= 5
            else { return nil }
            return (part, test.pValue)
        }
        guard !tests.isEmpty, let adjusted = try? MultipleTesting.holm.adjusted(tests.map(\.p)) else { return nil }
        let bad = zip(tests, adjusted).filter { $0.1 < shareLevel }
        guard let worst = bad.min(by: { $0.1 < $1.1 }) else {
            return HealthCheck(
                .sampleRatioByPart, .good, "In all \(tests.count) parts the arms have the shares of their weights.",
                pValue: adjusted.min())
        }
        let names = bad.map { "\($0.0.part.dimension) \($0.0.part.value)" }.joined(separator: ", ")
        return HealthCheck(
            .sampleRatioByPart, .failed,
            "The arms do not have the shares of their weights in \(names). Look there for what loses units.",
            pValue: worst.1)
    }

    private static func multiple(_ counts: ExposureCounts) -> HealthCheck {
        guard counts.multiple > 0 else { return HealthCheck(.multipleExposure, .good, "Every unit met one arm only.") }
        let all = counts.units.reduce(0, +) + counts.multiple, share = Double(counts.multiple) / Double(all)
        return HealthCheck(
            .multipleExposure, share > 0.01 ? .failed : .warning,
            "\(counts.multiple) units (\(Self.percent(share))) met more than one arm and are left out. \(share > 0.01 ? "That is too many to ignore: look whether assignment is sticky." : "")"
        )
    }

    private static func unknownArms(_ counts: ExposureCounts) -> HealthCheck? {
        guard !counts.unknownArms.isEmpty else { return nil }
        let names = counts.unknownArms.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(
            separator: ", ")
        return HealthCheck(
            .unknownArm, .failed, "The ledger has arms that the plan does not know: \(names). Those units are left out."
        )
    }

    private static func beforeStart(_ counts: ExposureCounts) -> HealthCheck? {
        guard counts.beforeStart > 0 else { return nil }
        return HealthCheck(
            .exposureBeforeStart, .warning,
            "\(counts.beforeStart) units met their arm before the experiment was started, and are left out."
        )
    }

    private static func planChanged(_ changes: [String]) -> HealthCheck {
        changes.isEmpty
            ? HealthCheck(.planChanged, .good, "The plan is the one with which the experiment started.")
            : HealthCheck(
                .planChanged, .warning, "The plan was changed after the start: " + changes.joined(separator: " "))
    }

    private static func peeking(_ plan: ExperimentPlan, _ look: Look) -> HealthCheck {
        switch look.status {
        case .peek:
            HealthCheck(
                .peeking, .warning,
                "This is a look that the plan does not have (\(Self.percent(look.information)) of the planned units are in). Its p-values and intervals promise too much: do not decide by them."
            )
        case .early:
            HealthCheck(
                .peeking, .warning,
                "The first planned look comes later; \(Self.percent(look.information)) of the planned units are in.")
        case .interim, .final:
            HealthCheck(
                .peeking, .good,
                "\(plan.monitoring.name.prefix(1).uppercased() + plan.monitoring.name.dropFirst()): this look is one of them."
            )
        }
    }

    private static func values(_ notFinite: [String: Int]) -> HealthCheck? {
        guard !notFinite.isEmpty else { return nil }
        let columns = notFinite.sorted { $0.key < $1.key }.map { "\($0.value) of \($0.key)" }.joined(separator: ", ")
        return HealthCheck(
            .values, .warning,
            "Values that are infinite or not a number: \(columns). Their units are left out of the metrics that need them."
        )
    }

    private static func maturity(_ counts: ExposureCounts, _ unripe: Int) -> HealthCheck? {
        guard unripe > 0 else { return nil }
        return HealthCheck(.maturity, .good, "\(unripe) units count later, when their windows are over.")
    }

    private static func interference(_ counts: ExposureCounts) -> HealthCheck? {
        guard !counts.overlaps.isEmpty else { return nil }
        let tests = counts.overlaps.compactMap { overlap in
            (try? ChiSquaredTest(table: overlap.table)).map { (overlap, $0.pValue) }
        }
        let shared = counts.overlaps.map { "\($0.experiment) (\($0.table.joined().reduce(0, +)) units)" }.joined(
            separator: ", ")
        if let worst = tests.min(by: { $0.1 < $1.1 }), worst.1 < shareLevel {
            return HealthCheck(
                .interference, .warning,
                "The arms go along with those of \(worst.0.experiment) (p \(ReportText.equation(worst.1))): effects of one may be those of the other. Put both into one namespace.",
                pValue: worst.1)
        }
        return HealthCheck(
            .interference, .good, "Units are shared with \(shared); the arms are independent.",
            pValue: tests.map(\.1).min())
    }

    private static func percent(_ share: Double) -> String { ReportText.percent(share) }
    private static func text(_ p: Double) -> String { ReportText.pValue(p) }
}
