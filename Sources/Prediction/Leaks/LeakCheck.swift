import Features
package import Listening
package import Warehouse

/// Checks that no feature of a play knows how that play went.
///
/// A few plays are told a different story, one a listener and round, and everything else stays as it is: they last longer or shorter and
/// their skip is turned over. Once the start is kept and the end moves, and once the end is kept and the start moves (as where a source
/// records the end, so that a start worked out from it carries the play's own length). A feature that was known before the play began
/// cannot tell the difference; one that changes leaks.
package struct LeakCheck: Sendable {
    /// A feature that changed with the story of its own play.
    package struct Leak: Sendable, Hashable, Codable {
        package var feature: String
        /// The share of retold plays whose feature changed.
        package var changed: Double
    }

    private let sql: String
    private let features: [String]
    /// Plays that are retold for each listener, over as many rounds, where there are few listeners.
    private let rounds: Int
    private let listenerLimit: Int

    /// - Parameters:
    ///   - sql: a play-level feature question with the parameters of ``ModelFeatureSet``.
    ///   - features: the columns to check.
    package init(sql: String, features: [String], rounds: Int = 12, listenerLimit: Int = 200) {
        self.sql = sql
        self.features = features
        self.rounds = rounds
        self.listenerLimit = listenerLimit
    }

    /// The features that leak; none is the answer wanted.
    package func run(_ warehouse: any Warehouse, days: ClosedRange<CalendarDay>) async throws -> [Leak] {
        try await warehouse.write { connection in
            let leaks = try find(connection, days)
            for table in ["plays", "leak_targets"] {
                try connection.execute(Statement("DROP TABLE IF EXISTS {{temporary(\(table))}}"))
            }
            return leaks
        }
    }

    private func find(_ connection: any WarehouseConnection, _ days: ClosedRange<CalendarDay>) throws -> [Leak] {
        // A temporary table of the same name stands in front of the real one.
        try connection.execute(
            Statement(
                """
                CREATE TEMPORARY TABLE plays AS SELECT * FROM {{stored(plays)}}
                WHERE listener_key IN (SELECT listener_key FROM {{stored(listeners)}} ORDER BY listener_key LIMIT \(listenerLimit))
                """))
        let before = try answers(connection, days)
        var changed: [String: Int] = [:]
        var retold = 0
        for round in 0..<rounds {
            for keepsStart in [true, false] {
                try retell(round, keepsStart: keepsStart, connection)
                let after = try answers(connection, days)
                for key in try targets(connection) {
                    guard let old = before[key], let new = after[key] else { continue }
                    retold += 1
                    for (place, feature) in features.enumerated() where old[place].bitPattern != new[place].bitPattern {
                        changed[feature, default: 0] += 1
                    }
                }
                try restore(connection)
            }
        }
        guard retold > 0 else { throw PredictionError.tooLittle("plays", needed: 1, found: 0) }
        return features.compactMap { feature in
            changed[feature].map { Leak(feature: feature, changed: Double($0) / Double(retold)) }
        }
    }

    /// The features of every play, by key.
    private func answers(_ connection: any WarehouseConnection, _ days: ClosedRange<CalendarDay>) throws -> [Int64:
        [Double]]
    {
        var answers: [Int64: [Double]] = [:]
        let statement = Statement(
            sql, ["first_day": .day(days.lowerBound), "last_day": .day(days.upperBound), "parts": 1, "part": 0])
        try connection.stream(statement) { batch in
            guard let keys = batch.column("play_key")?.numbers() else { return }
            let columns = try features.map { feature in
                guard let column = batch.column(feature) else {
                    throw PredictionError.learning("The feature query answers no column \(feature).")
                }
                return column.numbers()
            }
            for (row, key) in keys.enumerated() { answers[Int64(key)] = columns.map { $0[row] } }
        }
        return answers
    }

    /// Tells one play of each listener a different story. Its end stays between the ends of its neighbours: the order of the log is no secret.
    private func retell(_ round: Int, keepsStart: Bool, _ connection: any WarehouseConnection) throws {
        try connection.execute(
            Statement(
                SQLFile.statement("Leaks/make_targets", in: EmbeddedFiles.text), ["place": .integer(Int64(round + 1))]))
        try connection.execute(
            Statement(SQLFile.statement(keepsStart ? "Leaks/tell_end" : "Leaks/tell_start", in: EmbeddedFiles.text)))
    }

    private func targets(_ connection: any WarehouseConnection) throws -> [Int64] {
        let rows = try connection.query(Statement("SELECT play_key FROM leak_targets"))
        return rows.columns.first?.numbers().map { Int64($0) } ?? []
    }

    private func restore(_ connection: any WarehouseConnection) throws {
        try connection.execute(Statement(SQLFile.statement("Leaks/restore", in: EmbeddedFiles.text)))
        try connection.execute(Statement("DROP TABLE leak_targets"))
    }
}
