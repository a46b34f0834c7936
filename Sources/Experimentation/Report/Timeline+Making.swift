public import Statistics

extension Timeline {
    /// The course of a metric's effects.
    /// - Parameters:
    ///   - days: the moments of the units whose windows ended on each day, by arm, in order. Not cumulative.
    public static func make(
        _ plan: ExperimentPlan, _ planned: PlannedMetric, _ metric: Metric, days: [(day: String, arms: [JointMoments])]
    ) -> [Timeline] {
        let live = plan.arms.indices.filter { plan.arms[$0].weight > 0 }
        guard let columns = days.first?.arms.first?.means.count else { return [] }
        var sums = plan.arms.map { _ in JointMoments(columns: columns) }
        var points = live.dropFirst().map { _ in [Point]() }
        for day in days {
            for arm in plan.arms.indices { sums[arm].merge(day.arms[arm]) }
            let data = MetricData(metric: metric, arms: sums)
            let units = live.reduce(0) { $0 + sums[$1].count }
            // Between two planned looks of a group-sequential design there is no interval that holds: the one of a single look is shown.
            let look = Look(plan, units: units)
            let raw = MetricAnalysis(
                plan: plan.monitoring.isAlwaysValid ? plan : plan.lookedAtOnce, planned: planned, data: data, look: look
            )
            .outcome().raw
            for place in points.indices {
                let found = raw.first { $0.treatment == live[place + 1] }
                points[place].append(
                    Point(
                        day: day.day, units: units,
                        lift: found.flatMap { found in
                            Effect(liftOf: found.contrast, within: found.finding.reach, level: 1 - plan.significance)
                        }, pValue: found?.finding.pValue))
            }
        }
        return live.dropFirst().enumerated().map { place, arm in
            Timeline(metric: metric.key, treatment: plan.arms[arm].key, points: points[place])
        }
    }
}

extension ExperimentPlan {
    /// The plan as if it had a single look.
    fileprivate var lookedAtOnce: ExperimentPlan {
        var plan = self
        plan.monitoring = .fixed
        return plan
    }
}
