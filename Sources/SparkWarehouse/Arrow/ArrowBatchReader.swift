import Foundation
import Listening
import Warehouse

/// Takes the columns of one record batch out of its buffers.
struct ArrowBatchReader {
    private let rows: Int
    private let body: ArraySlice<UInt8>
    private let nodes: [(length: Int, nulls: Int)]
    private let buffers: [(offset: Int, length: Int)]
    private let variadic: [Int]

    init(_ batch: FlatTable, body: ArraySlice<UInt8>) throws {
        guard try batch.table(3) == nil else { throw ArrowError.unsupported("?", "compressed") }
        rows = Int(try batch.number(0, Int64(0)))
        nodes = try batch.pairs(1)
        buffers = try batch.pairs(2)
        variadic = try batch.sizes(4)
        self.body = body
    }

    func columns(_ fields: [ArrowField]) throws -> ColumnBatch {
        guard nodes.count == fields.count, rows >= 0 else { throw ArrowError.cut }
        var next = 0, nextVariadic = 0
        var columns: [Column] = []
        for (field, node) in zip(fields, nodes) {
            guard node.length == rows else { throw ArrowError.cut }
            if field.kind == .nothing {
                columns.append(
                    Column(
                        field.name, .text(Array(repeating: "", count: rows)),
                        valid: Array(repeating: false, count: rows)))
                continue
            }
            var more = 0
            if field.kind == .textView {
                guard nextVariadic < variadic.count else { throw ArrowError.cut }
                more = variadic[nextVariadic]
                nextVariadic += 1
            }
            let count = Self.buffers(of: field.kind) + more
            guard next + count <= buffers.count else { throw ArrowError.cut }
            let own = try (next..<next + count).map { try slice($0) }
            next += count
            let valid = node.nulls == 0 || own[0].isEmpty ? nil : try bits(own[0])
            columns.append(Column(field.name, try storage(field, own, valid), valid: valid))
        }
        return ColumnBatch(columns: columns)
    }

    /// The storage of a column without rows.
    static func empty(_ kind: ArrowField.Kind) -> Column.Storage {
        switch kind {
        case .nothing, .text, .textView: .text([])
        case .bool: .bool([])
        case .whole(let bits, let signed):
            bits < 16 || bits == 16 && signed ? .int16([]) : bits < 32 || bits == 32 && signed ? .int32([]) : .int64([])
        case .single, .double: .double([])
        case .day: .day([])
        case .instant: .instant([])
        case .decimal(let scale): scale <= 0 ? .int64([]) : .double([])
        }
    }

    private static func buffers(of kind: ArrowField.Kind) -> Int {
        if case .text = kind { 3 } else { 2 }
    }

    private func slice(_ index: Int) throws -> ArraySlice<UInt8> {
        let (offset, length) = buffers[index]
        guard offset + length <= body.count else { throw ArrowError.cut }
        return body[body.startIndex + offset..<body.startIndex + offset + length]
    }

    private func storage(_ field: ArrowField, _ own: [ArraySlice<UInt8>], _ valid: [Bool]?) throws -> Column.Storage {
        let values = own[1]
        switch field.kind {
        case .nothing: return .text([])
        case .bool: return .bool(try bits(values))
        case .whole(8, true): return .int16(try numbers(values, Int8.self).map(Int16.init))
        case .whole(16, true): return .int16(try numbers(values, Int16.self))
        case .whole(32, true): return .int32(try numbers(values, Int32.self))
        case .whole(64, true): return .int64(try numbers(values, Int64.self))
        case .whole(8, false): return .int16(try numbers(values, UInt8.self).map(Int16.init))
        case .whole(16, false): return .int32(try numbers(values, UInt16.self).map(Int32.init))
        case .whole(32, false): return .int64(try numbers(values, UInt32.self).map(Int64.init))
        case .whole:
            return .int64(
                try numbers(values, UInt64.self).enumerated().map { row, value in
                    if valid?[row] == false { return 0 }
                    guard let whole = Int64(exactly: value) else { throw ArrowError.range(field.name) }
                    return whole
                })
        case .single: return .double(try numbers(values, UInt32.self).map { Double(Float(bitPattern: $0)) })
        case .double: return .double(try numbers(values, UInt64.self).map { Double(bitPattern: $0) })
        case .text(let wide):
            return .text(
                try texts(
                    wide
                        ? try numbers(values, Int64.self, more: 1)
                        : try numbers(values, Int32.self, more: 1).map(Int64.init), own[2]))
        case .textView: return .text(try views(values, Array(own.dropFirst(2)), valid))
        case .day: return .day(try numbers(values, Int32.self))
        case .instant(let perSecond):
            let times = try numbers(values, Int64.self)
            return .instant(
                perSecond > 1_000_000
                    ? times.map { $0 >= 0 ? $0 / 1000 : $0.saturatingAdd(-999) / 1000 }
                    : times.map { $0.saturatingMultiply(1_000_000 / perSecond) })
        case .decimal(let scale): return try decimals(try numbers(values, Int128.self), scale, field.name, valid)
        }
    }

