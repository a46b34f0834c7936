import CDuckDB
import Foundation
import Synchronization

/// Parts of a load as a DuckDB table function, which the engine reads on all of its threads at once.
///
/// `@unchecked Sendable` is sound because the only mutable state, the next part and the maker, is behind a lock.
final class PartSource: @unchecked Sendable {
    /// The columns that every part has; read off the first part.
    let columns: [Column]
    private let parts: Int
    private let state: Mutex<State>
    private static let numbers = Mutex(0)

    private struct State: Sendable {
        var next = 1
        var first: ColumnBatch?
        var make: (@Sendable (Int) -> ColumnBatch)?
    }

    init(parts: Int, _ make: @escaping @Sendable (Int) -> ColumnBatch) {
        self.parts = parts
        let first = make(0)
        columns = first.columns
        state = Mutex(State(first: first, make: make))
    }

    /// Lets go of the parts. The function stays registered until the database is closed, and then answers no rows.
    func finish() {
        state.withLock { state in
            state.first = nil
            state.make = nil
        }
    }

    /// The next part that no thread has taken yet, or nil.
    private func take() -> ColumnBatch? {
        let (first, index, make): (ColumnBatch?, Int, (@Sendable (Int) -> ColumnBatch)?) = state.withLock { state in
            if let first = state.first {
                state.first = nil
                return (first, 0, nil)
            }
            guard state.next < parts, let make = state.make else { return (nil, 0, nil) }
            state.next += 1
            return (nil, state.next - 1, make)
        }
        return first ?? make?(index)
    }

    /// What one thread is reading.
    private final class Cursor {
        var writers: [VectorWriter] = []
        var row = 0
        var count = 0
    }

    /// Registers the table function and answers its name.
    func register(on connection: DuckDBConnection) throws -> String {
        let number = Self.numbers.withLock { number in
            number += 1
            return number
        }
        let name = "segue_parts_\(number)"
        var function = duckdb_create_table_function()
        defer { duckdb_destroy_table_function(&function) }
        duckdb_table_function_set_name(function, name)
        duckdb_table_function_set_extra_info(function, Unmanaged.passRetained(self).toOpaque()) { pointer in
            if let pointer { Unmanaged<PartSource>.fromOpaque(pointer).release() }
        }
        duckdb_table_function_set_bind(function) { info in
            guard let source = PartSource.from(duckdb_bind_get_extra_info(info)) else { return }
            for column in source.columns {
                var type = duckdb_create_logical_type(column.storage.duckDBType)
                duckdb_bind_add_result_column(info, column.name, type)
                duckdb_destroy_logical_type(&type)
            }
        }
        duckdb_table_function_set_init(function) { info in duckdb_init_set_max_threads(info, 64) }
        duckdb_table_function_set_local_init(function) { info in
            duckdb_init_set_init_data(info, Unmanaged.passRetained(Cursor()).toOpaque()) { pointer in
                if let pointer { Unmanaged<Cursor>.fromOpaque(pointer).release() }
            }
        }
        duckdb_table_function_set_function(function) { info, chunk in
            guard let source = PartSource.from(duckdb_function_get_extra_info(info)),
                let local = duckdb_function_get_local_init_data(info)
            else { return }
            source.fill(chunk, Unmanaged<Cursor>.fromOpaque(local).takeUnretainedValue(), info)
        }
        guard duckdb_register_table_function(connection.raw, function) == DuckDBSuccess else {
            throw WarehouseError(code: "append", message: "DuckDB refused the load.", fault: .system)
        }
        return name
    }

    private func fill(_ chunk: duckdb_data_chunk?, _ cursor: Cursor, _ info: duckdb_function_info?) {
        while cursor.row >= cursor.count {
            guard let part = take() else {
                duckdb_data_chunk_set_size(chunk, 0)
                return
            }
            do {
                cursor.writers = try part.columns.map {
                    try VectorWriter($0, type: $0.storage.duckDBType, table: "a part")
                }
            } catch {
                duckdb_function_set_error(info, "\(error)")
                return
            }
            cursor.row = 0
            cursor.count = part.rowCount
        }
        let length = min(Int(duckdb_vector_size()), cursor.count - cursor.row)
        for (index, writer) in cursor.writers.enumerated() {
            writer.write(duckdb_data_chunk_get_vector(chunk, idx_t(index)), cursor.row, length)
        }
        duckdb_data_chunk_set_size(chunk, idx_t(length))
        cursor.row += length
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> PartSource? {
        pointer.map { Unmanaged<PartSource>.fromOpaque($0).takeUnretainedValue() }
    }
}

extension Column.Storage {
    /// The type of DuckDB's that holds such values.
    var duckDBType: duckdb_type {
        switch self {
        case .bool: DUCKDB_TYPE_BOOLEAN
        case .int16: DUCKDB_TYPE_SMALLINT
        case .int32: DUCKDB_TYPE_INTEGER
        case .int64: DUCKDB_TYPE_BIGINT
        case .double: DUCKDB_TYPE_DOUBLE
        case .text, .category: DUCKDB_TYPE_VARCHAR
        case .day: DUCKDB_TYPE_DATE
        case .instant: DUCKDB_TYPE_TIMESTAMP
        }
    }
}
