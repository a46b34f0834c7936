import ArgumentParser
import SparkWarehouse
import Warehouse

/// The command line: the only place where configuration is read and things are wired.
struct Segue: AsyncParsableCommand {
    /// The version of this program.
    static let release = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "segue",
        abstract: "Turns music listening into product decisions.",
        discussion: """
            Start with `segue run`: it simulates a service (or takes your own history with --history), builds features, trains the skip and \
            session-length models, answers the product questions, and opens the dashboard on http://127.0.0.1:8000.

            Everything is kept in one data directory. Results go to standard output, as one JSON document with --json; progress and errors go to \
            standard error. Exit codes: 0 done, 1 failed, 2 usage, 3 bad input data, 4 data directory in use.

            Example:
              segue run --history my_spotify_data.zip --zone Europe/Copenhagen
            """,
        version: "\(release) (DuckDB \(DuckDBWarehouse.engineVersion), \(Engine.sparkSupport))",
        subcommands: [
            RunCommand.self, SimulateCommand.self, ImportCommand.self, ImportsCommand.self, FeaturesCommand.self,
            TrainCommand.self,
            ScoreCommand.self,
            ModelsCommand.self, InsightsCommand.self, ExperimentCommand.self, ServeCommand.self, SQLCommand.self,
            ExportCommand.self,
            DoctorCommand.self,
        ]
    )
}
