/// A table of text for a terminal.
package struct TextTable: Sendable {
    private let headings: [String]
    private let rows: [[String]]
    private let numeric: [Bool]

    package init(headings: [String], rows: [[String]], numeric: [Bool]) {
        self.headings = headings.map(TerminalText.line)
        self.rows = rows.map { $0.map(TerminalText.line) }
        self.numeric = numeric
    }

    /// The mark of an empty cell.
    package static let gap = "–"

    /// Whether a cell has no value.
    package var hasGaps: Bool { rows.contains { $0.contains(Self.gap) } }

    /// Columns aligned with spaces, numbers to the right.
    ///
    /// Where a width is given and the columns do not fit: first headings are broken, then long texts are cut, then the columns are set in several
    /// parts below one another, each with the columns that tell the rows apart.
    /// - Parameter width: the cells of a line; nil where lines may be of any length.
    package func rendered(width: Int? = nil) -> TerminalText {
        let cells = headings.indices.map { column in rows.reduce(0) { max($0, DisplayWidth.of($1[column])) } }
        let natural = headings.indices.map { max(cells[$0], DisplayWidth.of(headings[$0])) }
        let all = Array(headings.indices)
        guard let width, Self.total(natural) > width else { return part(all, natural) }
        let broken = headings.indices.map { column in
            max(
                cells[column], headings[column].split(separator: " ").reduce(0) { max($0, DisplayWidth.of(String($1))) }
            )
        }
        if let fitted = fitted(all, broken, width) { return part(all, fitted) }
        return parts(broken, max(width, 20)).joined(separator: "\n\n")
    }

    private static func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + 2 * max(0, widths.count - 1) }

    private static let leastText = 12

    /// Widths with which columns fit, long texts cut all alike; nil where they do not fit even so.
    private func fitted(_ columns: [Int], _ widths: [Int], _ width: Int) -> [Int]? {
        func capped(_ most: Int) -> [Int] {
            widths.indices.map { columns.contains($0) && !numeric[$0] ? min(widths[$0], most) : widths[$0] }
        }
        func fits(_ most: Int) -> Bool {
            let capped = capped(most)
            return Self.total(columns.map { capped[$0] }) <= width
        }
        guard fits(Self.leastText) else { return nil }
        var low = Self.leastText, high = max(width, Self.leastText)
        while low < high {
            let middle = (low + high + 1) / 2
            if fits(middle) { low = middle } else { high = middle - 1 }
        }
        return capped(low)
    }

    /// The columns in parts that fit, each beside the columns that tell the rows apart.
    private func parts(_ widths: [Int], _ width: Int) -> [TerminalText] {
        let keys = keyColumns
        var widths = widths.indices.map {
            numeric[$0] ? min(widths[$0], width) : min(widths[$0], max(Self.leastText, width / 3))
        }
        let most = max(4, (width - Self.leastText - 2) / max(1, keys.count) - 2)
        for key in keys { widths[key] = min(widths[key], most) }
        let room = width - Self.total(keys.map { widths[$0] }) - 2
        var groups: [[Int]] = [], used = 0
        for column in headings.indices where !keys.contains(column) {
            widths[column] = min(widths[column], max(1, room))
            if groups.isEmpty || used + 2 + widths[column] > room {
                groups.append([column])
                used = widths[column]
            } else {
                groups[groups.count - 1].append(column)
                used += 2 + widths[column]
            }
        }
        return groups.isEmpty ? [part(keys, widths)] : groups.map { part(keys + $0, widths) }
    }

    /// The first columns, as many as it takes for the rows to differ, at most three.
    private var keyColumns: [Int] {
        for count in 1...3 where count < headings.count {
            if Set(rows.map { Array($0.prefix(count)) }).count == rows.count { return Array(0..<count) }
        }
        return headings.isEmpty ? [] : [0]
    }

    private func part(_ columns: [Int], _ widths: [Int]) -> TerminalText {
        func line(_ cells: [String]) -> String {
            var text = ""
            for (place, column) in columns.enumerated() {
                let cell = DisplayWidth.cut(cells[column], to: widths[column])
                let padding = String(repeating: " ", count: max(0, widths[column] - DisplayWidth.of(cell)))
                text += (place == 0 ? "" : "  ") + (numeric[column] ? padding + cell : cell + padding)
            }
            while text.last == " " { text.removeLast() }
            return text
        }
        let lines = headings.indices.map {
            columns.contains($0) && DisplayWidth.of(headings[$0]) > widths[$0]
                ? DisplayWidth.wrapped(headings[$0], to: widths[$0]) : [headings[$0]]
        }
        let height = columns.reduce(1) { max($0, lines[$1].count) }
        let heading = (0..<height).map { level in
            // The last lines of headings stand on the rule.
            line(
                headings.indices.map { column in
                    let skipped = height - lines[column].count
                    return level >= skipped ? lines[column][level - skipped] : ""
                })
        }
        let rule = columns.map { String(repeating: "─", count: widths[$0]) }.joined(separator: "  ")
        return TerminalText(table: (heading + [rule] + rows.map(line)).joined(separator: "\n"))
    }
}