    private func numbers<Number: FixedWidthInteger>(_ bytes: ArraySlice<UInt8>, _ type: Number.Type, more: Int = 0)
        throws -> [Number]
    {
        // A column of text without rows may come without its one offset.
        if rows == 0, bytes.isEmpty { return Array(repeating: 0, count: more) }
        let count = rows + more, size = MemoryLayout<Number>.size
        guard bytes.count >= count * size else { throw ArrowError.cut }
        return bytes.withUnsafeBytes { raw in
            (0..<count).map { Number(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * size, as: Number.self)) }
        }
    }

    private func bits(_ bytes: ArraySlice<UInt8>) throws -> [Bool] {
        guard bytes.count * 8 >= rows else { throw ArrowError.cut }
        return bytes.withUnsafeBytes { raw in (0..<rows).map { raw[$0 >> 3] >> ($0 & 7) & 1 == 1 } }
    }

    private func texts(_ ends: [Int64], _ bytes: ArraySlice<UInt8>) throws -> [String] {
        try (0..<rows).map { row in
            guard ends[row] >= 0, ends[row] <= ends[row + 1], ends[row + 1] <= bytes.count else { throw ArrowError.cut }
            return String(
                decoding: bytes[bytes.startIndex + Int(ends[row])..<bytes.startIndex + Int(ends[row + 1])],
                as: UTF8.self)
        }
    }

    /// Texts of up to 12 bytes stand in their view; of longer ones the view says in which buffer and where.
    private func views(_ bytes: ArraySlice<UInt8>, _ data: [ArraySlice<UInt8>], _ valid: [Bool]?) throws -> [String] {
        try (0..<rows).map { row in
            if valid?[row] == false { return "" }
            let at = bytes.startIndex + 16 * row
            let length = Int(try bytes.whole(at: at, Int32.self))
            guard length >= 0, at + 16 <= bytes.endIndex else { throw ArrowError.cut }
            if length <= 12 { return String(decoding: bytes[at + 4..<at + 4 + length], as: UTF8.self) }
            let buffer = Int(try bytes.whole(at: at + 8, Int32.self)),
                offset = Int(try bytes.whole(at: at + 12, Int32.self))
            guard data.indices.contains(buffer), offset >= 0, offset + length <= data[buffer].count else {
                throw ArrowError.cut
            }
            let start = data[buffer].startIndex + offset
            return String(decoding: data[buffer][start..<start + length], as: UTF8.self)
        }
    }

    /// Whole decimals are whole numbers; the rest becomes the nearest double.
    private func decimals(_ values: [Int128], _ scale: Int, _ name: String, _ valid: [Bool]?) throws -> Column.Storage {
        if scale <= 0 {
            return .int64(
                try values.enumerated().map { row, value in
                    if valid?[row] == false { return 0 }
                    guard let whole = Int64(exactly: value) else { throw ArrowError.range(name) }
                    return whole
                })
        }
        return .double(
            values.enumerated().map { row, value in
                if valid?[row] == false { return 0 }
                // Both are exact up to these bounds, so that one division rounds once.
                if value.magnitude <= 1 << 53, scale <= 22 { return Double(value) / pow(10, Double(scale)) }
                return Double("\(value)e-\(scale)") ?? .nan
            })
    }
}
