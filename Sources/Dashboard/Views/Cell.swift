import Foundation
import Mustache
import Warehouse

/// One cell of a table.
///
/// A page can show thousands. So a cell answers the template's names itself instead of building a dictionary, and answers each name that it
/// knows even where it has nothing, so that Mustache does not search the page around it.
struct Cell: Sendable, MustacheParent {
    var text = ""
    /// An ISO 8601 day or moment, which the browser writes in the reader's own way.
    var time: String?
    var link: String?
    /// A bar below the text, in percent of the widest.
    var bar: Int?
    var isNumeric = false
    var isMuted = false
    var isCode = false
    /// NULL: the source does not say.
    var isMissing = false
    /// A second line below the text, set smaller.
    var note: String?
    /// How what the text says stands; a shape and a colour go before it.
    var mark: Mark?

    func child(named name: String) -> Any? {
        switch name {
        case "text": return text.templateSafe
        case "time": return time ?? NSNull()
        case "time_text": return time.map { Format.date($0).templateSafe } ?? NSNull()
        case "link": return link ?? NSNull()
        case "bar": return bar ?? NSNull()
        case "numeric": return isNumeric
        case "muted": return isMuted
        case "code": return isCode
        case "missing": return isMissing
        case "note": return note?.templateSafe ?? NSNull()
        case "mark": return mark?.rawValue ?? NSNull()
        default: return nil
        }
    }
}

extension Cell {
    static func text(_ text: String, link: String? = nil, bar: Int? = nil, muted: Bool = false) -> Cell {
        Cell(text: text, link: link, bar: bar, isMuted: muted)
    }

    /// A text, or "not known".
    static func optional(_ text: String?, link: String? = nil, bar: Int? = nil, muted: Bool = false) -> Cell {
        guard let text, !text.isEmpty else { return .missing() }
        return .text(text, link: link, bar: bar, muted: muted)
    }

    static func code(_ text: String, link: String? = nil) -> Cell { Cell(text: text, link: link, isCode: true) }

    static func number(_ text: String, muted: Bool = false, link: String? = nil) -> Cell {
        Cell(text: text, link: link, isNumeric: true, isMuted: muted)
    }

    /// A number as `write` writes it, or "not known".
    static func number<Number>(_ number: Number?, muted: Bool = false, link: String? = nil, _ write: (Number) -> String)
        -> Cell
    {
        number.map { .number(write($0), muted: muted, link: link) } ?? .missing(isNumeric: true)
    }

    /// A word for how something stands.
    static func mark(_ mark: Mark, _ word: String, note: String? = nil) -> Cell {
        Cell(text: word, note: note, mark: mark)
    }

    /// A text with a second line.
    static func text(_ text: String, note: String?, link: String? = nil) -> Cell {
        Cell(text: text, link: link, note: note)
    }

    /// A number with a second line.
    static func number(_ text: String, note: String?) -> Cell { Cell(text: text, isNumeric: true, note: note) }

    static func time(_ iso: String?, link: String? = nil) -> Cell {
        iso.map { Cell(time: $0, link: link) } ?? .missing()
    }

    static func missing(isNumeric: Bool = false) -> Cell { Cell(isNumeric: isNumeric, isMissing: true) }

    /// What the source could not have recorded.
    static let notRecorded = Cell(text: "not recorded", isNumeric: true, isMuted: true)

    /// Nothing, where nothing can be: the step before the first, a period that has not come.
    static let blank = Cell(isNumeric: true)
}

extension Cell {
    /// A value of an answer, written as its unit asks for.
    init(_ value: Value, unit: String) {
        switch value {
        case .null: self = .missing(isNumeric: Self.isNumeric(unit))
        case .bool(let value): self = .text(value ? "yes" : "no")
        case .day, .instant: self = .time(value.description)
        case .text(let text): self = .optional(text)
        case .integer(let number): self = Self.whole(number, unit)
        case .double(let number): self = Self.fraction(number, unit)
        }
    }

    /// Whether values of a unit are set to the right.
    static func isNumeric(_ unit: String) -> Bool {
        !["text", "date", "timestamp", "flag", "boolean", ""].contains(unit)
    }

    private static func whole(_ number: Int64, _ unit: String) -> Cell {
        switch unit {
        case "flag", "boolean": .text(number == 0 ? "no" : "yes")
        case "milliseconds": .number(Format.duration(seconds: Double(number) / 1000))
        case "seconds", "minutes", "hours", "share": fraction(Double(number), unit)
        default: .number(Format.count(number))
        }
    }

    private static func fraction(_ number: Double, _ unit: String) -> Cell {
        guard number.isFinite else { return .missing(isNumeric: true) }
        return switch unit {
        case "share": .number(Format.percent(number))
        case "seconds": .number(Format.duration(seconds: number))
        case "minutes": .number(Format.duration(seconds: number * 60))
        case "hours": .number(Format.duration(seconds: number * 3600))
        case "milliseconds": .number(Format.duration(seconds: number / 1000))
        case "ratio": .number(Format.decimal(number, 2))
        default: .number(Format.mean(number))
        }
    }
}

/// How something stands: told by a shape and a word as well as by a colour.
enum Mark: String, Sendable {
    /// A metric is shown to be better or worse, or neither.
    case better, worse, open
    /// A guardrail is shown to be within its margin, or not.
    case kept
    case notKept = "not-kept"
    /// How a check came out.
    case good, warning, failed
}
