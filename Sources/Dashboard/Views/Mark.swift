/// How something stands: told by a shape and a word as well as by a colour.
enum Mark: String, Sendable {
    /// A metric is shown to be better or worse, or neither.
    case better, worse, open
    /// A guardrail is shown to be within its margin, or not.
    case kept
    case notKept = "not-kept"
    /// How a check came out.
    case good, warning, failed
}
