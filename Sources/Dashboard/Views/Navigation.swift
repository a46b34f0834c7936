/// The pages that are always one step away.
struct Navigation: Sendable {
    struct Group: TemplateView {
        let name: String
        let items: [Item]

        var fields: [String: Any] { named(["group": name, "items": items.fields]) }
    }

    struct Item: TemplateView {
        /// The letter that leads here after `g`.
        let key: String
        let label: String
        let url: String
        let isCurrent: Bool

        var fields: [String: Any] { named(["key": key, "label": label, "url": url, "current": isCurrent]) }
    }

    let groups: [Group]

    /// - Parameters:
    ///   - current: the path of the page that is shown, or nil where it is none of these.
    ///   - link: writes the address of a path, with the filter where there is one.
    init(current: String?, link: (String) -> String) {
        func item(_ key: String, _ label: String, _ path: String) -> Item {
            Item(
                key: key, label: label, url: link(path),
                isCurrent: current.map { $0 == path || $0.hasPrefix(path + "/") } ?? false)
        }
        groups = [
            Group(
                name: "Listening",
                items: [
                    item("o", "Overview", "/overview"), item("r", "Retention", "/retention"),
                    item("s", "Skips", "/skips"),
                    item("f", "Funnels", "/funnels"),
                ]),
            Group(name: "Decisions", items: [item("e", "Experiments", "/experiments")]),
            Group(name: "Data & models", items: [item("m", "Models", "/models"), item("d", "Data", "/data")]),
        ]
    }
}
