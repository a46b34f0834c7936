import CDuckDB

/// Rows that are added to the sums of their groups, each with a pointer to its group.
struct ExactSumsChunk: ~Copyable {
    private let rows: Int
    /// The values of each column, with 0 for NULL.
    private let values: UnsafeMutableBufferPointer<UnsafePointer<Int64>>
    /// Room for the values of columns that have NULLs.
    private let filled: UnsafeMutablePointer<Int64>?
    /// A bit for each row that has a value in the first column; nil where all have.
    private let counted: UnsafeMutablePointer<UInt64>?

    init(_ chunk: duckdb_data_chunk?, columns: Int) {
        let rows = Int(duckdb_data_chunk_get_size(chunk))
        let vectors = (0..<columns).map { duckdb_data_chunk_get_vector(chunk, idx_t($0)) }
        let validities = vectors.map { duckdb_vector_get_validity($0) }
        let gaps = validities.count { $0 != nil }
        let filled = gaps > 0 ? UnsafeMutablePointer<Int64>.allocate(capacity: gaps * rows) : nil
        let values = UnsafeMutableBufferPointer<UnsafePointer<Int64>>.allocate(capacity: columns)
        var next = filled
        for column in 0..<columns {
            let data = UnsafePointer(duckdb_vector_get_data(vectors[column]).assumingMemoryBound(to: Int64.self))
            if let validity = validities[column], let place = next {
                for row in 0..<rows { (place + row).initialize(to: Self.isSet(validity, row) ? data[row] : 0) }
                values.initializeElement(at: column, to: UnsafePointer(place))
                next = place + rows
            } else {
                values.initializeElement(at: column, to: data)
            }
        }
        self.rows = rows
        self.values = values
        self.filled = filled
        counted = validities[0]
    }

    deinit {
        values.deallocate()
        filled?.deallocate()
    }

    @inline(__always)
    private static func isSet(_ bits: UnsafeMutablePointer<UInt64>, _ row: Int) -> Bool {
        bits[row >> 6] >> UInt64(row & 63) & 1 == 1
    }

    /// Adds each row to its group. False where sums overflow.
    func add(to states: UnsafeMutablePointer<duckdb_aggregate_state?>) -> Bool {
        // What no value here exceeds is a power of two, and its square what no product does.
        var bits: UInt64 = 0
        for column in values { for row in 0..<rows { bits |= UInt64(bitPattern: column[row] ^ (column[row] >> 63)) } }
        let width = 64 - bits.leadingZeroBitCount
        guard width <= 30 else { return addWide(to: states) }
        let most: UInt64 = 1 << UInt64(2 * width)
        switch values.count {
        case 1: return addOne(to: states, most)
        case 2: return addTwo(to: states, most)
        default: return addAny(to: states, most)
        }
    }

    /// How much a row counts: 1, or 0 where the first column is NULL.
    @inline(__always)
    private func weight(_ row: Int) -> Int64 {
        guard let counted else { return 1 }
        return Self.isSet(counted, row) ? 1 : 0
    }

    private func addOne(to states: UnsafeMutablePointer<duckdb_aggregate_state?>, _ most: UInt64) -> Bool {
        let first = values[0]
        for row in 0..<rows {
            guard let state = states[row] else { continue }
            guard
                let sums = ExactSumsState(UnsafeMutableRawPointer(state), columns: 1).narrowSums(
                    for: most, counting: weight(row))
            else {
                return false
            }
            let value = first[row]
            sums[0] &+= value
            sums[1] &+= value &* value
        }
        return true
    }

    private func addTwo(to states: UnsafeMutablePointer<duckdb_aggregate_state?>, _ most: UInt64) -> Bool {
        let first = values[0], second = values[1]
        for row in 0..<rows {
            guard let state = states[row] else { continue }
            guard
                let sums = ExactSumsState(UnsafeMutableRawPointer(state), columns: 2).narrowSums(
                    for: most, counting: weight(row))
            else {
                return false
            }
            let one = first[row], other = second[row]
            sums[0] &+= one
            sums[1] &+= other
            sums[2] &+= one &* one
            sums[3] &+= one &* other
            sums[4] &+= other &* other
        }
        return true
    }

    private func addAny(to states: UnsafeMutablePointer<duckdb_aggregate_state?>, _ most: UInt64) -> Bool {
        let columns = values.count
        for row in 0..<rows {
            guard let state = states[row] else { continue }
            guard
                let sums = ExactSumsState(UnsafeMutableRawPointer(state), columns: columns).narrowSums(
                    for: most, counting: weight(row))
            else { return false }
            var term = columns
            for i in 0..<columns {
                let value = values[i][row]
                sums[i] &+= value
                for j in i..<columns {
                    sums[term] &+= value &* values[j][row]
                    term += 1
                }
            }
        }
        return true
    }

    private func addWide(to states: UnsafeMutablePointer<duckdb_aggregate_state?>) -> Bool {
        for row in 0..<rows {
            guard let state = states[row] else { continue }
            let sums = ExactSumsState(UnsafeMutableRawPointer(state), columns: values.count)
            guard sums.addWide(counting: weight(row), { values[$0][row] }) else { return false }
        }
        return true
    }
}
