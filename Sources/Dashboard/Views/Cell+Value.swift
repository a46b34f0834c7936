import Warehouse

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
