package import Experimentation
package import Foundation
import LinearAlgebra
package import Listening
import Statistics

/// A test that is over and whose units were measured elsewhere: analysed from a file of units, or from what is known of its arms, without a
/// warehouse.
package struct FinishedTest: Sendable {
    /// What an arm is known by where its units are not at hand.
    package struct Summary: Sendable, Hashable {
        package let arm: String
        package let units: Int
        package let mean: Double
        /// Of the units' values; for a proportion it follows from the mean.
        package let variance: Double
        /// How far the mean may be off, having been rounded: half a unit of its last digit.
        package let rounding: Double

        package init(arm: String, units: Int, mean: Double, variance: Double, rounding: Double = 0) {
            self.arm = arm
            self.units = units
            self.mean = mean
            self.variance = variance
            self.rounding = rounding
        }

        /// The share of whole units that is meant.
        /// - Throws: ``ExperimentationError`` `experiment.test` where there is none.
        fileprivate var share: Double {
            get throws {
                let n = Double(units), events = (mean * n).rounded(), share = events / n
                guard (share - mean).magnitude <= rounding * 1.001 + 1e-9 / n else {
                    throw ExperimentationError(
                        "test",
                        """
                        \(arm): a share of \(mean) of \(units) units is \(mean * n) units, which is not a whole number. Give the share as it was \
                        counted, such as \(share).
                        """, fault: .usage)
                }
                return share
            }
        }
    }

    /// Which columns of a file say what, and how the arms are compared.
    package struct Question: Sendable {
        package var unit = "unit"
        package var arm = "arm"
        package var value = "value"
        /// What was known before exposure, to be taken out.
        package var given: String?
        /// Nil: a proportion where all values are 0 and 1, and a mean otherwise.
        package var kind: Metric.Kind?
        package var better = Metric.Direction.higher
        /// Nil: the arm called control, or the first of the file.
        package var control: String?
        package var significance = 0.05
        /// By arm; alike where nothing is said.
        package var weights: [String: Double] = [:]

        package init() {}
    }

    private let plan: ExperimentPlan
    private let data: MetricData
    private let source: String
    /// What is not known of the values, so that a result may be wrong.
    private var caveat: String?

    // MARK: From units

    /// Reads a CSV or Parquet file with one row per unit.
    /// - Throws: ``ExperimentationError`` `experiment.test`, which names the file and the line.
    package init(_ file: URL, _ question: Question) throws {
        let units = try UnitValues(file, question)
        let order = try Self.order(units.arms, question, file.lastPathComponent)
        let arms = order.map { units.arms[$0] }
        data = try units.data(of: order)
        let moments = data.arms
        plan = try Self.plan(arms, question, units: moments.reduce(0) { $0 + $1.count })
        source = file.lastPathComponent
    }

    // MARK: From summaries

    /// - Parameter given: one for each arm.
    /// - Throws: ``ExperimentationError`` `experiment.test`.
    package init(_ given: [Summary], _ question: Question) throws {
        let order = try Self.order(given.map(\.arm), question, "the summary"), summaries = order.map { given[$0] }
        let kind = question.kind ?? .mean
        guard kind == .mean || kind == .proportion else {
            throw ExperimentationError(
                "test", "A \(kind) cannot be compared by counts, means and variances. Give the units in a file.")
        }
        let moments = try summaries.map { summary in
            guard summary.units >= 2, summary.mean.isFinite, summary.variance >= 0, summary.variance.isFinite else {
                throw ExperimentationError(
                    "test", "\(summary.arm): it takes two units or more, a mean, and a variance of at least 0.",
                    fault: .usage)
            }
            let isShare = kind == .proportion
            guard !isShare || (0...1).contains(summary.mean) else {
                throw ExperimentationError(
                    "test", "\(summary.arm): a proportion is 0 to 1, and it is \(summary.mean).", fault: .usage)
            }
            let n = Double(summary.units), mean = isShare ? try summary.share : summary.mean
            let spread = isShare ? n * mean * (1 - mean) : (n - 1) * summary.variance
            guard spread.isFinite else {
                throw ExperimentationError(
                    "test", "\(summary.arm): a variance of \(summary.variance) is too large. Measure in a larger unit.",
                    fault: .usage)
            }
            return try JointMoments(
                count: summary.units, means: [mean], products: Matrix(rows: 1, columns: 1, storage: [spread]))
        }
        let metric = Metric(
            key: "value", name: question.value, kind: kind, unit: kind == .proportion ? "share" : "",
            better: question.better)
        data = MetricData(metric: metric, arms: moments)
        plan = try Self.plan(summaries.map(\.arm), question, units: summaries.reduce(0) { $0.saturatingAdd($1.units) })
        source = "counts, means and variances"
        let sizes = summaries.map { Double($0.units) }
        if kind == .mean, let most = sizes.max(), let least = sizes.min(), most > 1.25 * least {
            caveat = """
                Counts, means and variances do not say how skewed the values are. Where they are, and arms differ in size as here, chance is taken for \
                an effect more often than the level says. Give the units in a file.
                """
        }
    }

    // MARK: The plan

    static func order(_ arms: [String], _ question: Question, _ file: String) throws -> [Int] {
        guard arms.count >= 2 else {
            throw ExperimentationError(
                "test",
                "\(file) has \(arms.count == 1 ? "the arm \"\(arms[0])\" only" : "no arm"), and a test compares two or more."
            )
        }
        let wanted = question.control ?? (arms.contains("control") ? "control" : arms[0])
        guard let control = arms.firstIndex(of: wanted) else {
            throw ExperimentationError(
                "test", "\(file) has no arm \"\(wanted)\". It has: \(arms.sorted().joined(separator: ", ")).",
                fault: .usage)
        }
        return [control] + arms.indices.filter { $0 != control }.sorted { arms[$0] < arms[$1] }
    }

    private static func plan(_ arms: [String], _ question: Question, units: Int) throws -> ExperimentPlan {
        var plan = ExperimentPlan(
            key: "test", metrics: [PlannedMetric("value", role: .primary, adjusted: question.given != nil)])
        plan.arms = arms.map { Arm($0, weight: question.weights[$0] ?? 1) }
        for name in question.weights.keys.sorted() where !arms.contains(name) {
            throw ExperimentationError(
                "test", "There is no arm \"\(name)\" to have a weight. There are: \(arms.joined(separator: ", ")).",
                fault: .usage)
        }
        plan.unit = "unit"
        plan.significance = question.significance
        plan.power = max(plan.power, min(0.999, question.significance + (1 - question.significance) / 2))
        plan.plannedUnits = max(2 * arms.count, units)
        try plan.check()
        return plan
    }

    // MARK: The answer

    /// - Parameter version: of the program.
    package func report(version: String, now: Instant) throws -> ExperimentReport {
        let units = data.arms.map(\.count)
        // It is over, however few units it has.
        let look = Look(plan, units: max(plan.plannedUnits ?? 0, units.reduce(0, +)), isOver: true)
        let analysis = try ExperimentAnalysis(plan, data: [data], look: look)
        let counts = ExposureCounts(units: units)
        let health = ExperimentHealth(plan, counts, look: look, caveat: caveat).only([.sampleRatio, .values])
        return ExperimentReport(
            plan: plan, planDigest: "",
            course: .init(state: ExperimentReport.Lifecycle.finished, startedAt: nil, stoppedAt: nil),
            health: health, exposures: counts,
            analysis: analysis, decision: Decision(plan, analysis, health),
            provenance: .init(
                version: version, engine: source, schemaVersion: 0, generatedAt: now.description, asOf: now.description,
                firstExposure: nil,
                lastExposure: nil, queries: []))
    }
}
