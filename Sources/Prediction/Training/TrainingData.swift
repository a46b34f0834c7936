import Learning
import Listening

/// The rows of one side of a time split.
struct TrainingData: Sendable {
    var matrix: FeatureMatrix
    var labels: [Double] = []
    /// What plain rules would have predicted, by name of the column; NaN where a rule has nothing to go by.
    var baselines: [String: [Double]]
    /// The planted truth, where the data are simulated; NaN elsewhere.
    var oracle: [Double] = []
    /// The keys of the listeners.
    var listeners: [Int] = []
    var firstDay = CalendarDay(daysSinceEpoch: .max)
    var lastDay = CalendarDay(daysSinceEpoch: .min)
    /// The fingerprint of the data, part by part.
    var hash = FNV1a()

    var count: Int { labels.count }
    var hasOracle: Bool { !oracle.isEmpty && oracle.allSatisfy(\.isFinite) }

    init(features: [String], baselines: [String]) throws {
        matrix = try FeatureMatrix(columnNames: features)
        self.baselines = Dictionary(uniqueKeysWithValues: baselines.map { ($0, []) })
    }

    /// Takes the rows of the next part.
    mutating func append(_ part: PartData) throws {
        try matrix.append(rows: part.values)
        labels += part.labels
        oracle += part.oracle
        listeners += part.listeners
        for (name, values) in part.baselines { baselines[name]?.append(contentsOf: values) }
        firstDay = min(firstDay, part.firstDay)
        lastDay = max(lastDay, part.lastDay)
        hash.mix(part.hash.value)
    }
}
