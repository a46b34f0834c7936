import Features
import Learning
import Listening
import Warehouse

/// The rows of one side of a time split.
struct TrainingData: Sendable {
    var matrix: FeatureMatrix
    var labels: [Double] = []
    /// What plain rules would have predicted, by name of the column; NaN where a rule has nothing to go by.
    var baselines: [String: [Double]]
    /// The planted truth, where the data are simulated; NaN elsewhere.
    var oracle: [Double] = []
    var firstDay = CalendarDay(daysSinceEpoch: .max)
    var lastDay = CalendarDay(daysSinceEpoch: .min)
    /// A running hash of keys and labels: the fingerprint of the data.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325

    var count: Int { labels.count }
    var hasOracle: Bool { !oracle.isEmpty && oracle.allSatisfy(\.isFinite) }

    init(features: [String], baselines: [String]) throws {
        matrix = try FeatureMatrix(columnNames: features)
        self.baselines = Dictionary(uniqueKeysWithValues: baselines.map { ($0, []) })
    }

    /// Takes the chosen rows of a batch.
    mutating func append(_ batch: ColumnBatch, rows: [Int], key: String) throws {
        guard !rows.isEmpty else { return }
        let names = matrix.columnNames
        var values = [Double](repeating: 0, count: rows.count * names.count)
        for (place, name) in names.enumerated() {
            guard let column = batch.column(name) else { throw PredictionError.learning("The feature query answers no column \(name).") }
            let numbers = column.numbers()
            for (row, source) in rows.enumerated() { values[row * names.count + place] = numbers[source] }
        }
        try matrix.append(rows: values)
        let labelColumn = batch.column("label")?.numbers() ?? []
        for (name, _) in baselines {
            let numbers = batch.column(name)?.numbers() ?? []
            baselines[name]?.append(contentsOf: rows.map { numbers[$0] })
        }
        let truth = batch.column("truth")?.numbers()
        let keys = batch.column(key)?.numbers() ?? []
        let starts = batch.column("started_at")?.numbers() ?? []
        for row in rows {
            labels.append(labelColumn[row])
            if let truth { oracle.append(truth[row]) }
            let day = CalendarDay(containingUTC: Instant(microseconds: Int64(starts[row])))
            firstDay = min(firstDay, day)
            lastDay = max(lastDay, day)
            hash = (hash ^ UInt64(bitPattern: Int64(keys[row])) ^ labelColumn[row].bitPattern) &* 0x100_0000_01b3
        }
    }
}
