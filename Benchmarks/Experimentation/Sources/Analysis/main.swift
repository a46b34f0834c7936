import Experimentation
import LinearAlgebra
import Statistics

// The statistics of a full analysis, from the sums of a warehouse on: ten metrics with CUPED, confidence sequences, Benjamini–Hochberg and five
// dimensions with 25 values in all, of two arms with 12,500 units each.
let values = [10, 4, 6, 2, 3]
let keys = (0..<10).map { "m\($0)" }
let plan = ExperimentPlan(
    key: "speed", metrics: keys.map { PlannedMetric($0, role: $0 == "m0" ? .primary : .secondary) },
    monitoring: .alwaysValid(tunedFor: 25_000),
    dimensions: values.indices.map { "d\($0)" }, plannedUnits: 25_000)
var random = RandomGenerator(seed: 1)
let data = keys.map { key in
    var arms = [JointMoments(columns: 2), JointMoments(columns: 2)]
    var parts = values.map { [[JointMoments]](repeating: arms, count: $0) }
    for _ in 0..<12_500 {
        for arm in 0..<2 {
            let before = random.normal() * 5 + 20,
                row = [before / 2 + random.normal() * 4 + 10 + (arm == 1 ? 0.02 : 0), before]
            arms[arm].add(row)
            for (dimension, count) in values.enumerated() {
                parts[dimension][random.integer(below: count)][arm].add(row)
            }
        }
    }
    let segments = parts.enumerated().flatMap { dimension, parts in
        parts.enumerated().map { MetricData.Segment(dimension: "d\(dimension)", value: "v\($0)", arms: $1) }
    }
    return MetricData(
        metric: Metric(key: key, name: key, kind: .mean, unit: "plays", better: .higher), arms: arms, segments: segments
    )
}
var times: [Double] = [], found = 0
for _ in 0..<51 {
    let start = ContinuousClock.now
    let analysis = try ExperimentAnalysis(plan, data: data, look: Look(plan, units: 25_000))
    let taken = ContinuousClock.now - start
    found = analysis.metrics.map { $0.comparisons.count + $0.segments.map(\.parts.count).reduce(0, +) }.reduce(0, +)
    times.append(Double(taken.components.seconds) * 1e3 + Double(taken.components.attoseconds) / 1e15)
}
times.sort()
print(
    "\(found) comparisons; median \((times[25] * 100).rounded() / 100) ms, slowest \((times[50] * 100).rounded() / 100) ms"
)
