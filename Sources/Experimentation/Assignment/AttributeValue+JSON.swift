public import Foundation

extension AttributeValue {
    /// Reads a JSON document; nil where it is none, or deeper than ``mostDepth``.
    ///
    /// The depth is counted before anything is read, and every value is looked at once.
    /// - Complexity: O(length of the document).
    public init?(json: Data) {
        guard Self.depth(of: json) <= Self.mostDepth,
            let document = try? JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed)
        else { return nil }
        self.init(object: document)
    }

    private init(object: Any) {
        switch object {
        case let text as String: self = .text(text)
        case let number as NSNumber:
            self = Self.isBoolean(number) ? .bool(number.boolValue) : .number(number.doubleValue)
        case let values as [Any]: self = .array(values.map(Self.init(object:)))
        case let fields as [String: Any]: self = .object(fields.mapValues(Self.init(object:)))
        default: self = .null
        }
    }

    /// How many brackets are open at once, outside of texts.
    private static func depth(of json: Data) -> Int {
        var depth = 0, deepest = 0, isText = false, isEscaped = false
        for byte in json {
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
        return deepest
    }

    /// Whether a number came from `true` or `false`.
    private static func isBoolean(_ number: NSNumber) -> Bool { ["c", "B"].contains(String(cString: number.objCType)) }
}
