import ArgumentParser
import ExperimentService
import Experimentation
import Formatting
import Foundation
import Listening
import Warehouse

extension ExperimentCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the experiments.", discussion: "Example:\n  segue experiment list --json")
        @OptionGroup(title: "Shared options") var global: GlobalOptions

        func run() throws {
            let inventory = try ExperimentCommand.registry(global).inventory(), records = inventory.records
            if global.json {
                try Console.output(encoding: ["experiments": records])
            } else if !records.isEmpty {
                try Console.output(Self.table(records))
            } else if inventory.damaged.isEmpty {
                try Console.output("There are no experiments yet. `segue experiment design` makes one.")
            }
            // The last word, and the exit code, are a failure's.
            guard let first = inventory.damaged.first?.error else { return }
            throw CommandError(
                code: first.code, message: inventory.damaged.map(\.error.message).joined(separator: " "),
                fault: first.fault)
        }

        private static func table(_ records: [ExperimentRecord]) -> TerminalText {
            TextTable(
                headings: ["experiment", "state", "arms", "primary metrics", "started", "units planned"],
                rows: records.map { record in
                    [
                        record.plan.key, record.state.rawValue, record.plan.arms.map(\.key).joined(separator: ", "),
                        record.plan.metrics(.primary).map(\.metric).joined(separator: ", "),
                        record.startedAt.map { String($0.prefix(10)) } ?? "–",
                        record.plan.plannedUnits.map { TextFormat.count($0) } ?? "–",
                    ]
                }, numeric: [false, false, false, false, false, true]
            ).rendered(width: Terminal.width)
        }
    }

    struct Draft: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep a plan as a draft without designing it.",
            discussion: """
                For experiments whose size is known already, or on whose metrics there is no history: the plan says planned_units itself.

                Example:
                  segue experiment draft fewer-skips --plan plan.yaml
                """)
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @OptionGroup var plan: PlanOptions
        @Argument(help: "The experiment's key: letters, digits, - and _.") var key: String

        func run() throws {
            let registry = try ExperimentCommand.registry(global, makes: true)
            guard !registry.has(key) else {
                throw CommandError.usage(
                    "There is an experiment \(key) already. `segue experiment amend` changes its plan.")
            }
            var record = ExperimentRecord(plan: try plan.plan(key, from: nil))
            try global.makeDirectory()
            record.note("drafted", plan.plan ?? "from options", Workspace.now)
            record = try registry.save(record)
            if global.json { return try Console.output(encoding: record) }
            try Console.output("Kept as a draft. Start it with `segue experiment start \(key)`.")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show an experiment: its plan, its state, and its history.",
            discussion: "Example:\n  segue experiment show fewer-skips")
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Argument(help: "The experiment's key.") var key: String

        func run() throws {
            let record = try ExperimentCommand.registry(global).find(key)
            if global.json { return try Console.output(encoding: record) }
            let plan = record.plan
            var lines: [TerminalText] = ["\(plan.key) is \(record.state.rawValue)."]
            if !plan.hypothesis.isEmpty { lines.append("Hypothesis: \(plan.hypothesis)") }
            lines.append(
                "Arms: \(plan.arms.map { "\($0.key) (\(TextNumber.short($0.weight)))" }.joined(separator: ", ")), the first is the control."
            )
            for metric in plan.metrics {
                let stake =
                    metric.role == .guardrail
                    ? ", margin \(TextFormat.percent(metric.margin ?? PlannedMetric.defaultMargin))"
                    : metric.minimumEffect.map { ", to be found from \(TextFormat.percent($0)) on" } ?? ""
                lines.append("  \(metric.role.rawValue): \(metric.metric)\(stake)")
            }
            lines.append("Looked at: \(plan.monitoring.name). Window: \(plan.windowDays) days after exposure.")
            if let units = plan.plannedUnits {
                lines.append(
                    "Planned: \(TextFormat.count(units, "unit"))\(plan.plannedDays.map { ", about \($0) days" } ?? "")."
                )
            }
            lines.append("Plan \(record.planDigest).")
            lines += record.history.map { "  \(Self.second($0.at))  \($0.what): \($0.note)" }
            try Console.output(lines.joined(separator: "\n"))
        }

        /// A moment to the second, such as 2026-01-31T18:00:00Z.
        private static func second(_ moment: String) -> String {
            moment.contains(".") ? moment.prefix { $0 != "." } + "Z" : moment
        }
    }

    struct Start: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Start an experiment: its plan is registered, and units are assigned.",
            discussion: "Example:\n  segue experiment start fewer-skips")
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Argument(help: "The experiment's key.") var key: String
        @Option(help: ArgumentHelp("When it starts. (default: now)", valueName: "moment")) var at: String?

        func run() throws {
            let registry = try ExperimentCommand.registry(global)
            var record = try registry.find(key)
            try record.start(at: try ExperimentCommand.moment(at, "--at") ?? Workspace.now, now: Workspace.now)
            record = try registry.save(record)
            if global.json { return try Console.output(encoding: record) }
            try Console.output(
                "\(key) runs since \(record.startedAt ?? ""). Its plan is registered as \(record.planDigest); changes from now on need a reason and show in every report."
            )
        }
    }

    struct Stop: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop assigning.",
            discussion: "Example:\n  segue experiment stop fewer-skips --reason \"an error in the player\"")
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Argument(help: "The experiment's key.") var key: String
        @Option(help: "Why.") var reason = ""
        @Option(help: ArgumentHelp("When it stopped. (default: now)", valueName: "moment")) var at: String?

        func run() throws {
            let registry = try ExperimentCommand.registry(global)
            var record = try registry.find(key)
            try record.stop(
                at: try ExperimentCommand.moment(at, "--at") ?? Workspace.now, reason: reason, now: Workspace.now)
            record = try registry.save(record)
            if global.json { return try Console.output(encoding: record) }
            try Console.output("\(key) was stopped. Nobody new gets an arm; analyses go on while windows are open.")
        }
    }

    struct Decide: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write down what was decided.",
            discussion: """
                `segue experiment analyze` says what the rule decides; this keeps what people decided.

                Example:
                  segue experiment decide fewer-skips ship --arm treatment --reason "fewer skips, no harm"
                """)
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Argument(help: "The experiment's key.") var key: String
        @Argument(help: "ship, stop or continue.") var action: String
        @Option(help: "The arm to ship.") var arm: String?
        @Option(help: "Why.") var reason = ""

        func run() throws {
            guard let action = Decision.Action(rawValue: action) else {
                throw CommandError.choice("The decision", self.action, among: ["ship", "stop", "continue"])
            }
            let registry = try ExperimentCommand.registry(global)
            var record = try registry.find(key)
            try record.decide(action, arm: arm, reason: reason, now: Workspace.now)
            record = try registry.save(record)
            if global.json { return try Console.output(encoding: record) }
            try Console.output("\(key): \(record.history.last?.note ?? "")")
        }
    }

    struct Amend: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change the plan of an experiment.",
            discussion: """
                A draft is changed freely. Once it has started a --reason is needed, and every report shows the change.

                Example:
                  segue experiment amend fewer-skips --power 0.9 --reason "more listeners than planned"
                """)
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @OptionGroup var plan: PlanOptions
        @Argument(help: "The experiment's key.") var key: String
        @Option(help: "Why.") var reason: String?

        func run() throws {
            let registry = try ExperimentCommand.registry(global)
            var record = try registry.find(key)
            let before = record
            try record.amend(try plan.plan(key, from: record.plan), reason: reason, now: Workspace.now)
            guard record != before else { return try Console.output("The plan of \(key) is that already.") }
            record = try registry.save(record)
            if global.json { return try Console.output(encoding: record) }
            try Console.output("\(key): \(record.history.last?.note ?? "")")
        }
    }

    struct Metrics: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the metrics that experiments can use.",
            discussion: """
                Metrics of your own are SQL files in the folder metrics of the data directory; docs/experiments.md has their form.

                Example:
                  segue experiment metrics --json
                """)
        @OptionGroup(title: "Shared options") var global: GlobalOptions

        func run() throws {
            // What is built in can be listed before there is anything else.
            if global.namesDirectory { _ = try global.existingDirectory() }
            let metrics = try MetricCatalogue(dialect: "duckdb", folder: global.places.metrics)
                .metrics.sorted {
                    $0.key < $1.key
                }
            if global.json { return try Console.output(encoding: ["metrics": metrics]) }
            try Console.output(
                TextTable(
                    headings: ["metric", "kind", "unit", "better", "what is counted"],
                    rows: metrics.map { [$0.key, $0.kind.description, $0.unit, $0.better.rawValue, $0.definition] },
                    numeric: [false, false, false, false, false]
                ).rendered(width: Terminal.width))
        }
    }
}

/// Numbers as plans write them.
enum TextNumber {
    static func short(_ number: Double) -> String {
        number == number.rounded() && number.magnitude < 1e9 ? "\(Int(saturating: number))" : "\(number)"
    }
}
