package import Listening

/// An error that knows how a client should see it: title, detail and remedy apart, and the status where its kind does not say it.
package protocol TitledError: ExplainedError {
    /// What went wrong, in one line.
    var title: String { get }
    var detail: String { get }
    /// What the client can do about it.
    var remedy: String { get }
    /// The HTTP status; nil for that of the kind of error.
    var status: Int? { get }
}

extension TitledError {
    package var message: String { "\(title). \(detail) \(remedy)" }
    package var status: Int? { nil }
}
