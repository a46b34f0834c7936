/// Which rows of a listing are shown, and the addresses of those before and after.
struct RowsPager: Sendable {
    static let size = 50

    let page: Int
    private let request: PageRequest

    init(_ request: PageRequest) throws(DashboardError) {
        self.request = request
        page = try request.pageNumber
    }

    var offset: Int { (page - 1) * Self.size }

    /// "Rows 51 to 100 of 12,418".
    /// - Parameter total: how many there are in all, where that is known.
    func range(shown: Int, total: Int? = nil) -> String {
        guard shown > 0 else { return "No rows" }
        let span = "Rows \(Format.count(offset + 1)) to \(Format.count(offset + shown))"
        return total.map { "\(span) of \(Format.count($0))" } ?? span
    }

    var previousURL: String? { page > 1 ? url(page - 1) : nil }
    var nextURL: String { url(page + 1) }

    /// The same listing as CSV.
    var exportURL: String { Link.to(request.path + ".csv", others) }

    private func url(_ page: Int) -> String { Link.to(request.path, others + [("page", page > 1 ? "\(page)" : nil)]) }

    private var others: [(name: String, value: String?)] {
        request.query.items.filter { $0.name != "page" }.map { ($0.name, Optional($0.value)) }
    }
}
