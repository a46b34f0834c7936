/// What stands where there is nothing to show: why, and the command that changes it.
struct EmptyState: TemplateView {
    let words: String
    var command: String?

    var fields: [String: Any] { named(["words": words, "command": command]) }
}
