import Statistics

/// Whether the arms' shares agreed with their weights, as it was known at the end of each day.
public struct ShareTimeSeries: Sendable, Hashable, Codable {
    /// The day.
    public let day: String
    /// Always valid: the smallest p-value up to that day, however often it was looked at.
    public let pValue: Double

    private enum CodingKeys: String, CodingKey {
        case day
        case pValue = "p_value"
    }
}

extension ExposureCounts {
    /// The always-valid test of the arms' shares, day after day; the same test as in ``ExperimentHealth``.
    ///
    /// Edge cases: empty where there are no days, where counts and arms do not agree, or where fewer than two arms have a weight.
    public func shareCourse(_ plan: ExperimentPlan) -> [ShareTimeSeries] {
        guard days.allSatisfy({ $0.units.count == plan.arms.count }),
            var test = try? SequentialShareTest(weights: plan.arms.map(\.weight))
        else {
            return []
        }
        var sums = [Int](repeating: 0, count: plan.arms.count)
        var course: [ShareTimeSeries] = []
        for day in days {
            for arm in sums.indices where plan.arms[arm].weight > 0 { sums[arm] += day.units[arm] }
            guard let p = try? test.look(sums) else { return [] }
            course.append(ShareTimeSeries(day: day.day, pValue: p))
        }
        return course
    }
}
