import Foundation

/// SQL text in one engine's own spelling, with its parameters in order of position.
package struct RenderedSQL: Sendable, Hashable {
    package let text: String
    /// The parameter bound at each position; a name that occurs twice has one position.
    package let parameters: [String]

    /// Resolves macros and parameters of a neutral text. Text in quotes and comments is left alone.
    /// - Throws: ``WarehouseError`` `warehouse.macro` where a macro is unknown or not closed.
    package init(_ neutral: String, dialect: any SQLDialect) throws(WarehouseError) {
        try self.init(neutral, dialect: dialect) { _, position in dialect.placeholder(position) }
    }

    /// The same with what stands in the place of a parameter, given its name and its 1-based position.
    package init(_ neutral: String, dialect: any SQLDialect, parameter: (String, Int) throws(WarehouseError) -> String)
        throws(WarehouseError)
    {
        let expanded = try Self.expandMacros(neutral, dialect: dialect)
        var output: [UInt8] = []
        var names: [String] = []
        let bytes = Array(expanded.utf8)
        output.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let end = Self.endOfOpaque(bytes, at: index) {
                output += bytes[index..<end]
                index = end
            } else if bytes[index] == UInt8(ascii: ":"), index + 1 < bytes.count, bytes[index + 1].isNameStart,
                index == 0 || bytes[index - 1] != UInt8(ascii: ":")
            {
                var end = index + 1
                while end < bytes.count, bytes[end].isNamePart { end += 1 }
                let name = String(decoding: bytes[index + 1..<end], as: UTF8.self)
                let position = names.firstIndex(of: name) ?? names.count
                if position == names.count { names.append(name) }
                output += Array(try parameter(name, position + 1).utf8)
                index = end
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        text = String(decoding: output, as: UTF8.self)
        parameters = names
    }

    private static func expandMacros(_ text: String, dialect: any SQLDialect) throws(WarehouseError) -> String {
        var result = text
        // The innermost macro is the last to open before the first close; replacing it until none is left lets macros nest.
        while let close = result.range(of: "}}") {
            guard let open = result.range(of: "{{", options: .backwards, range: result.startIndex..<close.lowerBound)
            else {
                throw .macro("A macro is closed that was never opened.", sql: text)
            }
            let call = result[open.upperBound..<close.lowerBound]
            guard let expansion = Self.expand(call, dialect: dialect) else {
                throw .macro("There is no macro {{\(call)}}.", sql: text)
            }
            result.replaceSubrange(open.lowerBound..<close.upperBound, with: expansion)
        }
        if result.contains("{{") { throw .macro("A macro is not closed.", sql: text) }
        return result
    }

    private static func expand(_ call: Substring, dialect: any SQLDialect) -> String? {
        guard let parenthesis = call.firstIndex(of: "("), call.last == ")" else {
            return dialect.expand(String(call), [])
        }
        let name = String(call[..<parenthesis])
        var arguments: [String] = []
        var depth = 0
        var current = ""
        for character in call[call.index(after: parenthesis)...].dropLast() {
            switch character {
            case "(": depth += 1
            case ")": depth -= 1
            case "," where depth == 0:
                arguments.append(current.trimmed)
                current = ""
                continue
            default: break
            }
            current.append(character)
        }
        arguments.append(current.trimmed)
        return dialect.expand(name, arguments)
    }

    /// Where a quoted text or a comment that starts at `index` ends; nil where none starts.
    private static func endOfOpaque(_ bytes: [UInt8], at index: Int) -> Int? {
        let quote = bytes[index]
        if quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
            return (bytes[(index + 1)...].firstIndex(of: quote) ?? bytes.count - 1) + 1
        }
        if quote == UInt8(ascii: "-"), index + 1 < bytes.count, bytes[index + 1] == quote {
            return bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        }
        return nil
    }
}

extension UInt8 {
    fileprivate var isNameStart: Bool { (97...122).contains(self) || (65...90).contains(self) || self == 95 }
    fileprivate var isNamePart: Bool { isNameStart || (48...57).contains(self) }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

extension String {
    /// A statement without the semicolon that ends it, so that another can hold it.
    package var withoutEnd: String {
        var text = self[...]
        while let last = text.last, last.isWhitespace || last == ";" { text.removeLast() }
        return String(text)
    }
}
