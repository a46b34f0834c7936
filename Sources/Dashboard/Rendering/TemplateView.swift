import Foundation

/// A part of a page that a template reads by the names of `Templates/README.md`.
protocol TemplateView: Sendable {
    var fields: [String: Any] { get }
}

extension TemplateView {
    /// Names and values for a template. A value that is nil becomes an explicit nothing: were its name left out, Mustache would look for it
    /// in the parts around this one, and a chart without a remark would show that of its page.
    func named(_ values: [String: Any?]) -> [String: Any] {
        values.mapValues { value in
            if let text = value as? String { return text.templateSafe }
            return value ?? NSNull()
        }
    }
}

extension Sequence where Element: TemplateView {
    var fields: [[String: Any]] { map(\.fields) }
}
