import Warehouse

/// The order of a listing: `sort=plays`, or `sort=-plays` from the largest down. Without it rows come as the question answers them.
struct RowsSort: Sendable {
    private let column: String?
    private let isDescending: Bool
    private let request: PageRequest

    /// - Throws: ``DashboardError`` `dashboard.choice` for an unknown column.
    init(_ request: PageRequest, columns: [String]) throws(DashboardError) {
        self.request = request
        guard let text = request["sort"] else {
            (column, isDescending) = (nil, false)
            return
        }
        let name = text.hasPrefix("-") ? String(text.dropFirst()) : text
        guard columns.contains(name) else { throw .choice("sort", columns) }
        (column, isDescending) = (name, text.hasPrefix("-"))
    }

    /// The places of the rows in this order. What is not known comes last; equals stay as they were.
    func order(_ rows: ColumnBatch) -> [Int] {
        let all = Array(0..<rows.rowCount)
        guard let column, let values = rows.column(column) else { return all }
        let keys = all.map { values.value(at: $0) }
        return all.sorted { one, other in
            let (left, right) = (keys[one], keys[other])
            if left.isNull || right.isNull { return left.isNull == right.isNull ? one < other : right.isNull }
            if Self.isLess(left, right) { return !isDescending }
            if Self.isLess(right, left) { return isDescending }
            return one < other
        }
    }

    private static func isLess(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.day(let left), .day(let right)): left < right
        case (.instant(let left), .instant(let right)): left < right
        case (.text(let left), .text(let right)): left < right
        default: (left.double ?? 0) < (right.double ?? 0)
        }
    }

    /// The heading of a column, with the way to its order: from the largest down first, then up.
    func heading(_ heading: Table.Heading, _ name: String) -> Table.Heading {
        var heading = heading
        let isOwn = column == name
        heading.sorted = isOwn ? (isDescending ? "descending" : "ascending") : nil
        let others = request.query.items.filter { !["sort", "page"].contains($0.name) }.map {
            (name: $0.name, value: Optional($0.value))
        }
        heading.sortURL = Link.to(request.path, others + [("sort", isOwn && isDescending ? name : "-" + name)])
        return heading
    }
}
