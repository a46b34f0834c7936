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

        package init(arm: String, units: Int, mean: Double, variance: Double) {
            self.arm = arm
            self.units = units
            self.mean = mean
            self.variance = variance
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

    // MARK: From units

    /// Reads a CSV or Parquet file with one row per unit.
    /// - Throws: ``ExperimentationError`` `experiment.test`, which names the file and the line.
    package init(_ file: URL, _ question: Question) throws {
        let names = [question.unit, question.arm, question.value] + (question.given.map { [$0] } ?? [])
        var arms: [String] = [], places: [ExactText: Int] = [:], units: Set<ExactText> = []
        var rows: [[(value: Double, given: Double)]] = []
        try UnitTable.stream(file, columns: names.map { $0.lowercased() }, code: "test") { cells in
            guard units.insert(ExactText(cells[0])).inserted else {
                throw UnitTable.Complaint("the unit \"\(cells[0].prefix(100))\" stands in an earlier row too, and it takes one row per unit")
            }
            guard !cells[1].isEmpty else { throw UnitTable.Complaint("the arm is empty") }
            func number(_ place: Int) throws -> Double {
                guard let number = Double(cells[place]), number.isFinite else {
                    throw UnitTable.Complaint("\(names[place]) is \"\(cells[place].prefix(40))\", which is no finite number")
                }
                return number
            }
            let place = places[ExactText(cells[1])] ?? arms.count
            if place == arms.count {
                guard arms.count < 20 else { throw UnitTable.Complaint("it names a 21st arm; 20 are taken") }
                places[ExactText(cells[1])] = place
                arms.append(cells[1])
                rows.append([])
            }
            rows[place].append((try number(2), question.given == nil ? 0 : try number(3)))
        }
        let order = try Self.order(arms, question, file.lastPathComponent)
        rows = order.map { rows[$0] }
        arms = order.map { arms[$0] }
        let isBinary = rows.allSatisfy { $0.allSatisfy { $0.value == 0 || $0.value == 1 } }
        let kind = question.kind ?? (isBinary ? .proportion : .mean)
        guard kind != .proportion || isBinary else {
            throw ExperimentationError("test", "\(question.value) has other values than 0 and 1, so that it is no proportion. Use --kind mean.")
        }
        guard kind != .ratio else {
            throw ExperimentationError("test", "A ratio takes two columns of every unit. Keep it as a plan with exposures: docs/experiments.md.")
        }
        let moments = try rows.map { arm in
            var sums = JointMoments(columns: question.given == nil ? 1 : 2)
            for row in arm { sums.add(question.given == nil ? [row.value] : [row.value, row.given]) }
            return sums
        }
        let metric = Metric(key: "value", name: question.value, kind: kind, unit: kind == .proportion ? "share" : "", better: question.better)
        var values: [ValueCounts]?
        if case .quantile = kind { values = try rows.map { try ValueCounts($0.map(\.value)) } }
        data = MetricData(metric: metric, arms: moments, values: values, skewness: kind == .mean ? Self.skewness(rows.map { $0.map(\.value) }) : nil)
        plan = try Self.plan(arms, question, units: moments.reduce(0) { $0 + $1.count })
        source = file.lastPathComponent
    }

    /// Pooled over the arms, about their own means.
    private static func skewness(_ arms: [[Double]]) -> Double? {
        var second = 0.0, third = 0.0, count = 0.0
        for arm in arms where !arm.isEmpty {
            let mean = arm.reduce(0, +) / Double(arm.count)
            for value in arm {
                let apart = value - mean
                second += apart * apart
                third += apart * apart * apart
            }
            count += Double(arm.count)
        }
        guard second > 0 else { return nil }
        return third / count / pow(second / count, 1.5)
    }

    // MARK: From summaries

    /// - Parameter given: one for each arm.
    /// - Throws: ``ExperimentationError`` `experiment.test`.
    package init(_ given: [Summary], _ question: Question) throws {
        let order = try Self.order(given.map(\.arm), question, "the summary"), summaries = order.map { given[$0] }
        let kind = question.kind ?? .mean
        guard kind == .mean || kind == .proportion else {
            throw ExperimentationError("test", "A \(kind) cannot be compared by counts, means and variances. Give the units in a file.")
        }
        let moments = try summaries.map { summary in
            guard summary.units >= 2, summary.mean.isFinite, summary.variance >= 0, summary.variance.isFinite else {
                throw ExperimentationError(
                    "test", "\(summary.arm): it takes two units or more, a mean, and a variance of at least 0.", fault: .usage)
            }
            let isShare = kind == .proportion
            guard !isShare || (0...1).contains(summary.mean) else {
                throw ExperimentationError("test", "\(summary.arm): a proportion is 0 to 1, and it is \(summary.mean).", fault: .usage)
            }
            let n = Double(summary.units)
            let spread = isShare ? n * summary.mean * (1 - summary.mean) : (n - 1) * summary.variance
            guard spread.isFinite else {
                throw ExperimentationError("test", "\(summary.arm): a variance of \(summary.variance) is too large. Measure in a larger unit.", fault: .usage)
            }
            return try JointMoments(count: summary.units, means: [summary.mean], products: Matrix(rows: 1, columns: 1, storage: [spread]))
        }
        let metric = Metric(key: "value", name: question.value, kind: kind, unit: kind == .proportion ? "share" : "", better: question.better)
        data = MetricData(metric: metric, arms: moments)
        plan = try Self.plan(summaries.map(\.arm), question, units: summaries.reduce(0) { $0.saturatingAdd($1.units) })
        source = "counts, means and variances"
    }

    // MARK: The plan

    private static func order(_ arms: [String], _ question: Question, _ file: String) throws -> [Int] {
        guard arms.count >= 2 else {
            throw ExperimentationError("test", "\(file) has \(arms.count == 1 ? "the arm \"\(arms[0])\" only" : "no arm"), and a test compares two or more.")
        }
        let wanted = question.control ?? (arms.contains("control") ? "control" : arms[0])
        guard let control = arms.firstIndex(of: wanted) else {
            throw ExperimentationError(
                "test", "\(file) has no arm \"\(wanted)\". It has: \(arms.sorted().joined(separator: ", ")).", fault: .usage)
        }
        return [control] + arms.indices.filter { $0 != control }.sorted { arms[$0] < arms[$1] }
    }

    private static func plan(_ arms: [String], _ question: Question, units: Int) throws -> ExperimentPlan {
        var plan = ExperimentPlan(key: "test", metrics: [PlannedMetric("value", role: .primary, adjusted: question.given != nil)])
        plan.arms = arms.map { Arm($0, weight: question.weights[$0] ?? 1) }
        for name in question.weights.keys.sorted() where !arms.contains(name) {
            throw ExperimentationError("test", "There is no arm \"\(name)\" to have a weight. There are: \(arms.joined(separator: ", ")).", fault: .usage)
        }
        plan.significance = question.significance
        plan.power = max(plan.power, min(0.999, question.significance + (1 - question.significance) / 2))
        plan.plannedUnits = max(2 * arms.count, units)
        try plan.check()
        return plan
    }

    // MARK: The answer

    /// - Parameter version: of the program.
    package func report(version: String, now: Instant) throws -> ExperimentReport {
        let units = data.arms.map(\.count), look = Look(plan, units: units.reduce(0, +))
        let analysis = try ExperimentAnalysis(plan, data: [data], look: look)
        let counts = ExposureCounts(units: units), health = ExperimentHealth(plan, counts, look: look)
        return ExperimentReport(
            plan: plan, planDigest: "", course: .init(state: "finished", startedAt: nil, stoppedAt: nil), health: health, exposures: counts,
            analysis: analysis, decision: Decision(plan, analysis, health),
            provenance: .init(
                version: version, engine: source, schemaVersion: 0, generatedAt: now.description, asOf: now.description, firstExposure: nil,
                lastExposure: nil, queries: []))
    }
}
