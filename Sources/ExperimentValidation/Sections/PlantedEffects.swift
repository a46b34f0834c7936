import Experimentation
import LinearAlgebra
import Listening
import Simulation
import Statistics

/// Effects that were planted in simulated services, and how often the intervals of the analysis hold them.
///
/// Every listener is simulated in both arms, so that the effect is known; each then counts in the arm that the assignment gives.
enum PlantedEffects {
    private static let services = 200
    private static let window = 14

    private static let metrics: [Metric] = [
        Metric(key: "skip_rate", name: "Skip rate", kind: .ratio, unit: "share", better: .lower),
        Metric(key: "minutes", name: "Minutes listened", kind: .mean, unit: "min", better: .higher),
        Metric(key: "sessions", name: "Sessions", kind: .mean, unit: "sessions", better: .higher),
    ]

    private struct Found: Sendable {
        /// The mean effect among the units, by metric.
        var truth: [Double] = []
        var comparisons: [Comparison] = []
    }

    static func sections(_ harness: SimulationRunner) throws -> [Section] {
        let all = try harness.parallel.map(over: services, rowsPerSegment: 4) { range throws -> [Found] in
            try range.map { try run(UInt64($0) + 1) }
        }
        .flatMap { $0 }
        var rows: [Claim] = []
        for (place, metric) in metrics.enumerated() {
            // That of the population: each service has a sample of listeners of its own.
            let truth = all.reduce(0) { $0 + $1.truth[place] } / Double(services)
            let covered = all.filter { $0.comparisons[place].difference.interval.contains(truth) }.count
            let data =
                "simulated services of 260 listeners; effect \(ReportText.number(truth, signed: true)) \(metric.unit)"
            rows.append(
                Claim(
                    "\(metric.name): the interval holds the planted effect", data, seed: 1, hits: covered, of: services,
                    .equal(0.95)))
            let errors = Moments(all.map { $0.comparisons[place].difference.estimate - $0.truth[place] })
            rows.append(Claim("\(metric.name): error of the estimate", data, seed: 1, mean: errors, .equal(0)))
        }
        return [
            Section(
                title: "Planted effects are found",
                text: """
                    A simulated service goes on with an experiment that plants \u{2212}0.3 in the log-odds of skips, 15 % more sessions and 5 % longer ones. \
                    200 services, each with a seed of its own; CUPED with the 14 days before exposure.
                    """, rows: rows)
        ]
    }

    /// The columns of a unit: outcome, then the same before exposure.
    private static func row(_ metric: Metric, _ unit: ListenerOutcome) -> [Double] {
        func columns(_ totals: ListeningTotals) -> [Double] {
            switch metric.key {
            case "skip_rate": [Double(totals.skips), Double(totals.knownSkips)]
            case "minutes": [Double(totals.milliseconds) / 60_000]
            default: [Double(totals.sessions)]
            }
        }
        return columns(unit.after) + columns(unit.before)
    }

    private static func run(_ seed: UInt64) throws -> Found {
        let service = try ServiceContinuation(
            of: try SimulationRequest(plays: 5000, listeners: 260, seed: seed, days: 42))
        let truth = ExperimentTruth(arms: ["treatment": ArmEffect(skipLogOdds: -0.3, sessionRate: 1.15, minutes: 1.05)])
        func everybody(in arm: String) throws -> [ListenerOutcome] {
            let experiment = try PlantedExperiment(key: "planted", truth: truth, days: 28, seed: seed) { _, _ in arm }
            return service.outcomes(of: experiment, window: window).filter(\.isWhole)
        }
        let without = try everybody(in: "control"), with = try everybody(in: "treatment")
        let plan = ExperimentPlan(
            key: "planted-\(seed)",
            metrics: metrics.enumerated().map { PlannedMetric($1.key, role: $0 == 0 ? .primary : .guardrail) },
            plannedUnits: 100)
        let assigner = Assigner(plan)
        var found = Found(), data: [MetricData] = []
        for metric in metrics {
            let columns = metric.isRatio ? 4 : 2
            var arms = [JointMoments(columns: columns), JointMoments(columns: columns)]
            var means = [JointMoments(columns: columns), JointMoments(columns: columns)]
            for (one, other) in zip(without, with) {
                means[0].add(row(metric, one))
                means[1].add(row(metric, other))
                guard case .arm(let arm) = assigner.assign(one.listenerID) else { continue }
                arms[arm].add(row(metric, arm == 0 ? one : other))
            }
            func value(_ moments: JointMoments) -> Double {
                metric.isRatio ? moments.means[0] / moments.means[1] : moments.means[0]
            }
            found.truth.append(value(means[1]) - value(means[0]))
            data.append(MetricData(metric: metric, arms: arms))
        }
        let analysis = try ExperimentAnalysis(plan, data: data, look: Look(plan, units: without.count, isOver: true))
        found.comparisons = analysis.metrics.compactMap(\.comparisons.first)
        return found
    }
}
