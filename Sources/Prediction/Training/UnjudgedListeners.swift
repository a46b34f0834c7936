import Warehouse

/// Listeners who were learned from and of whom no row is judged: in pooled histories of different years the split by time leaves some out.
enum UnjudgedListeners {
    /// How many ids a report names.
    private static let mostIDs = 10

    static func find(train: TrainingData, test: TrainingData, _ warehouse: any Warehouse) async throws
        -> ModelReport.Unjudged
    {
        let keys = Set(train.listeners).subtracting(test.listeners).sorted()
        guard !keys.isEmpty else { return ModelReport.Unjudged(listeners: 0, ids: []) }
        let ids = try await warehouse.read { connection in
            try keys.prefix(mostIDs).compactMap { key in
                let rows = try connection.query(
                    Statement(
                        "SELECT listener_id FROM listeners WHERE listener_key = :key", ["key": .integer(Int64(key))]))
                return rows.rowCount > 0 ? rows.value("listener_id", at: 0).text : nil
            }
        }
        return ModelReport.Unjudged(listeners: keys.count, ids: ids)
    }
}
