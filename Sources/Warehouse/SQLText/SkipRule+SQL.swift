import Listening

extension SkipRule {
    /// The rule as an SQL expression; NULL where the time listened is not known. It is ``kind(millisecondsPlayed:trackMilliseconds:endReason:)``
    /// in SQL, and a test compares the two.
    /// - Parameters: expressions of the time listened and the track's length, in milliseconds, and of the reason why the play ended.
    func kindSQL(played: String, track: String, reason: String, double: String) -> String {
        func list(_ isAct: Bool) -> String {
            EndReason.allCases.filter { $0.isListenersAct == isAct }.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        }
        let share = "CAST(\(played) AS \(double)) / \(track)"
        return """
            CASE WHEN \(played) IS NULL THEN NULL WHEN \(reason) IN (\(list(false))) THEN 'none' \
            WHEN \(track) > 0 AND \(share) >= \(completeFromShare) THEN 'none' WHEN \(played) < \(earlyBelowMilliseconds) THEN 'early' \
            WHEN \(track) IS NULL OR \(track) <= 0 THEN CASE WHEN \(reason) IN (\(list(true))) THEN 'late' ELSE 'none' END \
            WHEN \(share) < \(midBelowShare) THEN 'mid' ELSE 'late' END
            """
    }

    /// Whether a kind of skip counts as skipped, as an SQL expression; NULL where the kind is.
    func isSkippedSQL(kind: String) -> String {
        "(\(kind) IN (\(SkipKind.allCases.filter(counted.contains).map { "'\($0.rawValue)'" }.joined(separator: ", "))))"
    }
}
