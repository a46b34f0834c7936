import CPostgres

/// Writes rows in the binary form of COPY.
struct CopyEncoder {
    /// What begins a binary copy, and what ends it.
    static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0x00] + [UInt8](repeating: 0, count: 8)
    static let trailer: [UInt8] = [0xff, 0xff]

    /// The types of the table's columns, in the order of the batch's.
    let types: [PostgresType]

    /// Some rows of a batch.
    /// - Throws: ``WarehouseError`` where a column does not fit its place in the table.
    func encode(_ batch: ColumnBatch, rows: some Collection<Int>) throws -> [UInt8] {
        let cells = try zip(batch.columns, types).map(Cells.init)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * (2 + cells.reduce(0) { $0 + $1.usualSize }))
        for row in rows {
            append(Int16(cells.count), to: &bytes)
            for cell in cells { cell.write(row, to: &bytes) }
        }
        return bytes
    }
}

@inline(__always)
private func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
}

/// One column of a batch on its way into a column of a table.
private struct Cells {
    private enum Source {
        case bool([Bool])
        case int2([Int64])
        case int4([Int32])
        case int8([Int64])
        case double([Double])
        case text([String])
        case category([UInt8], [[UInt8]])
    }

    private let source: Source
    private let valid: [Bool]?

    init(_ column: Column, _ type: PostgresType) throws {
        valid = column.valid
        switch (column.storage, type) {
        case (.bool(let values), .bool): source = .bool(values)
        case (.int16(let values), .int2): source = .int2(values.map(Int64.init))
        case (.int16(let values), .int4): source = .int4(values.map(Int32.init))
        case (.int16(let values), .int8): source = .int8(values.map(Int64.init))
        case (.int32(let values), .int2): source = .int2(values.map(Int64.init))
        case (.int32(let values), .int4): source = .int4(values)
        case (.int32(let values), .int8): source = .int8(values.map(Int64.init))
        case (.int64(let values), .int2): source = .int2(values)
        case (.int64(let values), .int4): source = .int4(values.map(Int32.init(truncatingIfNeeded:)))
        case (.int64(let values), .int8): source = .int8(values)
        case (.double(let values), .float8): source = .double(values)
        case (.int64(let values), .float8): source = .double(values.map(Double.init))
        case (.int32(let values), .float8): source = .double(values.map(Double.init))
        case (.day(let values), .date): source = .int4(values.map { $0 &- PostgresType.epochDays })
        case (.instant(let values), .timestamp): source = .int8(values.map { $0 &- PostgresType.epochMicroseconds })
        case (.text(let values), let type) where type.isText: source = .text(values)
        case (.category(let codes, let values), let type) where type.isText:
            source = .category(codes, values.map { Array($0.utf8) })
        default:
            throw WarehouseError(
                code: "load",
                message: "Column \(column.name) cannot be loaded: its values do not fit the table's type.",
                fault: .system)
        }
    }

    var usualSize: Int {
        switch source {
        case .bool: 5
        case .int2: 6
        case .int4: 8
        case .int8, .double: 12
        case .text: 24
        case .category: 14
        }
    }

    @inline(__always)
    func write(_ row: Int, to bytes: inout [UInt8]) {
        if let valid, !valid[row] {
            append(Int32(-1), to: &bytes)
            return
        }
        switch source {
        case .bool(let values):
            append(Int32(1), to: &bytes)
            bytes.append(values[row] ? 1 : 0)
        case .int2(let values):
            append(Int32(2), to: &bytes)
            append(Int16(truncatingIfNeeded: values[row]), to: &bytes)
        case .int4(let values):
            append(Int32(4), to: &bytes)
            append(values[row], to: &bytes)
        case .int8(let values):
            append(Int32(8), to: &bytes)
            append(values[row], to: &bytes)
        case .double(let values):
            append(Int32(8), to: &bytes)
            append(values[row].bitPattern, to: &bytes)
        case .text(let values):
            let text = values[row].utf8
            append(Int32(text.count), to: &bytes)
            bytes.append(contentsOf: text)
        case .category(let codes, let values):
            let text = values[Int(codes[row])]
            append(Int32(text.count), to: &bytes)
            bytes.append(contentsOf: text)
        }
    }
}
