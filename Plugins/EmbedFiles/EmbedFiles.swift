import Foundation
import PackagePlugin

/// Turns the text files of a target's `SQL`, `Templates` and `Assets` folders into Swift source, so that a moved binary still runs.
@main
struct EmbedFiles: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = target.directoryURL
        let files = ["SQL", "Templates", "Assets"]
            .map { root.appending(path: $0) }
            .flatMap(textFiles)
            .sorted { $0.path < $1.path }
        let script = context.package.directoryURL.appending(path: "Plugins/EmbedFiles/embed-files.sh")
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        return [
            .buildCommand(
                displayName: "Embedding \(files.count) files of \(target.name)",
                executable: URL(filePath: "/bin/sh"),
                arguments: [script.path, root.path, output.path] + files.map(\.path),
                inputFiles: [script] + files,
                outputFiles: [output]
            )
        ]
    }

    private func textFiles(in folder: URL) -> [URL] {
        let extensions: Set<String> = ["sql", "mustache", "html", "css", "js", "svg"]
        guard let walker = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else {
            return []
        }
        return walker.compactMap { $0 as? URL }.filter { extensions.contains($0.pathExtension) }
    }
}
