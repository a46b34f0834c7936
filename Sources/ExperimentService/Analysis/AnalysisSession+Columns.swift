import Experimentation
import Foundation
import Listening
import Statistics
import Warehouse

/// What has to be known of a metric's values before they are summed up: whether they are real numbers, and how skewed they are.
extension AnalysisSession {
    /// Finds which columns of sources of one's own hold real numbers, and chooses what to multiply them by: as much as keeps fourteen digits
    /// of the largest, so that the sums are exact and nothing is rounded that a double would tell.
    mutating func findRealColumns() throws {
        for name in Set(query.metrics.filter(\.source.isOwn).map(\.source.name)).sorted() {
            let places = query.metrics.indices.filter { query.metrics[$0].source.name == name }
            guard let source = places.first.map({ query.metrics[$0].source }) else { continue }
            var seen: Set<String> = []
            let columns = places.flatMap { query.metrics[$0].measured.outcome + query.metrics[$0].measured.given }
                .filter { seen.insert($0).inserted }
            let statement = query.types(of: source, columns: columns)
            let types = try explained("columns of \(name)") { try connection.query(statement) }
            let real = columns.filter { types.column($0)?.storage.isReal == true }
            // Whole numbers stay what they are, whatever the description says.
            for column in columns where !real.contains(column) {
                for metric in places where query.metrics[metric].measured.isReal {
                    query.metrics[metric].multipliers[column] = 1
                }
            }
            guard !real.isEmpty else { continue }
            let found = try ask("real columns of \(name)", query.ranges(of: source, columns: real))
            try findDwarfed(source, real, found, places)
            for (place, column) in real.enumerated() {
                let known = found.value("known_\(place)", at: 0).integer ?? 0,
                    finite = found.value("finite_\(place)", at: 0).integer ?? 0
                if known > finite { notFinite[column] = max(notFinite[column] ?? 0, Int(known - finite)) }
                let largest = found.value("largest_\(place)", at: 0).double ?? 0
                let isWhole = found.value("fractions_\(place)", at: 0).integer == 0 && largest < 9e15
                for metric in places {
                    query.metrics[metric].multipliers[column] = isWhole ? 1 : Self.multiplier(largest)
                }
            }
        }
    }

    /// Finds columns most of whose values would lose their digits beside the largest: no sum or quantile of them can be trusted.
    private mutating func findDwarfed(
        _ source: MetricSource, _ columns: [String], _ found: ColumnBatch, _ metrics: [Int]
    ) throws {
        let bounds = columns.indices.map { (found.value("largest_\($0)", at: 0).double ?? 0) * Self.dwarfed }
        let isWide = columns.indices.contains {
            (found.value("smallest_\($0)", at: 0).double ?? .infinity) < bounds[$0]
        }
        guard isWide else { return }
        let counts = try ask("sizes of \(source.name)", query.ranges(of: source, columns: columns, below: bounds))
        for (place, column) in columns.enumerated() {
            let below = counts.value("below_\(place)", at: 0).integer ?? 0,
                all = counts.value("other_\(place)", at: 0).integer ?? 0
            guard below * 4 > all else { continue }
            let largest = found.value("largest_\(place)", at: 0).double ?? 0
            for metric in metrics {
                let measured = query.metrics[metric].measured
                guard (measured.outcome + measured.given).contains(column) else { continue }
                dwarfed[metric] = """
                    \(column) has a value of \(largest) beside which most others would lose their digits. Correct that value, or leave it out in the \
                    metric's SQL.
                    """
            }
        }
    }

    /// Fourteen digits of the largest value are kept; smaller ones than this share of it keep five or fewer.
    private static let dwarfed = 1e-9

    /// A power of ten.
    static func multiplier(_ largest: Double) -> Double {
        guard largest > 0, largest.isFinite else { return 1 }
        let digits = max(-290, min(290, 13 - Int(saturating: log10(largest).rounded(.down))))
        return Double("1e\(digits)") ?? 1
    }

    /// The skewness of the values of each mean and ratio whose arms differ in size; where they do not it makes no difference to a test.
    mutating func skewness(_ moments: [[JointMoments]]) throws -> [Double?] {
        let live = plan.arms.indices.filter { plan.arms[$0].weight > 0 }
        var centres: [ExperimentQuery.Centre] = [], spreads: [Int: Double] = [:], units: [Int: Double] = [:]
        for (metric, arms) in moments.enumerated() {
            let item = query.metrics[metric]
            guard [.mean, .ratio].contains(item.measured.metric.kind), live.allSatisfy({ arms[$0].count >= 2 }),
                let first = live.first
            else { continue }
            let areAlike = live.allSatisfy { (0.8...1.25).contains(Double(arms[$0].count) / Double(arms[first].count)) }
            guard !areAlike else { continue }
            let scales = item.scales
            var spread = 0.0, centre = [Double](repeating: 0, count: arms.count), weights: [Double] = []
            if item.measured.denominator == nil, item.planned.adjusted, let first = arms.first, first.means.count > 1,
                let adjustment = try? RegressionAdjustment(live.map { arms[$0] })
            {
                // What is left of the values once the covariates are taken out may be more skewed than they are.
                let all = self.scales(metric)
                weights = adjustment.coefficients.enumerated().map { $1 * all[$0 + 1] / all[0] }
            }
            for arm in live {
                let means = arms[arm].means, products = arms[arm].products
                if item.measured.denominator == nil {
                    let all = self.scales(metric), combined = [1] + weights.map { -$0 }
                    for (i, one) in combined.enumerated() {
                        centre[arm] += one * means[i] / all[i]
                        for (j, other) in combined.enumerated() {
                            spread += one * other * products[i, j] / (all[i] * all[j])
                        }
                    }
                } else {
                    guard means[1] != 0 else { continue }
                    let ratio = means[0] / means[1]
                    centre[arm] = ratio * scales[1] / scales[0]
                    spread +=
                        (products[0, 0] - 2 * ratio * products[0, 1] + ratio * ratio * products[1, 1])
                        / (scales[0] * scales[0])
                }
            }
            guard spread > 0 else { continue }
            centres.append(.init(metric: metric, byArm: centre, weights: weights))
            spreads[metric] = spread
            units[metric] = live.reduce(0) { $0 + Double(arms[$1].count) }
        }
        var found = [Double?](repeating: nil, count: moments.count)
        guard !centres.isEmpty else { return found }
        let rows = try ask("skewness", query.thirdMoments(centres))
        for item in centres {
            var third = 0.0
            for row in 0..<rows.rowCount {
                guard let arm = rows.value("arm", at: row).integer, live.contains(Int(arm)) else { continue }
                third += rows.value("third_\(item.metric)", at: row).double ?? 0
            }
            guard let spread = spreads[item.metric], let count = units[item.metric] else { continue }
            found[item.metric] = third / count / pow(spread / count, 1.5)
        }
        return found
    }
}

extension Column.Storage {
    fileprivate var isReal: Bool {
        if case .double = self { true } else { false }
    }
}
