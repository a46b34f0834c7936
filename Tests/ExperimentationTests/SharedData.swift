import Foundation

/// Real data that tests read where it is there; see CONTRIBUTING.md.
enum SharedData {
    static func url(_ path: String) -> URL {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder =
            ProcessInfo.processInfo.environment["SEGUE_SHARED_DATA"].map { URL(fileURLWithPath: $0) }
            ?? root.deletingLastPathComponent().appending(path: "shared/data")
        return folder.appending(path: path)
    }

    static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: url(path).path) }
}
