import Foundation

/// Reads a file, or standard input where the path is `-`.
///
/// Named pipes, sockets and devices are refused, since a read from one may never end; what a shell hands over as `<(…)` is read.
package struct FileSource: ByteSource {
    package let name: String
    private let file: OpenFile

    package init(path: String) throws {
        if path == "-" {
            name = "standard input"
            file = OpenFile(descriptor: dup(STDIN_FILENO))
            return
        }
        name = path
        // Opening a named pipe waits for its writer, unless it is opened like this.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT
                ? TextFileError.missing(path) : TextFileError.unreadable(path, String(cString: strerror(errno)))
        }
        file = OpenFile(descriptor: descriptor)
        if let kind = Self.irregular(descriptor), !Self.isShellPipe(path) { throw TextFileError.notRegular(path, kind) }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    }

    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let base = buffer.baseAddress, !buffer.isEmpty else { return 0 }
        while true {
            let count = Foundation.read(file.descriptor, base, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw TextFileError.unreadable(name, String(cString: strerror(errno))) }
        }
    }

    /// The kind of a path that is not a regular file or folder; nil for those, and where there is nothing.
    package static func irregularKind(_ path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return kind(status.st_mode)
    }

    private static func irregular(_ descriptor: Int32) -> String? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR ? "folder" : kind(status.st_mode)
    }

    private static func kind(_ mode: mode_t) -> String? {
        switch mode & S_IFMT {
        case S_IFIFO: "named pipe"
        case S_IFSOCK: "socket"
        case S_IFCHR, S_IFBLK: "device"
        default: nil
        }
    }

    private static func isShellPipe(_ path: String) -> Bool {
        ["/dev/fd/", "/proc/self/fd/", "/dev/stdin"].contains { path.hasPrefix($0) }
    }
}

/// A file descriptor that is closed with its last owner.
private final class OpenFile {
    let descriptor: Int32
    init(descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }
}
