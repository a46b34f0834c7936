import ArgumentParser
import Features
import Foundation
import Ingestion
import Insights
import Listening
import Prediction
import Simulation
import Warehouse

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Everything: data → warehouse → features → models → insights → dashboard.",
        discussion: """
            Without --history a service is simulated, unless the data directory has plays already. With --history your own Spotify export is \
            imported: files, folders or zips. Nothing leaves this machine.

            Examples:
              segue run
              segue run --history my_spotify_data.zip --zone Europe/Copenhagen --data ./segue-history
            """)

    @OptionGroup(title: "Shared options") var global: GlobalOptions
    @OptionGroup var service: ServiceOptions
    @OptionGroup var address: AddressOptions

    @Option(
        parsing: .upToNextOption, help: ArgumentHelp("Your Spotify history: files, folders or zips.", valueName: "path")
    )
    var history: [String] = []

    @Option(help: ArgumentHelp("Whose history it is.", valueName: "id"))
    var listener = "me"

    @Option(help: ArgumentHelp("The listener's zone, such as Europe/Copenhagen.", valueName: "zone"))
    var zone: String?

    @Flag(name: .long, help: "Do not open the dashboard.")
    var noServe = false

    func run() async throws {
        // Before the work, which may take minutes.
        if !noServe { try address.check() }
        let request = try service.request
        try await Workspace.with(global, for: .writing) { workspace in
            let progress = Progress(global, of: Pipeline.stageCount)
            let pipeline = Pipeline(workspace: workspace, progress: progress)
            try await pipeline.load(history: history, listener: listener, zone: zone, request: request)
            let outcome = try await pipeline.analyse()
            if global.json { try Console.output(outcome.json) } else { try Console.output(outcome.summary) }
            if !noServe { try await LocalServer(workspace: workspace, address: address, quiet: global.quiet).run() }
        }
    }
}
