extension ExperimentReport {
    /// The report as one HTML document that needs nothing else: no scripts, no other files, light and dark, for screens and for paper.
    public func html() -> String { HTMLReport(ReportDocument(self)).text }
}

/// Writes a document as HTML. Everything goes through ``escaped(_:)``.
struct HTMLReport {
    private let document: ReportDocument

    init(_ document: ReportDocument) { self.document = document }

    var text: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(escaped(document.title))</title>
        <style>
        \(ReportStyle.text)
        </style>
        </head>
        <body>
        <a class="skip-link" href="#main">Skip to the report</a>
        <div class="frame">
        \(rail)
        <main id="main">
        \(head)
        \(document.sections.map(section).joined(separator: "\n"))
        <footer>\(escaped(document.foot))</footer>
        </main>
        </div>
        </body>
        </html>

        """
    }

    private func escaped(_ text: String) -> String { HTMLText.escaped(ReportText.bound(text)) }

    private var rail: String {
        let links = document.sections.map { "<li><a href=\"#\($0.id)\">\(escaped($0.name))</a></li>" }.joined(
            separator: "\n")
        return """
            <header class="rail">
            <p class="brand"><svg viewBox="0 0 28 24" width="28" height="24" aria-hidden="true" focusable="false">\
            <path d="M2 6h3c9 0 9 12 18 12h3"/><path class="brand-out" d="M2 18h3c9 0 9-12 18-12h3"/></svg><span>segue</span></p>
            <nav aria-label="Sections"><ul>
            \(links)
            </ul></nav>
            </header>
            """
    }

    private var head: String {
        let lead = document.lead.isEmpty ? "" : "\n<p class=\"lead\">\(escaped(document.lead))</p>"
        let numbers = document.numbers.map { number in
            let verdict = number.mark.map { "<span class=\"\(style($0))\">\($0.picture) \($0.word)</span>" } ?? ""
            return """
                <li class="number"><p class="number-label">\(escaped(number.label))</p><p class="number-value">\(escaped(number.value))</p>\
                <p class="number-notes">\(number.notes.map { "<span>\(escaped($0))</span>" }.joined(separator: " "))</p>\
                <p class="number-verdict">\(verdict)</p></li>
                """
        }
        return """
            <div class="title">
            <p class="kicker">\(escaped(document.kicker))</p>
            <h1>\(escaped(document.title))</h1>\(lead)
            </div>
            <ul class="numbers">
            \(numbers.joined(separator: "\n"))
            </ul>
            """
    }

    private func section(_ section: ReportDocument.Section) -> String {
        """
        <section id="\(section.id)" aria-labelledby="\(section.id)-title">
        <div class="section-head"><p class="kicker">\(escaped(section.name))</p><h2 id="\(section.id)-title">\(escaped(section.title))</h2></div>
        \(section.blocks.map(block).joined(separator: "\n"))
        </section>
        """
    }

    private func block(_ block: ReportDocument.Block) -> String {
        switch block {
        case .paragraph(let text): "<p class=\"words\">\(escaped(text))</p>"
        case .notice(let text): "<p class=\"notice\">\(escaped(text))</p>"
        case .reasons(let reasons): "<ul class=\"reasons\">\(reasons.map { "<li>\(escaped($0))</li>" }.joined())</ul>"
        case .quote(let text): "<blockquote>\(escaped(text))</blockquote>"
        case .heading(let text): "<h3>\(escaped(text))</h3>"
        case .table(let content): table(content)
        case .forest(let plot, let id):
            "<figure class=\"forest\">\(plot.svg(.wide, id: id))\(plot.svg(.narrow, id: id + "-narrow"))</figure>"
        case .timelines(let timelines): "<div class=\"timelines\">\(timelines.map(timeline).joined())</div>"
        case .facts(let found): facts(found)
        case .source(let title, let code, _, let found):
            """
            <details><summary>\(escaped(title))</summary>\(found.isEmpty ? "" : facts(found))\
            <pre class="sql" tabindex="0">\(HTMLText.escaped(code))</pre></details>
            """
        }
    }

    private func facts(_ facts: [(name: String, text: String)]) -> String {
        let rows = facts.map { "<div><dt>\(escaped($0.name))</dt><dd>\(escaped($0.text))</dd></div>" }
        return "<dl class=\"facts\">\(rows.joined(separator: "\n"))</dl>"
    }

    private func timeline(_ timeline: (plot: TimelinePlot, id: String, table: ReportDocument.Table)) -> String {
        """
        <figure><figcaption>\(escaped(timeline.plot.title))</figcaption>\(timeline.plot.svg(id: timeline.id))\
        <details class="small"><summary>The numbers of this chart</summary>\(table(timeline.table))</details></figure>
        """
    }

    /// How a mark's word is coloured.
    private func style(_ mark: ReportMark) -> String {
        switch mark.color {
        case .accent: "mark-word mark-good"
        case .attention: "mark-word mark-bad"
        default: "mark-word mark-open"
        }
    }
}

extension HTMLReport {
    private func table(_ table: ReportDocument.Table) -> String {
        let head = table.columns.map {
            "<th scope=\"col\"\($0.isNumeric ? " class=\"numeric\"" : "")>\(escaped($0.title))</th>"
        }.joined()
        let bodies = table.groups.map { group in
            let title = group.title.map {
                "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"\(table.columns.count)\">\(escaped($0))</th></tr>\n"
            }
            return "<tbody>\n\(title ?? "")\(group.rows.map { row($0, table) }.joined(separator: "\n"))\n</tbody>"
        }
        // A frame that scrolls has to be reachable by keyboard.
        return """
            <div class="table-frame" role="region" tabindex="0" aria-label="\(escaped(table.caption))"><table\(table.isWordy ? " class=\"wordy\"" : "")>
            <caption><span>\(escaped(table.caption))</span></caption>
            <thead><tr>\(head)</tr></thead>
            \(bodies.joined(separator: "\n"))
            </table></div>
            """
    }

    private func row(_ cells: [ReportDocument.Cell], _ table: ReportDocument.Table) -> String {
        var place = 0
        let columns = table.columns
        let texts = cells.enumerated().map { index, cell in
            let label =
                table.isWordy && index > 0 && cell.span == 1 ? " data-label=\"\(escaped(columns[place].title))\"" : ""
            let isNumeric = cell.span == 1 && columns.indices.contains(place) && columns[place].isNumeric
            place += cell.span
            let mark =
                cell.mark.map { "<span class=\"\(style($0))\">\($0.picture) \(escaped(cell.text))</span>" }
                ?? escaped(cell.text)
            let notes = cell.notes.map { "<span class=\"note\">\(escaped($0))</span>" }.joined()
            let tag = index == 0 ? "th" : "td"
            let span = cell.span > 1 ? " colspan=\"\(cell.span)\"" : ""
            let styles = [isNumeric ? "numeric" : nil, cell.text == "–" ? "nothing" : nil].compactMap { $0 }.joined(
                separator: " ")
            let names = styles.isEmpty ? "" : " class=\"\(styles)\""
            return "<\(tag)\(index == 0 ? " scope=\"row\"" : "")\(names)\(span)\(label)>\(mark)\(notes)</\(tag)>"
        }
        return "<tr>\(texts.joined())</tr>"
    }
}
