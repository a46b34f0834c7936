import CPostgres

/// The values of a statement in PostgreSQL's binary form, by position.
struct StatementParameters {
    private(set) var types: [Oid] = []
    private var values: [[UInt8]?] = []

    init(_ rendered: RenderedSQL, _ statement: Statement) throws {
        for name in rendered.parameters {
            guard let value = statement.parameters[name] else {
                throw WarehouseError.missingParameter(name, sql: statement.text)
            }
            if let text = value.text, text.utf8.contains(0) { throw WarehouseError.nul(name) }
            add(value)
        }
    }

    private mutating func add(_ value: Value) {
        switch value {
        case .null: append(nil, values: nil)
        case .bool(let value): append(.bool, values: [value ? 1 : 0])
        case .integer(let value): append(.int8, values: Self.bytes(value))
        case .double(let value): append(.float8, values: Self.bytes(value.bitPattern))
        case .text(let value): append(.text, values: Array(value.utf8))
        case .day(let value): append(.date, values: Self.bytes(value &- PostgresType.epochDays))
        case .instant(let value): append(.timestamp, values: Self.bytes(value &- PostgresType.epochMicroseconds))
        }
    }

    private mutating func append(_ type: PostgresType?, values bytes: [UInt8]?) {
        types.append(type?.rawValue ?? 0)
        values.append(bytes)
    }

    private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    /// Lends values, lengths and formats in the shape that libpq wants.
    func withPointers<Answer>(
        _ body: (_ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]) throws -> Answer
    ) rethrows -> Answer {
        let storage = values.reduce(into: [UInt8]()) { all, value in if let value { all += value + [0] } }
        return try storage.withUnsafeBytes { buffer in
            var pointers: [UnsafePointer<CChar>?] = []
            var offset = 0
            for value in values {
                guard let value else {
                    pointers.append(nil)
                    continue
                }
                pointers.append(buffer.baseAddress.map { ($0 + offset).assumingMemoryBound(to: CChar.self) })
                offset += value.count + 1
            }
            return try body(pointers, values.map { Int32($0?.count ?? 0) }, values.map { _ in 1 })
        }
    }
}
