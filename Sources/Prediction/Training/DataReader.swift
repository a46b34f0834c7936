import Features
import Learning
import Listening
import Warehouse

/// Reads the feature matrix of a model, part by part: each part holds whole listeners, so that memory is bounded by the part, and two parts
/// are read at a time.
struct DataReader: Sendable {
    let features: ModelFeatureSet
    /// The table with the planted truth, its key and its column.
    let truth: (table: String, key: String, column: String)
    let baselines: [String]
    /// Facts of about this many are read in one part.
    static let partSize = 125_000
    private static let readers = 2

    init(features: ModelFeatureSet, truth: (table: String, key: String, column: String), baselines: [String]) {
        self.features = features
        self.truth = truth
        self.baselines = baselines
    }

    /// Both sides of a split, of one part.
    private struct Sides: Sendable {
        var train: PartData
        var test: PartData
    }

    /// Reads both sides of a split. Parts are joined in their order, and rows of a part are in order of time, so that equal data give equal bits.
    func read(_ split: TimeSplit, facts: Int, _ warehouse: any Warehouse) async throws -> (
        train: TrainingData, test: TrainingData
    ) {
        let names = features.features.map(\.name)
        var train = try TrainingData(features: names, baselines: baselines)
        var test = try TrainingData(features: names, baselines: baselines)
        let listeners = Int(
            try await warehouse.read { try $0.integer(Statement("SELECT COUNT(*) AS listeners FROM listeners")) } ?? 1)
        let parts = max(1, min(listeners, (facts + Self.partSize - 1) / Self.partSize))
        try await withThrowingTaskGroup(of: (Int, Sides).self) { group in
            var started = 0
            var joined = 0
            var waiting: [Int: Sides] = [:]
            func start() {
                guard started < parts else { return }
                let part = started
                started += 1
                group.addTask { (part, try await self.read(part, of: parts, split, warehouse)) }
            }
            for _ in 0..<Self.readers { start() }
            while let (part, sides) = try await group.next() {
                waiting[part] = sides
                while let next = waiting.removeValue(forKey: joined) {
                    try train.append(next.train)
                    try test.append(next.test)
                    joined += 1
                }
                start()
            }
        }
        return (train, test)
    }

    private func read(_ part: Int, of parts: Int, _ split: TimeSplit, _ warehouse: any Warehouse) async throws -> Sides
    {
        let text = """
            SELECT answer.*, truth.\(truth.column) AS truth FROM (\(features.sql)) AS answer
            LEFT JOIN \(truth.table) AS truth ON answer.\(truth.key) = truth.\(truth.key)
            ORDER BY answer.started_at, answer.\(truth.key)
            """
        let parameters: [String: Value] = [
            "first_day": .day(split.firstDay), "last_day": .day(split.lastDay), "parts": .integer(Int64(parts)),
            "part": .integer(Int64(part)),
        ]
        let names = features.features.map(\.name)
        let (baselines, key, boundary) = (baselines, truth.key, Double(split.boundary.microseconds))
        return try await warehouse.read { connection in
            var sides = Sides(train: PartData(baselines: baselines), test: PartData(baselines: baselines))
            try connection.stream(Statement(text, parameters)) { batch in
                guard let starts = batch.column("started_at")?.numbers() else { return }
                try sides.train.append(
                    batch, rows: starts.indices.filter { starts[$0] < boundary }, features: names, key: key)
                try sides.test.append(
                    batch, rows: starts.indices.filter { starts[$0] >= boundary }, features: names, key: key)
            }
            return sides
        }
    }
}
