package import Foundation

/// Folders that hold somebody's listening, which are their owner's alone.
package enum PrivateFolder {
    /// Makes a folder, with those above it, that nobody but its owner can enter. One that is there already stays as it is.
    package static func make(_ folder: URL) throws {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
}
