import CDuckDB
import Foundation

/// Appends column batches to a table, a vector of 2,048 rows at a time.
enum ChunkAppender {
    static func append(_ batches: [ColumnBatch], to table: String, connection: duckdb_connection) throws {
        guard let first = batches.first(where: { $0.rowCount > 0 }) else { return }
        var appender = AppenderHandle(raw: nil)
        guard duckdb_appender_create(connection, nil, table, &appender.raw) == DuckDBSuccess else {
            throw failure(appender, table)
        }
        for column in first.columns {
            guard duckdb_appender_add_column(appender.raw, column.name) == DuckDBSuccess else {
                throw failure(appender, table)
            }
        }
        let count = first.columns.count
        var types: [duckdb_logical_type?] = (0..<count).map { duckdb_appender_column_type(appender.raw, idx_t($0)) }
        defer { for index in types.indices { duckdb_destroy_logical_type(&types[index]) } }
        let chunk = ChunkHandle(raw: duckdb_create_data_chunk(&types, idx_t(count)))
        let vectorSize = Int(duckdb_vector_size())
        for batch in batches {
            let writers = try zip(batch.columns, types).map { column, type in
                try VectorWriter(column, type: duckdb_get_type_id(type), table: table)
            }
            var start = 0
            while start < batch.rowCount {
                let length = min(vectorSize, batch.rowCount - start)
                duckdb_data_chunk_reset(chunk.raw)
                for (index, writer) in writers.enumerated() {
                    writer.write(duckdb_data_chunk_get_vector(chunk.raw, idx_t(index)), start, length)
                }
                duckdb_data_chunk_set_size(chunk.raw, idx_t(length))
                guard duckdb_append_data_chunk(appender.raw, chunk.raw) == DuckDBSuccess else {
                    throw failure(appender, table)
                }
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
