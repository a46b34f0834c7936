import Foundation
import CDuckDB

/// Appends column batches to a table, a vector of 2,048 rows at a time.
enum ChunkAppender {
    static func append(_ batches: [ColumnBatch], to table: String, connection: duckdb_connection) throws {
        guard let first = batches.first(where: { $0.rowCount > 0 }) else { return }
        var appender = AppenderHandle(raw: nil)
        guard duckdb_appender_create(connection, nil, table, &appender.raw) == DuckDBSuccess else {
            throw failure(appender, table)
        }
        for column in first.columns {
            guard duckdb_appender_add_column(appender.raw, column.name) == DuckDBSuccess else { throw failure(appender, table) }
        }
        let count = first.columns.count
        var types: [duckdb_logical_type?] = (0..<count).map { duckdb_appender_column_type(appender.raw, idx_t($0)) }
        defer { for index in types.indices { duckdb_destroy_logical_type(&types[index]) } }
        let chunk = ChunkHandle(raw: duckdb_create_data_chunk(&types, idx_t(count)))
        let vectorSize = Int(duckdb_vector_size())
        for batch in batches {
            let writers = try zip(batch.columns, types).map { column, type in try VectorWriter(column, type: duckdb_get_type_id(type), table: table) }
            var start = 0
            while start < batch.rowCount {
                let length = min(vectorSize, batch.rowCount - start)
                duckdb_data_chunk_reset(chunk.raw)
                for (index, writer) in writers.enumerated() {
                    writer.write(duckdb_data_chunk_get_vector(chunk.raw, idx_t(index)), start, length)
                }
                duckdb_data_chunk_set_size(chunk.raw, idx_t(length))
                guard duckdb_append_data_chunk(appender.raw, chunk.raw) == DuckDBSuccess else { throw failure(appender, table) }
                start += length
            }
        }
        guard duckdb_appender_close(appender.raw) == DuckDBSuccess else { throw failure(appender, table) }
    }

    private static func failure(_ appender: borrowing AppenderHandle, _ table: String) -> WarehouseError {
        let error = duckdb_appender_error_data(appender.raw)
        let cause = duckdb_error_data_message(error).map { String(cString: $0) } ?? "unknown cause"
        var handle = error
        duckdb_destroy_error_data(&handle)
        return .statement("Appending to \(table) failed: \(cause)", sql: "")
    }
}

/// Copies a stretch of one column into one vector.
private struct VectorWriter {
    private let column: Column
    private let table: String
    /// The 16-byte string values of a category column, ready to be copied; nil for a value that is too long to lie inline.
    private let inline: [duckdb_string_t?]

    init(_ column: Column, type: duckdb_type, table: String) throws {
        let fits =
            switch column.storage {
            case .bool: type == DUCKDB_TYPE_BOOLEAN
            case .int16: type == DUCKDB_TYPE_SMALLINT
            case .int32: type == DUCKDB_TYPE_INTEGER
            case .int64: type == DUCKDB_TYPE_BIGINT
            case .double: type == DUCKDB_TYPE_DOUBLE
            case .text, .category: type == DUCKDB_TYPE_VARCHAR
            case .day: type == DUCKDB_TYPE_DATE
            case .instant: type == DUCKDB_TYPE_TIMESTAMP
            }
        guard fits else {
            throw WarehouseError(code: "append", message: "Column \(column.name) of \(table) was given values of another type.", fault: .system)
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
                text.withUTF8 { duckdb_vector_assign_string_element_len(vector, idx_t(row), $0.baseAddress, idx_t($0.count)) }
            }
        case .category(let codes, let values):
            let strings = data.assumingMemoryBound(to: duckdb_string_t.self)
            for row in 0..<length {
                let code = Int(codes[start + row])
                if let string = inline[code] {
                    strings[row] = string
                } else if !column.isNull(at: start + row) {
                    var text = values[code]
                    text.withUTF8 { duckdb_vector_assign_string_element_len(vector, idx_t(row), $0.baseAddress, idx_t($0.count)) }
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
            data.copyMemory(from: base + start * MemoryLayout<Element>.stride, byteCount: length * MemoryLayout<Element>.stride)
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
