/// What a report says, before it is known whether it becomes HTML or Markdown: both have the same content because both are written from this.
struct ReportDocument: Sendable {
    /// The finding, in a sentence.
    let title: String
    /// What the document is.
    let kicker: String
    /// What was believed.
    let lead: String
    /// The numbers that matter most.
    let numbers: [Number]
    let sections: [Section]
    /// What made it.
    let foot: String

    struct Number: Sendable {
        let label: String
        let value: String
        let notes: [String]
        let mark: ReportMark?
    }

    struct Section: Sendable {
        let id: String
        /// One or two words for the list of contents.
        let name: String
        /// The finding of the section, in a sentence.
        let title: String
        let blocks: [Block]
    }

    enum Block: Sendable {
        case paragraph(String)
        /// Something that must not be overlooked.
        case notice(String)
        /// The reasons of the decision.
        case reasons([String])
        /// Someone's words.
        case quote(String)
        case heading(String)
        case table(Table)
        /// Tables and charts beside one another where there is room.
        case forest(ForestPlot, id: String)
        case timelines([(plot: TimelinePlot, id: String, table: Table)])
        /// Names and what they stand for.
        case facts([(name: String, text: String)])
        case source(title: String, code: String, language: String, facts: [(name: String, text: String)])
    }

    struct Table: Sendable {
        struct Column: Sendable {
            let title: String
            let isNumeric: Bool
        }

        /// Rows under a heading of their own.
        struct Group: Sendable {
            let title: String?
            let rows: [[Cell]]
        }

        /// What is seen, in a sentence.
        let caption: String
        let columns: [Column]
        let groups: [Group]
        /// Whether it is more to read than to compare: on a telephone each row becomes a small list.
        var isWordy = false

        /// A table without groups. A column whose title begins with # is one of numbers.
        init(_ caption: String, _ columns: [String], rows: [[Cell]], isWordy: Bool = false) {
            self.init(caption, columns, groups: [Group(title: nil, rows: rows)], isWordy: isWordy)
        }

        init(_ caption: String, _ columns: [String], groups: [Group], isWordy: Bool = false) {
            self.caption = caption
            self.columns = columns.map {
                Column(title: $0.hasPrefix("#") ? String($0.dropFirst()) : $0, isNumeric: $0.hasPrefix("#"))
            }
            self.groups = groups
            self.isWordy = isWordy
        }
    }

    /// A cell of a table; the first of a row is its heading.
    struct Cell: Sendable, ExpressibleByStringInterpolation {
        var text: String
        var notes: [String] = []
        var mark: ReportMark?
        /// How many columns it takes.
        var span = 1

        init(_ text: String, notes: [String] = [], mark: ReportMark? = nil, span: Int = 1) {
            self.text = text
            self.notes = notes
            self.mark = mark
            self.span = span
        }

        init(stringLiteral text: String) { self.init(text) }
        init(mark: ReportMark) { self.init(mark.word, mark: mark) }
    }
}
