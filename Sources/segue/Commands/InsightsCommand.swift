import Foundation
import ArgumentParser
import Insights
import Warehouse

struct InsightsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "insights",
        abstract: "Product analytics: who listens, who stays, who skips what.",
        discussion: "Each answers with a table, with --json (definition, parameters and units included) or --csv.",
        subcommands: [
            Summary.self, Activity.self, Stickiness.self, Retention.self, RetentionCurve.self, Lifecycle.self, Funnel.self, Skips.self,
            Sessions.self, Genres.self, Tracks.self, Artists.self, Emerging.self, Freshness.self,
        ])

    /// How an answer is written.
    struct AnswerOptions: ParsableArguments {
        @OptionGroup var global: GlobalOptions
        @OptionGroup var plays: FilterOptions

        @Flag(name: .long, help: "Write CSV.")
        var csv = false

        /// Asks a question and writes its answer.
        func answer(_ insight: String, _ parameters: [String: Value] = [:]) async throws {
            let filter = try plays.filter
            try await Workspace.with(global) { workspace in
                let answer = try await InsightDesk(workspace.warehouse).ask(insight, filter: filter, parameters)
                if global.json { return Console.output(answer.json) }
                if csv { return Console.output(answer.rows.csv) }
                Console.output(
                    "\(answer.insight.title)\n\n\(TextTable(answer.rows, units: answer.insight.units).rendered())\n\n\(answer.insight.definition)")
            }
        }
    }

    struct Summary: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The period at a glance, beside the one before.")
        @OptionGroup var options: AnswerOptions
        func run() async throws { try await options.answer("summary") }
    }

    struct Activity: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "DAU, WAU, MAU, stickiness, minutes and sessions by day.")
        @OptionGroup var options: AnswerOptions
        func run() async throws { try await options.answer("activity") }
    }

    struct Stickiness: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "On how many of the last 28 days listeners are active.")
        @OptionGroup var options: AnswerOptions
        func run() async throws { try await options.answer("stickiness") }
    }

    struct Retention: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Retention by weekly or monthly cohort.")
        @OptionGroup var options: AnswerOptions
        @Option(help: "week or month.") var cohort = "week"
        @Option(help: "on (exactly period N), unbounded (period N or later) or bracket (calendar period N).") var kind = "bracket"
        @Option(help: "The last period shown.") var periods = 12
        func run() async throws {
            try await options.answer("retention", ["cohort": .text(cohort), "kind": .text(kind), "periods": .integer(Int64(periods))])
        }
    }

    struct RetentionCurve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The share of listeners who play on day N, with its interval.")
        @OptionGroup var options: AnswerOptions
        @Option(help: "The last day shown.") var days = 60
        func run() async throws { try await options.answer("retention_curve", ["days": .integer(Int64(days))]) }
    }

    struct Lifecycle: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "New, returning, resurrected and dormant listeners by week.")
        @OptionGroup var options: AnswerOptions
        func run() async throws { try await options.answer("lifecycle") }
    }

    struct Funnel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Funnels: playlist completion, activation, or your own steps.",
            discussion: "Your own: segue insights funnel custom --steps play,like,share --window-hours 72 --ordering ordered")
        @OptionGroup var options: AnswerOptions
        @Argument(help: "playlist, drop-off, activation or custom.") var kind = "playlist"
        @Option(help: "Custom: two to six kinds of event, separated by commas.") var steps: String?
        @Option(help: "Custom: hours from the first step.") var windowHours = 168
        @Option(help: "Custom: ordered, strict or any.") var ordering = "ordered"
        @Option(help: "Playlist: the last track shown.") var tracks = 10
        @Option(help: "Activation: days from the first play.") var windowDays = 14

        func run() async throws {
            switch kind {
            case "playlist": try await options.answer("playlist_funnel", ["steps": .integer(Int64(tracks))])
            case "drop-off": try await options.answer("playlist_drop_off")
            case "activation": try await options.answer("activation_funnel", ["window_days": .integer(Int64(windowDays))])
            case "custom": try await custom()
            default: throw CommandError.usage("There is no funnel \"\(kind)\"; it is playlist, drop-off, activation or custom.")
            }
        }

        private func custom() async throws {
            let names = (steps ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            guard (2...6).contains(names.count) else { throw CommandError.usage("--steps takes two to six kinds of event, such as play,like,share.") }
            var parameters: [String: Value] = ["window_hours": .integer(Int64(windowHours)), "ordering": .text(ordering)]
            for (index, name) in names.enumerated() { parameters["step_\(index + 1)"] = .text(name) }
            try await options.answer("custom_funnel", parameters)
        }
    }

    struct Skips: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Skip rates by genre, hour, device, energy level, tier, context and more.")
        @OptionGroup var options: AnswerOptions
        @Option(help: "genre, hour, weekday, device, energy, tier, context, platform, country, reason_start, position; or kinds, moments.")
        var by = "genre"
        func run() async throws {
            switch by {
            case "kinds": try await options.answer("skip_kinds")
            case "moments": try await options.answer("skip_moments")
            default: try await options.answer("skip_rates", ["dimension": .text(by)])
            }
        }
    }

    struct Sessions: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Sessions by day, or how long they last.")
        @OptionGroup var options: AnswerOptions
        @Flag(name: .long, help: "Show how long sessions last instead.") var lengths = false
        func run() async throws { try await options.answer(lengths ? "session_lengths" : "sessions_daily") }
    }

    struct Genres: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "How the genres' shares of listening move, week by week.")
        @OptionGroup var options: AnswerOptions
        @Option(help: "Genres that stand for themselves.") var limit = 8
        func run() async throws { try await options.answer("genre_trend", ["limit": .integer(Int64(limit))]) }
    }

    struct Tracks: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The most played tracks.")
        @OptionGroup var options: AnswerOptions
        @Option(help: "How many.") var limit = 20
        func run() async throws { try await options.answer("top_tracks", ["limit": .integer(Int64(limit))]) }
    }

    struct Artists: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The most played artists.")
        @OptionGroup var options: AnswerOptions
        @Option(help: "How many.") var limit = 20
        func run() async throws { try await options.answer("top_artists", ["limit": .integer(Int64(limit))]) }
    }

    struct Emerging: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Artists whose share of listening is growing.")
        @OptionGroup var options: AnswerOptions
        @Option(help: "Days of the recent period.") var recentDays = 14
        @Option(help: "Days of the period it is compared with.") var baseDays = 42
        @Option(help: "How many.") var limit = 20
        func run() async throws {
            try await options.answer(
                "emerging_artists",
                ["recent_days": .integer(Int64(recentDays)), "base_days": .integer(Int64(baseDays)), "limit": .integer(Int64(limit))])
        }
    }

    struct Freshness: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "How much data there is, and how fresh it is.")
        @OptionGroup var options: AnswerOptions
        func run() async throws { try await options.answer("freshness") }
    }
}
