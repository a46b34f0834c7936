import Insights
import Listening
import Warehouse

/// What every page needs to know of the data: how far they reach, how much there is, and what can be filtered by.
struct DataFacts: Sendable {
    /// The days of the data; nil where nothing was played.
    let days: DataDays?
    let plays: Int64
    let tiers: [String]
    let countries: [String]
    let platforms: [String]
    /// `simulated`, `imported` or both.
    let source: String?
    let loadedAt: Instant?
    /// When plays were last added. An import that brought none does not count.
    let grownAt: Instant?
    let schemaVersion: Int
    /// The engine's name.
    let engine: String

    static func read(_ warehouse: any Warehouse, _ desk: InsightService) async throws -> DataFacts {
        let days = try await desk.days()
        let choices = try await desk.choices()
        let engine = warehouse.dialect.name
        return try await warehouse.read { connection in
            let imports = try ImportRecord.all(on: connection)
            let simulated = imports.filter { $0.format == "simulation" }.count
            let schema = try connection.integer(Statement("SELECT MAX(version) AS version FROM schema_migrations")) ?? 0
            return DataFacts(
                days: days, plays: try connection.integer(Statement("SELECT COUNT(*) AS plays FROM plays")) ?? 0,
                tiers: choices.tiers,
                countries: choices.countries, platforms: choices.platforms,
                source: source(simulated: simulated, of: imports.count),
                loadedAt: imports.map(\.importedAt).max(),
                grownAt: imports.filter { $0.rowsNew > 0 }.map(\.importedAt).max(), schemaVersion: Int(schema),
                engine: engine)
        }
    }

    private static func source(simulated: Int, of imports: Int) -> String? {
        switch (simulated, imports) {
        case (_, 0): nil
        case (0, _): "imported"
        case (let simulated, let imports) where simulated == imports: "simulated"
        default: "simulated and imported"
        }
    }

    var freshness: Freshness? {
        days.map {
            Freshness(
                through: $0.whole.upperBound.description, plays: Format.count(plays), source: source,
                loadedAt: loadedAt?.description)
        }
    }
}
