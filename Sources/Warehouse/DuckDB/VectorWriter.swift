import CDuckDB

/// Copies a stretch of one column into one vector.
struct VectorWriter {
    private let column: Column
    private let table: String
    /// The 16-byte string values of a category column, ready to be copied; nil for a value that is too long to lie inline.
    private let inline: [duckdb_string_t?]

    init(_ column: Column, type: duckdb_type, table: String) throws {
        let fits = column.storage.duckDBType == type
        guard fits else {
            throw WarehouseError(
                code: "append", message: "Column \(column.name) of \(table) was given values of another type.",
                fault: .system)
        }
        self.column = column
        self.table = table
        if case .category(_, let values) = column.storage {
            inline = values.map { $0.utf8.count <= 12 ? Self.inlineString($0) : nil }
        } else {
            inline = []
        }
    }

    func write(_ vector: duckdb_vector?, _ start: Int, _ length: Int) {
        guard let data = duckdb_vector_get_data(vector) else { return }
        switch column.storage {
        case .bool(let values): copy(values, data, start, length)
        case .int16(let values): copy(values, data, start, length)
        case .int32(let values), .day(let values): copy(values, data, start, length)
        case .int64(let values), .instant(let values): copy(values, data, start, length)
        case .double(let values): copy(values, data, start, length)
        case .text(let values):
            for row in 0..<length where !column.isNull(at: start + row) {
                var text = values[start + row]
                text.withUTF8 {
                    duckdb_vector_assign_string_element_len(vector, idx_t(row), $0.baseAddress, idx_t($0.count))
                }
            }
        case .category(let codes, let values):
            let strings = data.assumingMemoryBound(to: duckdb_string_t.self)
            for row in 0..<length {
                let code = Int(codes[start + row])
                if let string = inline[code] {
                    strings[row] = string
                } else if !column.isNull(at: start + row) {
                    var text = values[code]
                    text.withUTF8 {
                        duckdb_vector_assign_string_element_len(vector, idx_t(row), $0.baseAddress, idx_t($0.count))
                    }
                }
            }
        }
        guard let valid = column.valid else { return }
        duckdb_vector_ensure_validity_writable(vector)
        guard let mask = duckdb_vector_get_validity(vector) else { return }
        for row in 0..<length where !valid[start + row] { duckdb_validity_set_row_invalid(mask, idx_t(row)) }
    }

    private func copy<Element>(_ values: [Element], _ data: UnsafeMutableRawPointer, _ start: Int, _ length: Int) {
        values.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            data.copyMemory(
                from: base + start * MemoryLayout<Element>.stride, byteCount: length * MemoryLayout<Element>.stride)
        }
    }

    private static func inlineString(_ text: String) -> duckdb_string_t {
        var value = duckdb_string_t()
        withUnsafeMutableBytes(of: &value) { bytes in
            bytes.storeBytes(of: UInt32(text.utf8.count), as: UInt32.self)
            for (offset, byte) in text.utf8.enumerated() { bytes[4 + offset] = byte }
        }
        return value
    }
}
