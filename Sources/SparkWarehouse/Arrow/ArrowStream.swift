package import Warehouse

/// Reads the messages of an Arrow IPC stream: a schema, then batches of rows.
/// Source: Arrow Columnar Format, "Serialization and Interprocess Communication".
package struct ArrowStream {
    private var fields: [ArrowField] = []
    private var hasRows = false

    package init() {}

    /// A batch without rows, where none was read and the columns are known.
    package var empty: ColumnBatch? {
        hasRows || fields.isEmpty
            ? nil : ColumnBatch(columns: fields.map { Column($0.name, ArrowBatchReader.empty($0.kind)) })
    }

    /// The batches with rows of one buffer of messages. A later buffer may repeat the schema.
    package mutating func read(_ buffer: [UInt8]) throws -> [ColumnBatch] {
        var batches: [ColumnBatch] = []
        var rest = buffer[...]
        while rest.count >= 8 {
            // Messages begin with a mark and a size; in old streams the mark is left out.
            let mark = try rest.whole(at: rest.startIndex, UInt32.self)
            let isMarked = mark == UInt32.max
            let size = isMarked ? Int(try rest.whole(at: rest.startIndex + 4, UInt32.self)) : Int(mark)
            rest = rest.dropFirst(isMarked ? 8 : 4)
            if size == 0 { break }
            guard size <= rest.count else { throw ArrowError.cut }
            let message = try FlatTable(root: rest.prefix(size))
            rest = rest.dropFirst(size)
            let body = Int(try message.number(3, Int64(0)))
            guard body >= 0, body <= rest.count else { throw ArrowError.cut }
            switch (try message.number(1, UInt8(0)), try message.table(2)) {
            case (1, let schema?): fields = try schema.tables(1).map(ArrowField.init)
            case (3, let batch?):
                let columns = try ArrowBatchReader(batch, body: rest.prefix(body)).columns(fields)
                if columns.rowCount > 0 { batches.append(columns) }
            default: throw ArrowError.unsupported("?", "dictionary")
            }
            rest = rest.dropFirst(body)
        }
        if !batches.isEmpty { hasRows = true }
        return batches
    }
}
