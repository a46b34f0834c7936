import Features
package import Foundation
package import Learning
package import Listening
package import Warehouse

/// Scores of a model, computed where the data is: the model written as SQL around the query of its features.
package struct Scoring: Sendable {
    package let artifact: ModelArtifact
    /// The key of what is scored: `play_key` or `session_key`.
    package let key: String
    /// The question in neutral SQL; its parameters are those of the feature query. It answers the key, `listener_key`, `started_at` and `score`.
    package let sql: String

    /// - Throws: ``PredictionError`` `models.learning` where the model knows features that this program does not compute, `models.unknown`
    ///   where it is not one of ``ModelSpec/all``.
    package init(_ artifact: ModelArtifact, dialect: any SQLDialect) throws(PredictionError) {
        let spec = try ModelSpec.named(artifact.name)
        let features = spec.features(dialect)
        let known = Set(features.features.map(\.name))
        if let unknown = artifact.featureNames.first(where: { !known.contains($0) }) {
            throw PredictionError.learning(
                "The model \(artifact.name) uses \(unknown), which this segue does not compute. Train it again.")
        }
        self.artifact = artifact
        key = spec.unit.key
        sql = """
            SELECT \(key), listener_key, started_at, \(artifact.sqlExpression { "answer.\($0)" }) AS score
            FROM (\(features.sql)) AS answer ORDER BY started_at, \(key)
            """
    }

    /// The statement for the plays or sessions of some days.
    package func statement(_ days: ClosedRange<CalendarDay>) -> Statement {
        Statement(sql, ["first_day": .day(days.lowerBound), "last_day": .day(days.upperBound), "parts": 1, "part": 0])
    }

    /// Writes the scores: one CSV file where the name ends in .csv, else a folder of Parquet files. It is there wholly or not at all.
    /// - Returns: how many there are.
    package func write(_ days: ClosedRange<CalendarDay>, of warehouse: any Warehouse, to target: URL) async throws
        -> Int
    {
        try await AtomicFile.make(target) { place in
            if target.pathExtension == "csv" {
                return try await warehouse.copy(statement(days), to: place.path, layout: .csv, partitionedBy: "")
            }
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            return try await warehouse.writeParquet(statement(days), to: place.path)
        }
    }
}
