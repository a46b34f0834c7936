import Foundation

/// A folder of a test's own, which goes when nobody holds it.
final class TemporaryFolder: Sendable {
    let url: URL

    init(_ name: String) { url = FileManager.default.temporaryDirectory.appending(path: "segue-\(name)-\(UUID().uuidString.prefix(8))") }

    deinit { try? FileManager.default.removeItem(at: url) }
}
