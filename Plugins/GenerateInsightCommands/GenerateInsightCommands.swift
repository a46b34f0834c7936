import Foundation
import PackagePlugin

/// Turns the headers of the insights' SQL files into the subcommands of `segue insights` and their options.
@main
struct GenerateInsightCommands: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let files = try FileManager.default.contentsOfDirectory(
            at: root.appending(path: "Sources/Insights/SQL"), includingPropertiesForKeys: nil
        )
        // Overrides for one engine, such as `retention.spark.sql`, repeat the header of the neutral file.
        .filter { $0.lastPathComponent.split(separator: ".").count == 2 && $0.pathExtension == "sql" }
        .sorted { $0.path < $1.path }
        let script = root.appending(path: "Plugins/GenerateInsightCommands/generate-insight-commands.sh")
        let output = context.pluginWorkDirectoryURL.appending(path: "InsightsCommand+Generated.swift")
        return [
            .buildCommand(
                displayName: "Generating the commands of \(files.count) insights",
                executable: URL(filePath: "/bin/sh"),
                arguments: [script.path, output.path] + files.map(\.path),
                inputFiles: [script] + files,
                outputFiles: [output]
            )
        ]
    }
}
