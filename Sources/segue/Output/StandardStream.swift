import Foundation
import Listening

/// Standard output or standard error.
struct StandardStream {
    private let descriptor: Int32

    static let output = StandardStream(descriptor: STDOUT_FILENO)
    static let error = StandardStream(descriptor: STDERR_FILENO)

    /// Why something could not be written.
    enum Failure: Error {
        /// The reader went away, as `head` does when it has seen enough.
        case closed
        /// The number of the system's error.
        case system(Int32)
    }

    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Writes a text wholly.
    func write(_ text: String) throws(Failure) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written >= 0 {
                bytes = bytes.dropFirst(written)
                continue
            }
            let number = errno
            switch number {
            case EINTR: continue
            case EAGAIN:
                // Somebody made the pipe one that does not wait.
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&waiting, 1, -1)
            case EPIPE: throw .closed
            default: throw .system(number)
            }
        }
    }

    /// Makes sure that the three standard streams are open, so that no file of the warehouse takes the place of one and is written into.
    static func occupyDescriptors() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
            // The wrong way round on purpose: what a closed stream is asked to do fails, and says so.
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }
}
