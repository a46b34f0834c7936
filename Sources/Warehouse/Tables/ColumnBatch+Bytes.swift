extension ColumnBatch {
    /// About how many bytes of memory the rows take.
    package var bytes: Int { columns.reduce(0) { $0 + $1.bytes } }
}

extension Column {
    fileprivate var bytes: Int {
        let values =
            switch storage {
            case .bool(let values): values.count
            case .int16(let values): values.count * 2
            case .int32(let values), .day(let values): values.count * 4
            case .int64(let values), .instant(let values): values.count * 8
            case .double(let values): values.count * 8
            // Short texts lie in the array itself, longer ones beside it.
            case .text(let values): values.reduce(0) { $0 + 16 + ($1.utf8.count > 15 ? 32 + $1.utf8.count : 0) }
            case .category(let codes, let values): codes.count + values.reduce(0) { $0 + 48 + $1.utf8.count }
            }
        return 64 + name.utf8.count + values + (valid?.count ?? 0)
    }
}
