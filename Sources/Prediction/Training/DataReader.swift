import Features
import Learning
import Listening
import Warehouse

/// Reads the feature matrix of a model, part by part: each part holds whole listeners, so that memory is bounded by the part.
struct DataReader: Sendable {
    let features: ModelFeatureSet
    /// The table with the planted truth, its key and its column.
    let truth: (table: String, key: String, column: String)
    let baselines: [String]
    /// Facts of about this many are read in one part.
    static let partSize = 250_000

    /// Reads both sides of a split. Within a part rows are in order of time, so that equal data give equal bits.
    func read(_ split: TimeSplit, facts: Int, _ connection: any WarehouseConnection) throws -> (train: TrainingData, test: TrainingData) {
        let names = features.features.map(\.name)
        var train = try TrainingData(features: names, baselines: baselines)
        var test = try TrainingData(features: names, baselines: baselines)
        let listeners = try connection.integer(Statement("SELECT COUNT(*) AS listeners FROM listeners")) ?? 1
        let parts = Int64(max(1, min(Int(listeners), (facts + Self.partSize - 1) / Self.partSize)))
        let text = """
            SELECT answer.*, truth.\(truth.column) AS truth FROM (\(features.sql)) AS answer
            LEFT JOIN \(truth.table) AS truth ON answer.\(truth.key) = truth.\(truth.key)
            ORDER BY answer.started_at, answer.\(truth.key)
            """
        for part in 0..<parts {
            let statement = Statement(
                text,
                [
                    "first_day": .day(split.firstDay), "last_day": .day(split.lastDay), "parts": .integer(parts), "part": .integer(part),
                ])
            try connection.stream(statement) { batch in
                guard let starts = batch.column("started_at")?.numbers() else { return }
                let boundary = Double(split.boundary.microseconds)
                try train.append(batch, rows: starts.indices.filter { starts[$0] < boundary }, key: truth.key)
                try test.append(batch, rows: starts.indices.filter { starts[$0] >= boundary }, key: truth.key)
            }
        }
        return (train, test)
    }
}
