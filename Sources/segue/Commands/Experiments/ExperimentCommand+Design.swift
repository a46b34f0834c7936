import ArgumentParser
import ExperimentService
import Experimentation
import Foundation
import Ingestion
import Listening
import Warehouse

extension ExperimentCommand {
    struct Design: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Design an experiment from history, and keep it as a draft.",
            discussion: """
                Baselines and variances are measured on the days before --as-of; from them follow units, days, and the effects that can be found \
                when. A plan with exposures of its own is measured on those. A draft can be designed again at any time. `segue experiment size` does \
                without history.

                Example:
                  segue experiment design fewer-skips --primary skip_rate=3% --guardrail retention_7=5%
                """)

        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @OptionGroup var plan: PlanOptions
        @Argument(help: "The experiment's key: letters, digits, - and _.") var key: String
        @Option(
            help: ArgumentHelp("Days of history to measure baselines on. (default: 28)", valueName: "days"),
            transform: Number.whole)
        var historyDays = 28
        @Option(help: ArgumentHelp("Use only what happened before this moment.", valueName: "moment")) var asOf: String?
        @Flag(help: "Only show the design, keep nothing.") var dryRun = false

        func run() async throws {
            let asOf = try ExperimentCommand.moment(asOf, "--as-of")
            guard (1...3650).contains(historyDays) else {
                throw CommandError.usage("--history-days is \(historyDays); it takes 1 to 3,650.")
            }
            let registry = try ExperimentCommand.registry(global, makes: true)
            let earlier = registry.has(key) ? try registry.find(key) : nil
            if let earlier, earlier.state != .draft, !dryRun {
                throw CommandError.usage(
                    "\(key) is \(earlier.state.rawValue), so that it is designed already. `segue experiment amend` changes its plan, with a reason."
                )
            }
            let wanted = try plan.plan(key, from: earlier?.plan)
            try await Workspace.with(global, for: dryRun ? .existing : .writing) { workspace in
                let desk = try ExperimentCommand.desk(workspace, global)
                let progress = Progress(global)
                let history = try await progress.stage("measure baselines") {
                    try await desk.history(wanted, days: historyDays, asOf: asOf, now: Workspace.now)
                }
                let board = try await progress.stage("design") { try ExperimentDesignSummary(wanted, history: history) }
                if !dryRun {
                    var record = earlier ?? ExperimentRecord(plan: board.plan)
                    record.plan = board.plan
                    record.note("designed", "\(board.design.units) units", Workspace.now)
                    _ = try registry.save(record)
                }
                if global.json { return try Console.output(encoding: board) }
                try Console.output(DesignPrinter(board, desk.catalogue, isKept: !dryRun).text)
            }
        }
    }
}

