import Foundation
import Synchronization

/// A folder of a test's own, which goes when nobody holds it, and at the latest with the process.
final class TemporaryFolder: Sendable {
    let url: URL
    private static let alive = Mutex<Set<String>>([])
    private static let cleaning: Void = {
        atexit {
            for path in TemporaryFolder.alive.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
        }
    }()

    init(_ name: String) {
        url = FileManager.default.temporaryDirectory.appending(path: "segue-\(name)-\(UUID().uuidString.prefix(8))")
        let path = url.path
        Self.alive.withLock { _ = $0.insert(path) }
        Self.cleaning
    }

    deinit {
        let path = url.path
        try? FileManager.default.removeItem(atPath: path)
        Self.alive.withLock { _ = $0.remove(path) }
    }
}
