package import Listening
package import Warehouse

/// Builds and keeps listener features as of dates, in the table `listener_features`.
package struct FeatureStore: Sendable {
    private let warehouse: any Warehouse
    package let catalogue: FeatureCatalogue

    package init(_ warehouse: any Warehouse) {
        self.warehouse = warehouse
        catalogue = FeatureCatalogue(dialect: warehouse.dialect)
    }

    /// Builds every feature of every listener who played before a day, and keeps them. What was kept for that day is replaced.
    /// - Parameters:
    ///   - asOf: the first listener-local day that is NOT used; nil means the day after the last play.
    ///   - weights: of the engagement score.
    /// - Returns: the day and the number of listeners.
    package func build(asOf: CalendarDay? = nil, weights: EngagementWeights = .standard) async throws -> (
        asOf: CalendarDay, listeners: Int
    ) {
        let catalogue = catalogue
        return try await warehouse.write { connection in
            guard let day = try asOf ?? Self.dayAfterLastPlay(connection) else { throw FeatureError.noPlays }
            let parameters: [String: Value] = [
                "as_of": .day(day), "recency_weight": .double(weights.recency),
                "frequency_weight": .double(weights.frequency),
                "volume_weight": .double(weights.volume),
            ]
            var staged: [String] = []
            for stage in catalogue.stages {
                try connection.stage(stage.name, Statement(stage.body, parameters))
                staged.append(stage.name)
            }
            for family in catalogue.families {
                let table = "family_\(family.file.name)"
                try connection.stage(table, Statement(family.file.body, parameters))
                staged.append(table)
            }
            try connection.keep(Statement(Self.join(catalogue), parameters), in: Self.kept(catalogue), day: day)
            let listeners =
                try connection.integer(
                    Statement("SELECT COUNT(*) AS listeners FROM \(Self.table) WHERE as_of = :as_of", parameters)) ?? 0
            for table in staged { try connection.unstage(table) }
            guard listeners > 0 else { throw FeatureError.noPlays }
            return (day, Int(listeners))
        }
    }

    /// The features that are kept for a day (the latest by default), one row per listener, in order of listener id.
    package func features(asOf: CalendarDay? = nil) async throws -> ColumnBatch {
        let catalogue = catalogue
        return try await warehouse.read { connection in
            guard try connection.keeps(Self.kept(catalogue)) else { throw FeatureError.nothingBuilt }
            let latest = try connection.query(Statement("SELECT MAX(as_of) AS as_of FROM listener_features"))
            let day = asOf.map(Value.day) ?? latest.value("as_of", at: 0)
            let rows = try connection.query(
                Statement(SQLFile.statement("Kept/features", in: EmbeddedFiles.text), ["as_of": day]))
            guard rows.rowCount > 0 else { throw FeatureError.nothingBuilt }
            return rows
        }
    }

    private static func join(_ catalogue: FeatureCatalogue) -> String {
        guard let first = catalogue.families.first else { return "SELECT 1 AS listener_key" }
        let columns = catalogue.families.flatMap { family in
            family.features.map { "family_\(family.file.name).\($0.name)" }
        }
        let joins = catalogue.families.dropFirst().map { family in
            "LEFT JOIN family_\(family.file.name) ON family_\(first.file.name).listener_key = family_\(family.file.name).listener_key"
        }
        return """
            SELECT family_\(first.file.name).listener_key, CAST(:as_of AS DATE) AS as_of, \(columns.joined(separator: ", "))
            FROM family_\(first.file.name) \(joins.joined(separator: " "))
            """
    }

    private static let table = "listener_features"

    private static func kept(_ catalogue: FeatureCatalogue) -> SnapshotTable {
        SnapshotTable(table, columns: ["listener_key", "as_of"] + catalogue.features.map(\.name), day: "as_of")
    }

    private static func dayAfterLastPlay(_ connection: any WarehouseConnection) throws -> CalendarDay? {
        let rows = try connection.query(Statement("SELECT MAX(local_date) AS last_day FROM listener_days"))
        guard case .day(let day) = rows.value("last_day", at: 0) else { return nil }
        return CalendarDay(daysSinceEpoch: day).advanced(days: 1)
    }
}

/// The weights of the engagement score's parts; they should sum to one so that the score lies in 0 … 1.
package struct EngagementWeights: Sendable, Hashable, Codable {
    package var recency: Double
    package var frequency: Double
    package var volume: Double

    package init(recency: Double, frequency: Double, volume: Double) {
        self.recency = recency
        self.frequency = frequency
        self.volume = volume
    }

    package static let standard = EngagementWeights(recency: 0.4, frequency: 0.35, volume: 0.25)
}
