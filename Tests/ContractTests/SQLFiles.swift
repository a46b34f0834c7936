import Foundation

/// The SQL files of the package, so that a new one cannot be forgotten.
enum SQLFiles {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Paths such as `Insights/SQL/retention.sql`, without the overrides for one engine.
    static let all: Set<String> = {
        let sources = root.appending(path: "Sources")
        let files =
            FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL }
            ?? []
        return Set(
            files.filter { $0.pathExtension == "sql" && $0.lastPathComponent.split(separator: ".").count == 2 }
                .map { $0.standardizedFileURL.path.replacing(sources.standardizedFileURL.path + "/", with: "") })
    }()

    /// Those under a folder.
    static func inside(_ folder: String) -> Set<String> { all.filter { $0.hasPrefix(folder + "/") } }
}