/// A plan in options, or in a file.
struct PlanOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A plan in YAML or JSON; options go before what it says.", valueName: "file")) var plan:
        String?
    @Option(help: ArgumentHelp("The hypothesis, in a sentence that can turn out to be wrong.", valueName: "sentence"))
    var hypothesis: String?
    @Option(
        name: .customLong("arm"),
        help: ArgumentHelp("An arm with its weight, the control first; may be repeated.", valueName: "key=weight")
    )
    var arms: [String] = []
    @Option(
        help: ArgumentHelp(
            "A metric that decides, with the smallest change worth finding; may be repeated.", valueName: "metric=3%"))
    var primary: [String] = []
    @Option(help: ArgumentHelp("A metric worth knowing; may be repeated.", valueName: "metric")) var secondary:
        [String] = []
    @Option(
        help: ArgumentHelp(
            "A metric that must not get worse by more than a margin; may be repeated.", valueName: "metric=2%"))
    var guardrail: [String] = []
    @OptionGroup var looks: MonitoringOptions
    @Option(help: ArgumentHelp("The significance level, such as 0.05.", valueName: "share"), transform: Number.decimal)
    var alpha: Double?
    @Option(
        help: ArgumentHelp("The power: the chance to find the effects if they exist.", valueName: "share"),
        transform: Number.decimal)
    var power: Double?
    @Option(
        help: ArgumentHelp("Days after exposure in which outcomes count.", valueName: "days"), transform: Number.whole)
    var windowDays: Int?
    @Option(
        help: ArgumentHelp("Days before exposure from which covariates are taken.", valueName: "days"),
        transform: Number.whole)
    var covariateDays: Int?
    @Option(
        help: ArgumentHelp(
            "Break results down by these, with commas between: country, tier, age_group, tenure, activity.",
            valueName: "names"))
    var dimensions: String?
    @Option(help: ArgumentHelp("Weigh the arms alike by this dimension.", valueName: "dimension")) var poststratify:
        String?
    @Option(
        help: ArgumentHelp("The share of eligible listeners that take part.", valueName: "share"),
        transform: Number.decimal)
    var coverage: Double?
    @Option(
        help: ArgumentHelp("Cap a metric's values at a quantile from the top; may be repeated.", valueName: "metric=1%")
    )
    var winsorise: [String] = []

    /// The plan that the options make of a file, or of what was there before.
    func plan(_ key: String, from earlier: ExperimentPlan?) throws -> ExperimentPlan {
        var result: ExperimentPlan
        if let plan {
            result = try Self.read(plan)
            guard result.key == key else {
                throw CommandError.usage("\(plan) is the plan of \(result.key), not of \(key).")
            }
        } else {
            result = earlier ?? ExperimentPlan(key: key, metrics: [])
        }
        if let hypothesis { result.hypothesis = hypothesis }
        if !arms.isEmpty { result.arms = try arms.map(Self.arm) }
        let given =
            try primary.map { try Self.metric($0, .primary) } + secondary.map { try Self.metric($0, .secondary) }
            + guardrail.map { try Self.metric($0, .guardrail) }
        if !given.isEmpty { result.metrics = given }
        for text in winsorise {
            let (name, share) = try Self.pair(text, "--winsorise")
            guard let share, let place = result.metrics.firstIndex(where: { $0.metric == name }) else {
                throw CommandError.usage(
                    "--winsorise \(text): it takes a metric of the plan and a share, such as minutes=1%.")
            }
            let old = result.metrics[place]
            result.metrics[place] = PlannedMetric(
                old.metric, role: old.role, minimumEffect: old.minimumEffect, margin: old.margin, winsorised: share,
                adjusted: old.adjusted)
        }
        if let dimensions { result.dimensions = dimensions.split(separator: ",").map(String.init) }
        result.monitoring = try looks.monitoring(result.monitoring)
        result.significance = alpha ?? result.significance
        result.power = power ?? result.power
        result.windowDays = windowDays ?? result.windowDays
        result.covariateDays = covariateDays ?? result.covariateDays
        result.poststratifiedBy = poststratify ?? result.poststratifiedBy
        result.assignment.coverage = coverage ?? result.assignment.coverage
        do {
            try result.check()
        } catch {
            throw naming(error)
        }
        return result
    }

    /// An error of a plan as it reads to somebody who gave the field as an option.
    private func naming(_ error: ExperimentationError) -> any Error {
        let options: [(field: String, option: String, isGiven: Bool)] = [
            ("significance", "--alpha", alpha != nil), ("power", "--power", power != nil),
            ("monitoring.looks", "--looks", looks.looks != nil),
            ("window_days", "--window-days", windowDays != nil),
            ("covariate_days", "--covariate-days", covariateDays != nil),
            ("assignment.coverage", "--coverage", coverage != nil),
            ("poststratified_by", "--poststratify", poststratify != nil),
            ("dimensions", "--dimensions", dimensions != nil), ("arms", "--arm", !arms.isEmpty),
            ("hypothesis", "--hypothesis", hypothesis != nil),
        ]
        for (field, option, isGiven) in options where isGiven && error.message.hasPrefix(field + ": ") {
            let rest = error.message.dropFirst(field.count + 2)
            let message = rest.hasPrefix("it is ") ? "\(option) is \(rest.dropFirst(6))" : "\(option): \(rest)"
            return CommandError(code: error.code, message: message, fault: error.fault)
        }
        return error
    }

    static func read(_ path: String) throws -> ExperimentPlan {
        do {
            return try BoundedYAML.decode(ExperimentPlan.self, from: try BoundedYAML.text(of: URL(filePath: path).path))
        } catch let refusal as BoundedYAML.Refusal {
            throw CommandError.usage("The plan \(path) \(refusal.words)")
        } catch let error as DecodingError {
            throw CommandError.usage("The plan \(path) makes no sense: \(Self.explain(error))")
        } catch {
            throw CommandError.usage("The plan \(path) is no YAML: \(error)")
        }
    }

    private static func explain(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            return "\(([place(context)].filter { !$0.isEmpty } + [key.stringValue]).joined(separator: ".")) is missing."
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            return "\(place(context)): \(context.debugDescription)."
        @unknown default: return "\(error)"
        }
    }

    static func arm(_ text: String) throws -> Arm {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard let key = parts.first, let weight = parts.count == 1 ? 1 : Double(decimal: parts[1]) else {
            throw CommandError.usage("--arm \(text): it takes a name and a weight, such as control=50.")
        }
        return Arm(String(key), weight: weight)
    }

    private static func metric(_ text: String, _ role: PlannedMetric.Role) throws -> PlannedMetric {
        let (name, share) = try pair(text, "--\(role.rawValue)")
        return PlannedMetric(
            name, role: role, minimumEffect: role == .guardrail ? nil : share.map(\.magnitude),
            margin: role == .guardrail ? share : nil)
    }

    /// `name=3%`, `name=0.03` or `name`.
    private static func pair(_ text: String, _ option: String) throws -> (String, Double?) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard let name = parts.first else { throw CommandError.usage("\(option) takes the name of a metric.") }
        guard parts.count == 2 else { return (name, nil) }
        guard let number = number(parts[1]) else {
            throw CommandError.usage("\(option) is \"\(text)\", and \(parts[1]) is not a share such as 3% or 0.03.")
        }
        return (name, number)
    }

    /// `3%` or `0.03`.
    static func share(_ text: String, _ option: String) throws -> Double {
        guard let share = number(text), share.isFinite else {
            throw CommandError.usage("\(option) is \"\(text)\"; it takes a share such as 3% or 0.03.")
        }
        return share
    }

    private static func number(_ text: String) -> Double? {
        text.hasSuffix("%") ? Double(decimal: text.dropLast()).map { $0 / 100 } : Double(decimal: text)
    }
}
