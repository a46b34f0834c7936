import ArgumentParser
import Foundation
import Insights
import Warehouse

struct InsightsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "insights",
        abstract: "Product analytics: who listens, who stays, who skips what.",
        discussion: """
            Each answer is a table with its definition; --json adds parameters and units, --csv is for other programs.

            Example:
              segue insights retention --cohort month --tier premium
            """,
        subcommands: commands)

    /// How an answer is written.
    struct AnswerOptions: ParsableArguments {
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @OptionGroup(title: "Filters") var plays: FilterOptions

        @Flag(name: .long, help: "Write CSV.")
        var csv = false

        /// Asks a question and writes its answer.
        func answer(_ insight: String, _ parameters: [String: Value] = [:]) async throws {
            let options = try InsightOptions(insight)
            try options.check(parameters)
            try await Workspace.with(global) { workspace in
                let service = InsightService(workspace.warehouse)
                let filter = try await plays.filter(service, quiet: global.quiet || global.json || csv)
                let answer = try await ask(service, insight, filter, parameters, options)
                if global.json { return try Console.output(answer.json) }
                if csv { return try Console.output(data: answer.rows.csv) }
                try Console.output(AnswerPrinter(answer, width: Terminal.width).text)
            }
        }

        private func ask(
            _ service: InsightService, _ insight: String, _ filter: InsightFilter, _ parameters: [String: Value],
            _ options: InsightOptions
        ) async throws -> InsightAnswer {
            do {
                return try await service.ask(insight, filter: filter, parameters)
            } catch let error as InsightError {
                throw error.naming(options.name)
            }
        }
    }
}

// The subcommands are made from the headers of the insights, but for these, which choose among several insights.
extension InsightsCommand {
    struct Funnel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a funnel: playlist completion, activation, or your own steps.",
            discussion: """
                Examples:
                  segue insights funnel drop-off
                  segue insights funnel custom --steps play,like,share --window-hours 72
                """)
        @OptionGroup var options: AnswerOptions
        @Argument(help: "playlist, drop-off, activation or custom.") var kind = "playlist"
        @Option(help: ArgumentHelp("Custom: two to six kinds of event, separated by commas.", valueName: "events"))
        var steps: String?
        @OptionGroup var custom: CustomFunnelOptions
        @OptionGroup var playlist: PlaylistFunnelOptions
        @OptionGroup var activation: ActivationFunnelOptions

        func run() async throws {
            switch kind {
            case "playlist": try await options.answer("playlist_funnel", playlist.values)
            case "drop-off": try await options.answer("playlist_drop_off")
            case "activation": try await options.answer("activation_funnel", activation.values)
            case "custom": try await options.answer("custom_funnel", custom.values.merging(try typedSteps()) { $1 })
            default:
                throw CommandError.choice(
                    "The kind of funnel", kind, among: ["playlist", "drop-off", "activation", "custom"])
            }
        }

        private func typedSteps() throws -> [String: Value] {
            let names = (steps ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            guard (2...6).contains(names.count) else {
                throw CommandError.usage("--steps takes two to six kinds of event, such as play,like,share.")
            }
            let known = try InsightOptions("custom_funnel").choices("step_1")
            var values: [String: Value] = [:]
            for (index, name) in names.enumerated() {
                guard known.contains(name) else { throw CommandError.choice("A step of --steps", name, among: known) }
                values["step_\(index + 1)"] = .text(name)
            }
            return values
        }
    }

    struct Skips: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show skip rates by genre, hour, device, energy level, tier, context and more.",
            discussion: "Example:\n  segue insights skips --by hour")
        @OptionGroup var options: AnswerOptions
        @OptionGroup var rates: SkipRatesOptions

        func run() async throws {
            let known = try InsightOptions("skip_rates").choices("dimension") + ["kinds", "moments"]
            switch rates.by {
            case "kinds": try await options.answer("skip_kinds")
            case "moments": try await options.answer("skip_moments")
            case let by where known.contains(by): try await options.answer("skip_rates", rates.values)
            default: throw CommandError.choice("--by", rates.by, among: known)
            }
        }
    }

    struct Sessions: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show sessions by day, or how long they last.",
            discussion: "Example:\n  segue insights sessions --lengths")
        @OptionGroup var options: AnswerOptions
        @Flag(name: .long, help: "Show how long sessions last instead.") var lengths = false
        func run() async throws { try await options.answer(lengths ? "session_lengths" : "sessions_daily") }
    }
}
