import Mustache

/// Turns pages into HTML by the templates that are embedded in this module.
struct PageRenderer: Sendable {
    private let library: MustacheLibrary

    /// - Throws: ``DashboardError`` `dashboard.templates` where a template is broken, which a build of the program would have to be.
    init(_ files: [String: String] = EmbeddedFiles.texts) throws(DashboardError) {
        var library = MustacheLibrary()
        for (path, text) in files where path.hasPrefix("Templates/") && path.hasSuffix(".mustache") {
            let name = path.dropFirst("Templates/".count).dropLast(".mustache".count)
            guard let template = try? MustacheTemplate(string: text) else { throw .templates }
            library.register(template, named: String(name))
        }
        guard Page.Template.allCases.allSatisfy({ library.getTemplate(named: $0.rawValue) != nil }) else {
            throw .templates
        }
        self.library = library
    }

    /// The HTML of a page, every value in it escaped.
    func html(_ page: Page) throws(DashboardError) -> String {
        guard let html = library.render(page.fields, withTemplate: page.template.rawValue) else { throw .templates }
        return html
    }
}
