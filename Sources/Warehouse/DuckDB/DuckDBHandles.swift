import CDuckDB

// Non-copyable owners of DuckDB's C handles. Each starts as nil and is destroyed exactly once; every destroy call is safe on nil.

struct DatabaseHandle: ~Copyable {
    var raw: duckdb_database?
    deinit {
        var handle = raw
        duckdb_close(&handle)
    }
}

struct ConfigHandle: ~Copyable {
    var raw: duckdb_config?
    deinit {
        var handle = raw
        duckdb_destroy_config(&handle)
    }
}

struct PreparedHandle: ~Copyable {
    var raw: duckdb_prepared_statement?
    deinit {
        var handle = raw
        duckdb_destroy_prepare(&handle)
    }
}

struct ResultHandle: ~Copyable {
    var raw = duckdb_result()
    deinit {
        var handle = raw
        duckdb_destroy_result(&handle)
    }
}

struct AppenderHandle: ~Copyable {
    var raw: duckdb_appender?
    deinit {
        var handle = raw
        duckdb_appender_destroy(&handle)
    }
}

struct ChunkHandle: ~Copyable {
    var raw: duckdb_data_chunk?
    deinit {
        var handle = raw
        duckdb_destroy_data_chunk(&handle)
    }
}

struct LogicalTypeHandle: ~Copyable {
    var raw: duckdb_logical_type?
    deinit {
        var handle = raw
        duckdb_destroy_logical_type(&handle)
    }
}
