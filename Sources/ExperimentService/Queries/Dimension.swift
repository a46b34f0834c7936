import Experimentation

/// An attribute by whose values results are broken down: as it was at exposure, never as it became.
struct Dimension: Sendable, Hashable {
    let name: String
    /// Whether it is a column of the plan's own exposures.
    let isOwn: Bool

    /// The attributes of listeners that are known here.
    static let known = ["country", "tier", "age_group", "tenure", "activity"]

    /// The value of a unit, from `met` and what ``joins(_:covariateDays:)`` joins to it.
    var expression: String {
        switch name {
        case "tier": "COALESCE(tiers.tier, listeners.tier)"
        case "tenure":
            """
            CASE
                    WHEN listeners.signed_up_on IS NULL THEN NULL
                    WHEN {{days_between(listeners.signed_up_on, CAST(met.exposed_at AS DATE))}} < 30 THEN 'new'
                    ELSE 'established'
                END
            """
        case "activity": "CASE WHEN active.days IS NULL THEN 'none' WHEN active.days < 8 THEN 'light' ELSE 'heavy' END"
        default: "listeners.\(name)"
        }
    }

    /// What has to be joined for some dimensions.
    static func joins(_ dimensions: [Dimension], covariateDays: Int) -> [String] {
        guard !dimensions.isEmpty else { return [] }
        var joins = ["LEFT JOIN listeners ON met.unit = listeners.listener_key"]
        if dimensions.contains(where: { $0.name == "tier" }) {
            joins.append(
                """
                LEFT JOIN (
                    SELECT met.unit, MIN(subscriptions.tier) AS tier
                    FROM met
                    INNER JOIN subscriptions
                        ON met.unit = subscriptions.listener_key
                        AND subscriptions.started_on <= CAST(met.exposed_at AS DATE)
                        AND (subscriptions.ended_on IS NULL OR subscriptions.ended_on > CAST(met.exposed_at AS DATE))
                    GROUP BY met.unit
                ) AS tiers ON met.unit = tiers.unit
                """)
        }
        if dimensions.contains(where: { $0.name == "activity" }) {
            joins.append(
                """
                LEFT JOIN (
                    SELECT met.unit, COUNT(DISTINCT sessions.local_date) AS days
                    FROM met
                    INNER JOIN sessions
                        ON met.unit = sessions.listener_key
                        AND sessions.started_at < met.exposed_at
                        AND sessions.started_at >= {{add_milliseconds(met.exposed_at, -2419200000)}}
                    GROUP BY met.unit
                ) AS active ON met.unit = active.unit
                """)
        }
        return joins
    }

    /// Looks whether a plan's dimensions are there.
    /// - Throws: ``ExperimentationError`` `experiment.plan`.
    static func check(_ plan: ExperimentPlan) throws(ExperimentationError) {
        for name in plan.dimensions {
            if plan.exposures == nil, !known.contains(name) {
                throw ExperimentationError(
                    "plan",
                    "dimensions: \"\(name)\" is none; there are \(known.joined(separator: ", ")). Exposures of one's own may have others.",
                    fault: .usage)
            }
            if !MeasuredMetric.isColumn(name) {
                throw ExperimentationError(
                    "plan", "dimensions: \"\(name)\" takes lower-case letters, digits and _, since it is a column.",
                    fault: .usage)
            }
        }
    }
}
