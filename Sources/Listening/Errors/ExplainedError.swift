/// An error that can be shown to a person as it is: it says what went wrong and how that may be remedied.
///
/// Each module has one error type of its own that conforms. The command line turns ``fault`` into an exit code and the server turns it
/// into a status; both print ``code`` and ``message``. Bound values and secrets never appear in either.
public protocol ExplainedError: Error, CustomStringConvertible {
    /// A stable identifier such as `warehouse.in-use`.
    var code: String { get }
    /// What went wrong, where, and what can be done about it.
    var message: String { get }
    /// Whose move it is.
    var fault: ErrorCategory { get }
}

extension ExplainedError {
    /// The message with its code in brackets.
    public var description: String { "\(message) [\(code)]" }
}

/// Who or what has to change so that the call can succeed.
public enum ErrorCategory: String, Sendable, Hashable, CaseIterable {
    /// The call itself: an argument or option that makes no sense.
    case usage
    /// The data that was handed in.
    case input
    /// The data directory is owned by another process.
    case inUse
    /// What was asked for does not exist (yet).
    case absent
    /// The machine or the program: disk, permissions, a broken file, a bug.
    case system
}
