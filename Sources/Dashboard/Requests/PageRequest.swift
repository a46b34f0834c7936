import Server

/// What the address of a page asks for.
struct PageRequest: Sendable {
    let path: String
    let query: QueryItems

    subscript(_ name: String) -> String? { query[name] }

    /// A choice among a few words; the first where none was made.
    /// - Throws: ``DashboardError`` `dashboard.choice` where it is none of them.
    func choice(_ name: String, among choices: [String]) throws(DashboardError) -> String {
        guard let given = self[name] else { return choices.first ?? "" }
        guard choices.contains(given) else { throw .choice(name, choices) }
        return given
    }

    /// The number of a page of rows, from 1.
    /// - Throws: ``DashboardError`` `dashboard.page`.
    var pageNumber: Int {
        get throws(DashboardError) {
            guard let text = self["page"] else { return 1 }
            guard let number = Int(text), (1...10_000_000).contains(number) else { throw .page }
            return number
        }
    }

    /// The parameters that choose plays, as they were given. Links from page to page keep these, and no more.
    var givenFilter: [(name: String, value: String?)] {
        FilterParameter.allCases.map { ($0.rawValue, self[$0.rawValue]) }
    }

    /// A link to another page that keeps the filter.
    func link(_ path: String, _ more: [(name: String, value: String?)] = []) -> String {
        Link.to(path, givenFilter + more)
    }
}
