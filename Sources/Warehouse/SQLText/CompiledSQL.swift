/// A statement as an engine takes it when it is pasted: in the engine's own spelling, with its values written out.
package enum CompiledSQL {
    /// - Throws: ``WarehouseError`` where a macro or a value is missing.
    package static func text(_ statement: Statement, dialect: any SQLDialect) throws(WarehouseError) -> String {
        try RenderedSQL(statement.text, dialect: dialect) { name, _ throws(WarehouseError) in
            guard let value = statement.parameters[name] else { throw .missingParameter(name, sql: statement.text) }
            return dialect.literal(value)
        }.text.withoutEnd
    }
}

extension SQLDialect {
    /// A value as standard SQL writes it: quotes in a text are doubled, numbers with a fraction are cast from their shortest text.
    func standardLiteral(_ value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .bool(let value): value ? "TRUE" : "FALSE"
        // The smallest whole number has no positive counterpart to put a minus before.
        case .integer(let value): value == .min ? "(-9223372036854775807 - 1)" : value < 0 ? "(\(value))" : "\(value)"
        case .double(let value):
            value.isNaN
                ? "CAST('NaN' AS \(double))"
                : value.isInfinite
                    ? "CAST('\(value < 0 ? "-" : "")Infinity' AS \(double))" : "CAST('\(value)' AS \(double))"
        case .text(let value): "'" + value.replacing("'", with: "''") + "'"
        case .day: "DATE '\(value.description)'"
        case .instant: "CAST('\(value.description.replacing("T", with: " ").replacing("Z", with: ""))' AS \(timestamp))"
        }
    }
}
