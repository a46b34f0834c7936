import Listening
import Warehouse

/// One side of a time split, of one part of the listeners, as it comes out of the warehouse.
struct PartData: Sendable {
    /// Row-major values of the features.
    var values: [Double] = []
    var labels: [Double] = []
    var baselines: [String: [Double]]
    var oracle: [Double] = []
    /// The keys of the listeners.
    var listeners: [Int] = []
    var firstDay = CalendarDay(daysSinceEpoch: .max)
    var lastDay = CalendarDay(daysSinceEpoch: .min)
    /// A running hash of keys and labels.
    var hash = FNV1a()

    init(baselines: [String]) { self.baselines = Dictionary(uniqueKeysWithValues: baselines.map { ($0, []) }) }

    /// Takes the chosen rows of a batch.
    mutating func append(_ batch: ColumnBatch, rows: [Int], features: [String], key: String) throws {
        guard !rows.isEmpty else { return }
        func numbers(_ name: String) throws -> [Double] {
            guard let column = batch.column(name) else {
                throw PredictionError.learning("The feature query answers no column \(name).")
            }
            return column.numbers()
        }
        let start = values.count
        values.append(contentsOf: repeatElement(0, count: rows.count * features.count))
        for (place, name) in features.enumerated() {
            let column = try numbers(name)
            for (row, source) in rows.enumerated() { values[start + row * features.count + place] = column[source] }
        }
        for name in baselines.keys {
            let column = try numbers(name)
            baselines[name]?.append(contentsOf: rows.map { column[$0] })
        }
        let label = try numbers("label")
        let truth = try numbers("truth")
        let keys = try numbers(key)
        let starts = try numbers("started_at")
        let owners = try numbers("listener_key")
        for row in rows {
            labels.append(label[row])
            oracle.append(truth[row])
            listeners.append(Int(owners[row]))
            let day = CalendarDay(containingUTC: Instant(microseconds: Int64(starts[row])))
            firstDay = min(firstDay, day)
            lastDay = max(lastDay, day)
            hash.mix(UInt64(bitPattern: Int64(keys[row])) ^ label[row].bitPattern)
        }
    }
}
