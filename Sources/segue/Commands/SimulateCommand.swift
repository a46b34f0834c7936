import ArgumentParser
import Foundation
import Listening
import Simulation
import Warehouse

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Simulate a music service whose truth is known.",
        discussion: """
            Listeners with tastes, tiers, zones and habits play, skip, leave and convert by a planted truth, which is written beside the data: \
            the skip probability of every play, the expected length of every session, and truth.json in the data directory. The same seed \
            gives the same service. `segue imports undo` takes it back.

            Example:
              segue simulate --plays 1e6 --days 180 --data ./simulated
            """)

    @OptionGroup(title: "Shared options") var global: GlobalOptions
    @OptionGroup var service: ServiceOptions

    func run() async throws {
        let request = try service.request
        try await Workspace.with(global, for: .writing) { workspace in
            let progress = Progress(global)
            let summary = try await progress.stage("simulate \(TextFormat.count(request.plays, "play"))") {
                try await Simulator(request).run(into: workspace.warehouse, at: Workspace.now)
            } done: {
                "\(TextFormat.count($0.listeners, "listener")), \(TextFormat.count($0.sessions, "session"))"
            }
            try Self.writeTruth(summary, to: workspace.places)
            if global.json { return try Console.output(encoding: summary) }
            try Console.output(
                """
                Import \(summary.importKey): \(TextFormat.count(summary.plays, "play")) of \(TextFormat.count(summary.listeners, "listener")) in \
                \(TextFormat.count(summary.sessions, "session")), \(summary.firstDay) to \(summary.lastDay).
                The planted truth is in \(workspace.places.truth.path).
                """)
        }
    }

    /// Writes the planted truth beside the warehouse, whole or not at all.
    static func writeTruth(_ summary: SimulationSummary, to places: DataDirectory) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try AtomicFile.write(encoder.encode(summary), to: places.truth)
        } catch {
            throw CommandError.file(
                "truth.json could not be written to \(places.url.path): \(error.localizedDescription)")
        }
    }
}

/// The size and seed of a simulated service.
struct ServiceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Plays to simulate, such as 100000 or 1e6. (default: 100000)", valueName: "number"),
        transform: Number.whole)
    var plays = 100_000

    @Option(
        help: ArgumentHelp("Listeners; a hundredth of the plays by default.", valueName: "number"),
        transform: Number.whole)
    var listeners: Int?

    @Option(
        help: ArgumentHelp(
            "Tracks in the catalogue; a hundredth of the plays by default, at least 240.", valueName: "number"),
        transform: Number.whole)
    var tracks: Int?

    @Option(help: ArgumentHelp("Days of history. (default: 90)", valueName: "number"), transform: Number.whole)
    var days = 90

    @Option(
        help: ArgumentHelp("The seed; the same seed gives the same service. (default: 1)", valueName: "number"),
        transform: Number.natural)
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("The last day, such as 2025-12-28.", valueName: "day"))
    var until: String?

    var request: SimulationRequest {
        get throws {
            let last = try until.map { text in
                guard let day = CalendarDay(text) else {
                    throw CommandError.usage("--until is \"\(text)\"; it takes a day such as 2025-12-28.")
                }
                return day
            }
            return try SimulationRequest(
                plays: plays, listeners: listeners, tracks: tracks, seed: seed, lastDay: last, days: days)
        }
    }
}
