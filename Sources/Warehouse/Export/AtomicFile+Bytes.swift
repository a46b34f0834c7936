package import Foundation
import Glibc

extension AtomicFile {
    /// Linux' O_TMPFILE, which its header keeps to itself.
    private static let nameless: Int32 = 0o20_000_000 | O_DIRECTORY

    /// Writes bytes so that the file is there wholly or not at all, and nothing is left behind where the program is killed.
    ///
    /// The bytes go to a file without a name, which gets its name when they are on disk. Only where a file of that name is replaced does a
    /// second name exist for a moment; it is always the same one, so that the next write takes it over.
    /// - Parameter replaces: whether a file of the name may be there already.
    /// - Throws: `CocoaError` as other writing does.
    package static func write(_ data: Data, to file: URL, replaces: Bool = true) throws {
        let folder = file.deletingLastPathComponent().path
        let descriptor = open(folder, nameless | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            // A file system without nameless files.
            guard [EOPNOTSUPP, EISDIR, EINVAL].contains(errno) else { throw failure(errno, file) }
            return try data.write(to: file, options: replaces ? .atomic : .withoutOverwriting)
        }
        defer { close(descriptor) }
        try fill(descriptor, data, file)
        let source = "/proc/self/fd/\(descriptor)"
        if linkat(AT_FDCWD, source, AT_FDCWD, file.path, AT_SYMLINK_FOLLOW) == 0 { return try sync(folder) }
        guard errno == EEXIST, replaces else { throw failure(errno, file) }
        let stand = file.deletingLastPathComponent().appending(path: ".\(file.lastPathComponent).next").path
        unlink(stand)
        guard linkat(AT_FDCWD, source, AT_FDCWD, stand, AT_SYMLINK_FOLLOW) == 0 else { throw failure(errno, file) }
        guard rename(stand, file.path) == 0 else {
            let number = errno
            unlink(stand)
            throw failure(number, file)
        }
        try sync(folder)
    }

    private static func fill(_ descriptor: Int32, _ data: Data, _ file: URL) throws {
        try data.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count, let start = bytes.baseAddress {
                let count = Glibc.write(descriptor, start + done, bytes.count - done)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw failure(errno, file) }
                done += count
            }
        }
        guard fsync(descriptor) == 0 else { throw failure(errno, file) }
    }

    /// A name is on disk when its folder is.
    private static func sync(_ folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        fsync(descriptor)
    }

    private static func failure(_ number: Int32, _ file: URL) -> any Error {
        let code: CocoaError.Code =
            switch number {
            case ENOSPC, EDQUOT: .fileWriteOutOfSpace
            case EACCES, EPERM: .fileWriteNoPermission
            case EROFS: .fileWriteVolumeReadOnly
            case EEXIST: .fileWriteFileExists
            case ENOENT, ENOTDIR: .fileNoSuchFile
            default: .fileWriteUnknown
            }
        return CocoaError(
            code,
            userInfo: [
                NSFilePathErrorKey: file.path, NSLocalizedDescriptionKey: String(cString: strerror(number)),
            ])
    }
}
