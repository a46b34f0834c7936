import Formatting
import Listening

/// Values of an answer as people read them.
package enum CellFormat {
    /// The cells of a column, all with as many decimals.
    static func cells(of column: Column, unit: String?) -> [String] {
        let values = (0..<column.count).map { column.value(at: $0) }
        let places = places(values.compactMap(\.double))
        return values.map { text($0, unit: unit, places: places) }
    }

    /// One value by itself.
    package static func text(_ value: Value, unit: String?) -> String {
        text(value, unit: unit, places: value.double.map { abs($0) >= 1000 ? 0 : places([$0]) } ?? 0)
    }

    /// Decimals for numbers that stand below one another: none for whole numbers, else as many as tell the smallest from zero.
    private static func places(_ numbers: [Double]) -> Int {
        let shown = numbers.filter { $0.isFinite && abs($0) < 1e13 }
        guard shown.contains(where: { $0 != $0.rounded() }) else { return 0 }
        let largest = shown.reduce(0) { max($0, abs($1)) }
        if largest >= 1000 { return 1 }
        let smallest = shown.reduce(Double.infinity) { $1 == 0 ? $0 : min($0, abs($1)) }
        if smallest >= 0.01 || largest >= 1 { return 2 }
        return smallest >= 0.0001 ? 4 : 6
    }

    private static func text(_ value: Value, unit: String?, places: Int) -> String {
        switch value {
        case .null: TextTable.gap
        case .double(let number) where !(abs(number) < 1e13): number.isFinite ? "\(number)" : TextTable.gap
        case .double(let number) where unit == "share": decimals(number * 100, 1) + " %"
        case .double(let number): decimals(number, places)
        case .integer(let number) where unit == "flag" && (0...1).contains(number): number == 1 ? "yes" : "no"
        case .integer(let number) where !["", "date"].contains(unit ?? "x"): Digits.grouped(number)
        case .instant:
            // To the second: 2025-12-01 18:00:00Z.
            value.description.prefix(10) + " " + value.description.dropFirst(11).prefix(8) + "Z"
        default: value.description
        }
    }

    private static func decimals(_ number: Double, _ places: Int) -> String {
        guard number.isFinite, abs(number) < 1e13 else { return TextTable.gap }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = Int64(saturating: (abs(number) * scale).rounded())
        let sign = number < 0 && scaled > 0 ? "-" : ""
        let whole = scaled / Int64(scale)
        guard places > 0 else { return sign + Digits.grouped(whole) }
        let fraction = String(scaled % Int64(scale))
        return "\(sign)\(Digits.grouped(whole)).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
    }
}
