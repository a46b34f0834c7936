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
        subcommands: [
            Summary.self, Changes.self, Activity.self, Stickiness.self, Retention.self, RetentionCurve.self,
            Lifecycle.self, Funnel.self,
            Skips.self,
            Sessions.self, Genres.self, Tracks.self, Artists.self, Emerging.self, Freshness.self,
        ])

    /// How an answer is written.
    struct AnswerOptions: ParsableArguments {
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @OptionGroup(title: "Filters") var plays: FilterOptions

        @Flag(name: .long, help: "Write CSV.")
        var csv = false

        /// Asks a question and writes its answer.
        func answer(_ insight: String, _ parameters: [String: Value] = [:]) async throws {
            try await Workspace.with(global) { workspace in
                let desk = InsightService(workspace.warehouse)
                let filter = try await plays.filter(desk, quiet: global.quiet || global.json || csv)
                let answer = try await ask(desk, insight, filter, parameters)
                if global.json { return try Console.output(answer.json) }
                if csv { return try Console.output(data: answer.rows.csv) }
                try Console.output(AnswerPrinter(answer, width: Terminal.width).text)
            }
        }

        private func ask(
            _ desk: InsightService, _ insight: String, _ filter: InsightFilter, _ parameters: [String: Value]
        )
            async throws
            -> InsightAnswer
        {
            do {
                return try await desk.ask(insight, filter: filter, parameters)
            } catch let error as InsightError {
                throw error.naming(FilterOptions.option)
            }
        }
    }

    /// Refuses a word that is not one of those that a parameter takes.
    private static func check(_ option: String, _ typed: String, _ parameter: String, and more: [String] = []) throws {
        let known = (InsightParameters.choices[parameter] ?? []) + more
        guard known.contains(typed) else { throw CommandError.choice(option, typed, among: known) }
    }

    struct Summary: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the period at a glance, beside the one before.",
            discussion: "Example:\n  segue insights summary --from 2025-12-01 --to 2025-12-28")
        @OptionGroup var options: AnswerOptions
        func run() async throws { try await options.answer("summary") }
    }

    struct Changes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what changed against the period before, with standard errors by listener.",
            discussion: "Example:\n  segue insights changes --from 2025-12-01 --to 2025-12-28")
        @OptionGroup var options: AnswerOptions
        func run() async throws { try await options.answer("period_changes") }
    }

    struct Activity: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show active listeners, minutes and sessions by day.",
            discussion: "Example:\n  segue insights activity --from 2025-12-01 --csv")
        @OptionGroup var options: AnswerOptions
        func run() async throws { try await options.answer("activity") }
    }

    struct Stickiness: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show on how many of the last 28 days listeners are active.",
            discussion: "Example:\n  segue insights stickiness")
        @OptionGroup var options: AnswerOptions
        func run() async throws { try await options.answer("stickiness") }
    }

    struct Retention: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show retention by weekly or monthly cohort.",
            discussion: "Example:\n  segue insights retention --cohort month --periods 3")
        @OptionGroup var options: AnswerOptions
        @Option(
            help: ArgumentHelp("How listeners are grouped by their first day: week or month.", valueName: "week|month"))
        var cohort =
            "week"
        @Option(
            help: ArgumentHelp(
                "What counts: on (active in exactly period N), unbounded (in period N or later) or bracket (in calendar period N).",
                valueName: "kind")) var kind = "bracket"
        @Option(
            help: ArgumentHelp("The last period shown. (default: 12)", valueName: "number"), transform: Number.whole)
        var periods = 12

        func run() async throws {
            try InsightsCommand.check("--cohort", cohort, "cohort")
            try InsightsCommand.check("--kind", kind, "kind")
            try await options.answer(
                "retention", ["cohort": .text(cohort), "kind": .text(kind), "periods": .integer(Int64(periods))])
        }
    }

    struct RetentionCurve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the share of listeners who are active on day N or later, with its interval.",
            discussion: "Example:\n  segue insights retention-curve --days 28 --kind on")
        @OptionGroup var options: AnswerOptions
        @Option(help: ArgumentHelp("The last day shown. (default: 60)", valueName: "number"), transform: Number.whole)
        var days = 60
        @Option(
            help: ArgumentHelp(
                "What counts: unbounded (active on day N or later) or on (on exactly day N).", valueName: "kind"))
        var kind =
            "unbounded"

        func run() async throws {
            let known = InsightParameters.choices("kind", of: "retention_curve") ?? []
            guard known.contains(kind) else { throw CommandError.choice("--kind", kind, among: known) }
            try await options.answer("retention_curve", ["days": .integer(Int64(days)), "kind": .text(kind)])
        }
    }

    struct Lifecycle: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show new, returning, resurrected and dormant listeners by week.",
            discussion: "Example:\n  segue insights lifecycle")
        @OptionGroup var options: AnswerOptions
        func run() async throws { try await options.answer("lifecycle") }
    }

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
        @Option(
            help: ArgumentHelp("Custom: hours from the first step. (default: 168)", valueName: "hours"),
            transform: Number.whole)
        var windowHours = 168
        @Option(help: ArgumentHelp("Custom: ordered, strict or any.", valueName: "ordering")) var ordering = "ordered"
        @Option(
            help: ArgumentHelp("Playlist: the last track shown. (default: 10)", valueName: "number"),
            transform: Number.whole)
        var tracks = 10
        @Option(
            help: ArgumentHelp("Activation: days from the first play. (default: 14)", valueName: "days"),
            transform: Number.whole)
        var windowDays = 14

        func run() async throws {
            switch kind {
            case "playlist": try await options.answer("playlist_funnel", ["steps": .integer(Int64(tracks))])
            case "drop-off": try await options.answer("playlist_drop_off")
            case "activation":
                try await options.answer("activation_funnel", ["window_days": .integer(Int64(windowDays))])
            case "custom": try await custom()
            default:
                throw CommandError.choice(
                    "The kind of funnel", kind, among: ["playlist", "drop-off", "activation", "custom"])
            }
        }

        private func custom() async throws {
            let names = (steps ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            guard (2...6).contains(names.count) else {
                throw CommandError.usage("--steps takes two to six kinds of event, such as play,like,share.")
            }
            for name in names { try InsightsCommand.check("A step of --steps", name, "step") }
            try InsightsCommand.check("--ordering", ordering, "ordering")
            var parameters: [String: Value] = [
                "window_hours": .integer(Int64(windowHours)), "ordering": .text(ordering),
            ]
            for (index, name) in names.enumerated() { parameters["step_\(index + 1)"] = .text(name) }
            try await options.answer("custom_funnel", parameters)
        }
    }

    struct Skips: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show skip rates by genre, hour, device, energy level, tier, context and more.",
            discussion: "Example:\n  segue insights skips --by hour")
        @OptionGroup var options: AnswerOptions
        @Option(
            help: ArgumentHelp(
                "genre, hour, weekday, device, energy, tier, context, platform, country, reason_start, position; or kinds, moments.",
                valueName: "dimension")) var by = "genre"

        func run() async throws {
            try InsightsCommand.check("--by", by, "dimension", and: ["kinds", "moments"])
            switch by {
            case "kinds": try await options.answer("skip_kinds")
            case "moments": try await options.answer("skip_moments")
            default: try await options.answer("skip_rates", ["dimension": .text(by)])
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

    struct Genres: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how the shares of genres move, week by week.",
            discussion: "Example:\n  segue insights genres --limit 5")
        @OptionGroup var options: AnswerOptions
        @Option(
            help: ArgumentHelp("Genres that are shown by themselves. (default: 8)", valueName: "number"),
            transform: Number.whole)
        var limit = 8
        func run() async throws { try await options.answer("genre_trend", ["limit": .integer(Int64(limit))]) }
    }

    struct Tracks: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the most played tracks.",
            discussion: "Example:\n  segue insights tracks --limit 10 --country DK")
        @OptionGroup var options: AnswerOptions
        @Option(help: ArgumentHelp("How many are shown. (default: 20)", valueName: "number"), transform: Number.whole)
        var limit = 20
        func run() async throws { try await options.answer("top_tracks", ["limit": .integer(Int64(limit))]) }
    }

    struct Artists: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the most played artists.", discussion: "Example:\n  segue insights artists --limit 10")
        @OptionGroup var options: AnswerOptions
        @Option(help: ArgumentHelp("How many are shown. (default: 20)", valueName: "number"), transform: Number.whole)
        var limit = 20
        func run() async throws { try await options.answer("top_artists", ["limit": .integer(Int64(limit))]) }
    }

    struct Emerging: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show artists whose share of listening is growing.",
            discussion: "Example:\n  segue insights emerging --recent-days 7"
        )
        @OptionGroup var options: AnswerOptions
        @Option(
            help: ArgumentHelp("Days of the recent period. (default: 14)", valueName: "days"), transform: Number.whole)
        var recentDays =
            14
        @Option(
            help: ArgumentHelp("Days of the period it is compared with. (default: 42)", valueName: "days"),
            transform: Number.whole)
        var baseDays = 42
        @Option(help: ArgumentHelp("Largest probability by chance that is shown; 1 shows all.", valueName: "share"))
        var maxPValue = 0.05
        @Option(help: ArgumentHelp("How many are shown. (default: 20)", valueName: "number"), transform: Number.whole)
        var limit = 20

        func run() async throws {
            try await options.answer(
                "emerging_artists",
                [
                    "recent_days": .integer(Int64(recentDays)), "base_days": .integer(Int64(baseDays)),
                    "limit": .integer(Int64(limit)),
                    "max_p_value": .double(maxPValue),
                ])
        }
    }

    struct Freshness: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how much data there is, and how fresh it is.",
            discussion: "Example:\n  segue insights freshness")
        @OptionGroup var options: AnswerOptions
        func run() async throws { try await options.answer("freshness") }
    }
}
