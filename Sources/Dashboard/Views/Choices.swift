/// A choice that is made by a link, such as the dimension of a chart.
struct Choices: TemplateView {
    struct Option: TemplateView {
        let label: String
        let url: String
        let isCurrent: Bool

        var fields: [String: Any] { named(["label": label, "url": url, "current": isCurrent]) }
    }

    let label: String
    let options: [Option]

    var fields: [String: Any] { named(["label": label, "options": options.fields]) }
}
