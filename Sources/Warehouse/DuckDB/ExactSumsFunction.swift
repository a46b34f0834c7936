import CDuckDB

/// The aggregate `exact_sums(c0, c1, …)` of whole numbers: how many values the first column has, the sum of each column, and the sum of the products
/// of each pair, as one text. NULL adds nothing.
///
/// What the engine's own `SUM`s of the same would need a pass each for, it does in one ([ADR 9](docs/adr/0009-exact-sums-in-the-embedded-engine.md)).
enum ExactSumsFunction {
    /// More columns than any metric has.
    static let mostColumns = 12

    /// Makes the function known to the database of a connection.
    static func register(on connection: DuckDBConnection) throws {
        var set = duckdb_create_aggregate_function_set("exact_sums")
        defer { duckdb_destroy_aggregate_function_set(&set) }
        var bigint = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT),
            text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR)
        defer {
            duckdb_destroy_logical_type(&bigint)
            duckdb_destroy_logical_type(&text)
        }
        for columns in 1...mostColumns {
            var function = duckdb_create_aggregate_function()
            defer { duckdb_destroy_aggregate_function(&function) }
            duckdb_aggregate_function_set_name(function, "exact_sums")
            for _ in 0..<columns { duckdb_aggregate_function_add_parameter(function, bigint) }
            duckdb_aggregate_function_set_return_type(function, text)
            // The number of columns itself is what the callbacks are told; nothing is pointed to.
            duckdb_aggregate_function_set_extra_info(function, UnsafeMutableRawPointer(bitPattern: columns), nil)
            // NULL in one column leaves the others to be summed up.
            duckdb_aggregate_function_set_special_handling(function)
            duckdb_aggregate_function_set_functions(function, size, initialize, update, merge, finish)
            duckdb_aggregate_function_set_destructor(function, destroy)
            duckdb_add_aggregate_function_to_set(set, function)
        }
        guard duckdb_register_aggregate_function_set(connection.raw, set) == DuckDBSuccess else {
            throw WarehouseError(code: "open", message: "DuckDB refused the aggregate exact_sums.", fault: .system)
        }
    }

    private static func columns(_ info: duckdb_function_info?) -> Int {
        Int(bitPattern: duckdb_aggregate_function_get_extra_info(info))
    }

    private static func memory(_ state: duckdb_aggregate_state?) -> UnsafeMutableRawPointer? {
        state.map { UnsafeMutableRawPointer($0) }
    }

    private static func tooLarge(_ info: duckdb_function_info?) {
        duckdb_aggregate_function_set_error(info, "Overflow: the sums of exact_sums do not fit into 128 bits.")
    }

    private static let size: duckdb_aggregate_state_size = { info in idx_t(ExactSumsState.size(columns(info))) }

    private static let initialize: duckdb_aggregate_init_t = { info, state in
        guard let memory = memory(state) else { return }
        ExactSumsState(memory, columns: columns(info)).initialize()
    }

    private static let destroy: duckdb_aggregate_destroy_t = { states, count in
        guard let states else { return }
        // How many columns there were does not matter for this.
        for index in 0..<Int(count) {
            if let memory = memory(states[index]) { ExactSumsState(memory, columns: 1).destroy() }
        }
    }

    private static let merge: duckdb_aggregate_combine_t = { info, sources, targets, count in
        guard let sources, let targets else { return }
        let columns = columns(info)
        for index in 0..<Int(count) {
            guard let source = memory(sources[index]), let target = memory(targets[index]) else { continue }
            if !ExactSumsState(target, columns: columns).merge(ExactSumsState(source, columns: columns)) {
                return tooLarge(info)
            }
        }
    }

    private static let finish: duckdb_aggregate_finalize_t = { info, states, result, count, offset in
        guard let states else { return }
        let columns = columns(info)
        for index in 0..<Int(count) {
            guard let memory = memory(states[index]) else { continue }
            guard var text = ExactSumsState(memory, columns: columns).text() else { return tooLarge(info) }
            text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { bytes in
                    duckdb_vector_assign_string_element_len(
                        result, offset + idx_t(index), bytes.baseAddress, idx_t(bytes.count))
                }
            }
        }
    }

    private static let update: duckdb_aggregate_update_t = { info, input, states in
        guard let states else { return }
        let chunk = ExactSumsChunk(input, columns: columns(info))
        if !chunk.add(to: states) { tooLarge(info) }
    }
}
