import Foundation
import Listening

/// Who takes part: a condition on attributes in the form of MongoDB's queries, evaluated as GrowthBook's SDKs do.
///
/// Edge cases: no condition holds for everyone; an operator that is not known, or a pattern that is none, holds for nobody.
/// Source: GrowthBook SDK specification, "evalCondition". Reference: its conformance cases.
public struct TargetingCondition: Sendable, Hashable, Codable {
    private let condition: AttributeValue

    /// The condition that a JSON object writes down.
    public init(_ condition: AttributeValue) { self.condition = condition }

    /// Decodes any JSON value.
    public init(from decoder: any Decoder) throws { condition = try AttributeValue(from: decoder) }
    /// Encodes the condition as it was read.
    public func encode(to encoder: any Encoder) throws { try condition.encode(to: encoder) }

    /// Whether it holds.
    /// - Parameters:
    ///   - attributes: an object.
    ///   - groups: lists of values by name, for `$inGroup` and `$notInGroup`.
    public func holds(for attributes: AttributeValue, groups: [String: [AttributeValue]] = [:]) -> Bool {
        Evaluation(groups: groups).holds(condition, attributes)
    }
}

private struct Evaluation {
    let groups: [String: [AttributeValue]]

    func holds(_ condition: AttributeValue, _ attributes: AttributeValue) -> Bool {
        guard case .object(let fields) = condition else { return false }
        return fields.allSatisfy { name, wanted in
            switch name {
            case "$or": any(wanted, attributes)
            case "$nor": !any(wanted, attributes)
            case "$and": wanted.elements.allSatisfy { holds($0, attributes) }
            case "$not": !holds(wanted, attributes)
            default: matches(attributes.at(name), wanted)
            }
        }
    }

    private func any(_ conditions: AttributeValue, _ attributes: AttributeValue) -> Bool {
        conditions.elements.isEmpty || conditions.elements.contains { holds($0, attributes) }
    }

    /// Whether a value is the wanted one, or stands every operator of it.
    private func matches(_ found: AttributeValue, _ wanted: AttributeValue, ignoringCase: Bool = false) -> Bool {
        switch wanted {
        case .text(let text):
            return ignoringCase
                ? ExactText(found.asText.lowercased()) == ExactText(text.lowercased())
                : ExactText(found.asText) == ExactText(text)
        case .number(let number): return found.asNumber == number
        case .bool(let bool): return found != .null && found.isTruthy == bool
        case .null: return found == .null
        case .object(let operators) where !operators.isEmpty && operators.keys.allSatisfy({ $0.hasPrefix("$") }):
            return operators.allSatisfy { stands($0, found, $1) }
        case .array, .object: return found == wanted
        }
    }

    private func stands(_ name: String, _ found: AttributeValue, _ wanted: AttributeValue) -> Bool {
        switch name {
        case "$eq": return found == wanted
        case "$ne": return found != wanted
        case "$lt":
            return compare(found, wanted) {
                $0 < $1
            } text: {
                $0 < $1
            }
        case "$lte":
            return compare(found, wanted) {
                $0 <= $1
            } text: {
                $0 <= $1
            }
        case "$gt":
            return compare(found, wanted) {
                $0 > $1
            } text: {
                $0 > $1
            }
        case "$gte":
            return compare(found, wanted) {
                $0 >= $1
            } text: {
                $0 >= $1
            }
        case "$veq": return Version(found) == Version(wanted)
        case "$vne": return Version(found) != Version(wanted)
        case "$vlt": return Version(found) < Version(wanted)
        case "$vlte": return Version(found) <= Version(wanted)
        case "$vgt": return Version(found) > Version(wanted)
        case "$vgte": return Version(found) >= Version(wanted)
        case "$exists": return (found != .null) == wanted.isTruthy
        case "$type": return wanted == .text(found.typeName)
        case "$not": return !matches(found, wanted)
        case "$in": return wanted.list.map { isIn(found, $0) } ?? false
        case "$nin": return wanted.list.map { !isIn(found, $0) } ?? false
        case "$ini": return wanted.list.map { isIn(found, $0, ignoringCase: true) } ?? false
        case "$nini": return wanted.list.map { !isIn(found, $0, ignoringCase: true) } ?? false
        case "$inGroup": return isIn(found, groups[wanted.asText] ?? [])
        case "$notInGroup": return !isIn(found, groups[wanted.asText] ?? [])
        case "$all": return all(found, wanted)
        case "$alli": return all(found, wanted, ignoringCase: true)
        case "$size": return found.list.map { matches(.number(Double($0.count)), wanted) } ?? false
        case "$elemMatch":
            return found.list.map { elements in
                elements.contains { wanted.isOperators ? matches($0, wanted) : holds(wanted, $0) }
            } ?? false
        case "$regex": return fits(found, wanted)
        case "$regexi": return fits(found, wanted, ignoringCase: true)
        case "$notRegex": return !fits(found, wanted)
        case "$notRegexi": return !fits(found, wanted, ignoringCase: true)
        default: return false
        }
    }

