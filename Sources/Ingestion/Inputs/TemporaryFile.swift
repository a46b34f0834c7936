import Foundation
import TextFiles

/// A copy of a stream of bytes in a file that no other user can open and that is gone with its owner, whatever becomes of the program: its
/// name is removed before the first byte is written, and it is reached through its descriptor.
final class TemporaryFile {
    private let descriptor: Int32
    var path: String { "/proc/self/fd/\(descriptor)" }

    init(copyOf source: any ByteSource) throws {
        let template = FileManager.default.temporaryDirectory.appending(path: "segue-XXXXXX").path
        var name = Array(template.utf8CString)
        descriptor = mkstemp(&name)
        guard descriptor >= 0 else {
            throw IngestionError.unreadable(
                template, "a temporary file could not be made (\(String(cString: strerror(errno))))")
        }
        unlink(name)
        var source = source
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = try piece.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { return }
            var written = 0
            while written < count {
                let now = piece.withUnsafeBytes {
                    write(descriptor, $0.baseAddress?.advanced(by: written), count - written)
                }
                guard now > 0 || errno == EINTR else {
                    throw IngestionError.unreadable(
                        source.name, "the temporary copy could not be written (\(String(cString: strerror(errno))))")
                }
                written += max(0, now)
            }
        }
    }

    deinit { close(descriptor) }
}
