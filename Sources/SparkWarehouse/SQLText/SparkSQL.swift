package import Warehouse

/// Statements as Spark takes them. Its commands take no parameters, so values are written as literals in which no SQL can hide: numbers,
/// dates, and text as hexadecimal bytes.
package enum SparkSQL {
    /// A statement with its values in place.
    package static func render(_ statement: Statement) throws(WarehouseError) -> String {
        let rendered = try RenderedSQL(statement.text, dialect: SparkDialect()) { name, _ throws(WarehouseError) in
            guard let value = statement.parameters[name] else { throw .missingParameter(name, sql: statement.text) }
            return literal(value)
        }
        return rendered.text.withoutEnd
    }

    /// A value as a literal of its type.
    package static func literal(_ value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .bool(let value): value ? "TRUE" : "FALSE"
        // The smallest whole number has no positive counterpart to put a minus before.
        case .integer(let value): value == .min ? "(-9223372036854775807L - 1L)" : "(\(value)L)"
        case .double(let value):
            if value.isNaN {
                "CAST('NaN' AS DOUBLE)"
            } else if value.isInfinite {
                "CAST('\(value < 0 ? "-" : "")Infinity' AS DOUBLE)"
            } else {
                "(\(exponent(value))D)"
            }
        case .text(let value): text(value)
        case .day: "DATE '\(value.description)'"
        case .instant(let value):
            "CAST(timestamp_micros(\(literal(.integer(value)))) AS TIMESTAMP_NTZ)"
        }
    }

    /// A text as the bytes of its UTF-8.
    private static func text(_ value: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = value.utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return "CAST(X'\(String(decoding: bytes, as: UTF8.self))' AS STRING)"
    }

    /// A number in the shortest form that gives it back, with a point or an exponent.
    private static func exponent(_ value: Double) -> String {
        "\(value)".replacing("e+", with: "E").replacing("e", with: "E")
    }
}
