import CDuckDB

/// Copies DuckDB's vectors into columns.
struct ChunkReader {
    private struct Source {
        let name: String
        let type: duckdb_type
        let scale: Double
        let width: duckdb_type
    }

    private let sources: [Source]

    init(result: inout ResultHandle) {
        var sources: [Source] = []
        for index in 0..<duckdb_column_count(&result.raw) {
            let logical = LogicalTypeHandle(raw: duckdb_column_logical_type(&result.raw, index))
            let type = duckdb_get_type_id(logical.raw)
            var scale = 1.0
            for _ in 0..<(type == DUCKDB_TYPE_DECIMAL ? duckdb_decimal_scale(logical.raw) : 0) { scale *= 10 }
            sources.append(
                Source(
                    name: duckdb_column_name(&result.raw, index).map { String(cString: $0) } ?? "column\(index)",
                    type: type, scale: scale,
                    width: type == DUCKDB_TYPE_DECIMAL ? duckdb_decimal_internal_type(logical.raw) : type))
        }
        self.sources = sources
    }

    /// Whether columns of a type can be read without a cast to text.
    static func reads(_ type: duckdb_type) -> Bool {
        switch type {
        case DUCKDB_TYPE_BOOLEAN, DUCKDB_TYPE_TINYINT, DUCKDB_TYPE_SMALLINT, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_BIGINT,
            DUCKDB_TYPE_UTINYINT,
            DUCKDB_TYPE_USMALLINT, DUCKDB_TYPE_UINTEGER, DUCKDB_TYPE_UBIGINT, DUCKDB_TYPE_HUGEINT, DUCKDB_TYPE_FLOAT,
            DUCKDB_TYPE_DOUBLE,
            DUCKDB_TYPE_DECIMAL, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_DATE, DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_TIMESTAMP_TZ,
            DUCKDB_TYPE_SQLNULL,
            DUCKDB_TYPE_INVALID:
            true
        default: false
        }
    }

    /// The columns of an answer without rows.
    var empty: ColumnBatch {
        ColumnBatch(
            columns: sources.map { source in
                switch source.type {
                case DUCKDB_TYPE_BOOLEAN: Column(source.name, .bool([]))
                case DUCKDB_TYPE_VARCHAR: Column(source.name, .text([]))
                case DUCKDB_TYPE_DATE: Column(source.name, .day([]))
                case DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_TIMESTAMP_TZ: Column(source.name, .instant([]))
                case DUCKDB_TYPE_FLOAT, DUCKDB_TYPE_DOUBLE, DUCKDB_TYPE_DECIMAL: Column(source.name, .double([]))
                case DUCKDB_TYPE_TINYINT, DUCKDB_TYPE_UTINYINT, DUCKDB_TYPE_SMALLINT: Column(source.name, .int16([]))
                case DUCKDB_TYPE_USMALLINT, DUCKDB_TYPE_INTEGER: Column(source.name, .int32([]))
                default: Column(source.name, .int64([]))
                }
            })
    }

    func read(_ chunk: duckdb_data_chunk) throws -> ColumnBatch {
        let count = Int(duckdb_data_chunk_get_size(chunk))
        return ColumnBatch(
            columns: try sources.enumerated().map { index, source in
                let vector = duckdb_data_chunk_get_vector(chunk, idx_t(index))
                let valid = Self.validity(vector, count)
                return Column(source.name, try Self.values(vector, source, count, valid), valid: valid)
            })
    }

    private static func validity(_ vector: duckdb_vector?, _ count: Int) -> [Bool]? {
        guard let mask = duckdb_vector_get_validity(vector) else { return nil }
        let words = (count + 63) / 64
        let allValid = (0..<words).allSatisfy { word in
            let bits = min(64, count - word * 64)
            let wanted: UInt64 = bits == 64 ? .max : (1 << UInt64(bits)) - 1
            return mask[word] & wanted == wanted
        }
        if allValid { return nil }
        return (0..<count).map { mask[$0 >> 6] >> UInt64($0 & 63) & 1 == 1 }
    }

    private static func values(_ vector: duckdb_vector?, _ source: Source, _ count: Int, _ valid: [Bool]?) throws
        -> Column.Storage
    {
        guard let data = duckdb_vector_get_data(vector) else { return .int64(Array(repeating: 0, count: count)) }
        func array<Element>(_ type: Element.Type) -> [Element] {
            Array(UnsafeBufferPointer(start: data.assumingMemoryBound(to: type), count: count))
        }
        switch source.type {
        case DUCKDB_TYPE_BOOLEAN: return .bool(array(Bool.self))
        case DUCKDB_TYPE_TINYINT: return .int16(array(Int8.self).map(Int16.init))
        case DUCKDB_TYPE_UTINYINT: return .int16(array(UInt8.self).map(Int16.init))
        case DUCKDB_TYPE_SMALLINT: return .int16(array(Int16.self))
        case DUCKDB_TYPE_USMALLINT: return .int32(array(UInt16.self).map(Int32.init))
        case DUCKDB_TYPE_INTEGER: return .int32(array(Int32.self))
        case DUCKDB_TYPE_UINTEGER: return .int64(array(UInt32.self).map(Int64.init))
        case DUCKDB_TYPE_BIGINT: return .int64(array(Int64.self))
        case DUCKDB_TYPE_UBIGINT: return .int64(array(UInt64.self).map { Int64(clamping: $0) })
        case DUCKDB_TYPE_FLOAT: return .double(array(Float.self).map(Double.init))
        case DUCKDB_TYPE_DOUBLE: return .double(array(Double.self))
        case DUCKDB_TYPE_DATE: return .day(array(Int32.self))
        case DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_TIMESTAMP_TZ: return .instant(array(Int64.self))
        case DUCKDB_TYPE_HUGEINT:
            return .int64(
                try array(duckdb_hugeint.self).enumerated().map { row, value in
                    guard valid?[row] ?? true else { return 0 }
                    guard value.upper == (Int64(bitPattern: value.lower) < 0 ? -1 : 0) else {
                        throw WarehouseError(
                            code: "range",
                            message: "Column \(source.name) holds a whole number beyond 64 bits. Cast it to DOUBLE.",
                            fault: .usage)
                    }
                    return Int64(bitPattern: value.lower)
                })
        case DUCKDB_TYPE_DECIMAL:
            switch source.width {
            case DUCKDB_TYPE_SMALLINT: return .double(array(Int16.self).map { Double($0) / source.scale })
            case DUCKDB_TYPE_INTEGER: return .double(array(Int32.self).map { Double($0) / source.scale })
            case DUCKDB_TYPE_BIGINT: return .double(array(Int64.self).map { Double($0) / source.scale })
            default: return .double(array(duckdb_hugeint.self).map { duckdb_hugeint_to_double($0) / source.scale })
            }
        case DUCKDB_TYPE_VARCHAR:
            let strings = data.assumingMemoryBound(to: duckdb_string_t.self)
            return .text(
                (0..<count).map { row in
                    guard valid?[row] ?? true, let bytes = duckdb_string_t_data(strings + row) else { return "" }
                    let length = Int(duckdb_string_t_length(strings[row]))
                    return bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
                        String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
                    }
                })
        default: return .int64(Array(repeating: 0, count: count))
        }
    }
}
