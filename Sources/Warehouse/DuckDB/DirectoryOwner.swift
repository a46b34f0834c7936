import Foundation
import Synchronization

/// The lock by which one process owns a data directory. The lock file names its owner, so that a second process can say who that is.
///
/// The lock itself is the kernel's, on the open file: it goes when the process goes, however it ends. The file stays.
final class DirectoryOwner: Sendable {
    private let descriptor: Mutex<Int32>

    init(_ directory: URL) throws {
        let path = DataDirectory(directory).lock.path
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw WarehouseError.open(directory.path, String(cString: strerror(errno))) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let owner =
                (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
                ?? ""
            _ = Foundation.close(file)
            throw WarehouseError.inUse(directory: directory.path, owner: owner.isEmpty ? "another process" : owner)
        }
        let name = CommandLine.arguments.prefix(2).map { ($0 as NSString).lastPathComponent }.joined(separator: " ")
        let text = "process \(ProcessInfo.processInfo.processIdentifier) (\(name))\n"
        _ = ftruncate(file, 0)
        _ = text.withCString { Foundation.write(file, $0, strlen($0)) }
        descriptor = Mutex(file)
    }

    /// Gives the directory up. Harmless when repeated.
    func release() {
        descriptor.withLock { file in
            guard file >= 0 else { return }
            _ = ftruncate(file, 0)
            _ = Foundation.close(file)
            file = -1
        }
    }

    deinit { release() }
}
