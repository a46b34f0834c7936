extension ExperimentReport {
    /// The report as GitHub-flavoured Markdown, with the content of ``html()``: in place of each chart the table of its numbers.
    public func markdown() -> String { MarkdownReport(ReportDocument(self)).text }
}

/// Writes a document as Markdown.
struct MarkdownReport {
    private let document: ReportDocument

    init(_ document: ReportDocument) { self.document = document }

    var text: String {
        var parts = ["# \(escaped(document.title))", escaped(document.kicker)]
        if !document.lead.isEmpty { parts.append("> \(escaped(document.lead))") }
        parts.append(document.numbers.map(number).joined(separator: "\n"))
        for section in document.sections {
            parts.append("## \(escaped(section.name)): \(escaped(ExperimentReport.lowered(section.title)))")
            parts += section.blocks.compactMap(block)
        }
        parts.append("---")
        parts.append(escaped(document.foot))
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func escaped(_ text: String) -> String { MarkdownText.escaped(ReportText.bound(text)) }

    private func number(_ number: ReportDocument.Number) -> String {
        let verdict = number.mark.map { " — \($0.glyph) \($0.word.lowercased())" } ?? ""
        return
            "- **\(escaped(number.label))**: \(inner(number.value)) (\(number.notes.map(inner).joined(separator: "; ")))\(verdict)"
    }

    /// A text that does not begin a line.
    private func inner(_ text: String) -> String { MarkdownText.escaped(ReportText.bound(text), beginsLine: false) }

    private func block(_ block: ReportDocument.Block) -> String? {
        switch block {
        case .paragraph(let text): escaped(text)
        case .notice(let text): "> **Note:** \(inner(text))"
        case .reasons(let reasons): reasons.map { "- \(escaped($0))" }.joined(separator: "\n")
        case .quote(let text): "> \(escaped(text))"
        case .heading(let text): "### \(escaped(text))"
        case .table(let content): table(content)
        case .forest: nil
        case .timelines(let timelines): timelines.map { table($0.table) }.joined(separator: "\n\n")
        case .facts(let found): facts(found)
        case .source(let title, let code, let language, let found):
            [
                "### \(escaped(title))", found.isEmpty ? nil : facts(found),
                MarkdownText.fenced(code, language: language),
            ]
            .compactMap { $0 }.joined(separator: "\n\n")
        }
    }

    private func facts(_ facts: [(name: String, text: String)]) -> String {
        facts.map { "- **\(escaped($0.name))**: \(inner($0.text))" }.joined(separator: "\n")
    }

    private func table(_ table: ReportDocument.Table) -> String {
        var lines = ["**\(escaped(table.caption))**", ""]
        lines.append("| \(table.columns.map { inner($0.title) }.joined(separator: " | ")) |")
        lines.append("|\(table.columns.map { $0.isNumeric ? " ---: |" : " --- |" }.joined())")
        for group in table.groups {
            if let title = group.title {
                lines.append("| **\(escaped(title))** |\(String(repeating: "  |", count: table.columns.count - 1))")
            }
            for row in group.rows {
                let cells = row.flatMap { cell in [self.cell(cell)] + [String](repeating: "", count: cell.span - 1) }
                lines.append("| \(cells.joined(separator: " | ")) |")
            }
        }
        return lines.joined(separator: "\n")
    }

    private func cell(_ cell: ReportDocument.Cell) -> String {
        let mark = cell.mark.map { "\($0.glyph) " } ?? ""
        let notes = cell.notes.isEmpty ? "" : " (\(cell.notes.map(inner).joined(separator: "; ")))"
        return mark + inner(cell.text) + notes
    }
}