    /// Text against text by its code units; anything else as numbers.
    private func compare(
        _ found: AttributeValue, _ wanted: AttributeValue, _ numbers: (Double, Double) -> Bool,
        text: (String, String) -> Bool
    ) -> Bool {
        if case .text(let left) = found, case .text(let right) = wanted { return text(left, right) }
        return numbers(found.asNumber, wanted.asNumber)
    }

    private func isIn(_ found: AttributeValue, _ wanted: [AttributeValue], ignoringCase: Bool = false) -> Bool {
        let wanted = ignoringCase ? wanted.map(\.folded) : wanted
        return (found.list ?? [found]).contains { wanted.contains(ignoringCase ? $0.folded : $0) }
    }

    private func all(_ found: AttributeValue, _ wanted: AttributeValue, ignoringCase: Bool = false) -> Bool {
        guard let values = found.list, let needed = wanted.list else { return false }
        return needed.allSatisfy { one in values.contains { matches($0, one, ignoringCase: ignoringCase) } }
    }

    private func fits(_ found: AttributeValue, _ pattern: AttributeValue, ignoringCase: Bool = false) -> Bool {
        guard case .text(let pattern) = pattern, found != .null,
            let expression = try? NSRegularExpression(pattern: pattern, options: ignoringCase ? .caseInsensitive : [])
        else { return false }
        let text = found.asText
        return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }
}

extension AttributeValue {
    fileprivate var list: [AttributeValue]? { if case .array(let values) = self { values } else { nil } }
    fileprivate var elements: [AttributeValue] { list ?? [] }
    fileprivate var isOperators: Bool {
        if case .object(let fields) = self {
            !fields.isEmpty && fields.keys.allSatisfy { $0.hasPrefix("$") }
        } else {
            false
        }
    }
    fileprivate var isTruthy: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .number(let value): value != 0 && !value.isNaN
        case .text(let value): !value.isEmpty
        case .array, .object: true
        }
    }
}

/// A version number in a form in which its order is that of text.
private struct Version: Comparable {
    private let key: [UInt8]

    init(_ value: AttributeValue) {
        var text: Substring =
            switch value {
            case .text(let text): text[...]
            case .number: value.asText[...]
            default: "0"
            }
        if text.first == "v" { text = text.dropFirst() }
        if let build = text.firstIndex(of: "+") { text = text[..<build] }
        var parts = text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "." }.map(Self.padded)
        // A release comes after what led to it.
        if parts.count == 3 { parts.append("~") }
        key = Array(parts.joined(separator: "-").utf8)
    }

    /// Whole numbers with blanks before, so that 9 comes before 10.
    private static func padded(_ part: Substring) -> String {
        let isNumber = !part.isEmpty && part.utf8.allSatisfy { (48...57).contains($0) }
        return String(repeating: " ", count: isNumber ? max(0, 5 - part.count) : 0) + part
    }

    static func < (left: Version, right: Version) -> Bool { left.key.lexicographicallyPrecedes(right.key) }
}
