package import Foundation

extension JSONValue {
    /// Reads a JSON document that this program encoded; null where it is none. Fields come in alphabetical order.
    package init(parsing data: Data) {
        self =
            (try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)).map(Self.init(object:)) ?? .null
    }

    private init(object: Any) {
        switch object {
        case let text as String: self = .text(text)
        case let number as NSNumber:
            if isBoolean(number) {
                self = .bool(number.boolValue)
            } else if number.doubleValue == number.doubleValue.rounded(), number.doubleValue.magnitude < 1e15 {
                self = .integer(number.int64Value)
            } else {
                self = .double(number.doubleValue)
            }
        case let values as [Any]: self = .array(values.map(Self.init(object:)))
        case let fields as [String: Any]:
            self = .object(fields.sorted { $0.key < $1.key }.map { ($0.key, Self(object: $0.value)) })
        default: self = .null
        }
    }
}

/// Whether a number came from `true` or `false`.
private func isBoolean(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == "c" || String(cString: number.objCType) == "B"
}
