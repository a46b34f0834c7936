import CRename
import Foundation

/// Puts one folder in the place of another in one step.
enum AtomicDirectorySwap {
    /// Moves `made` to `target`. A folder that stands there gives way: at no moment is there neither.
    static func put(_ made: URL, at target: URL) throws {
        guard FileManager.default.fileExists(atPath: target.path) else {
            return try FileManager.default.moveItem(at: made, to: target)
        }
        let failure = segue_exchange(made.path, target.path)
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }
        // What stood there stands now where the new one was.
        try FileManager.default.removeItem(at: made)
    }
}
