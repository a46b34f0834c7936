package import Insights
package import Listening
package import Warehouse

/// What every page needs to know of the data: how far they reach, how much there is, and what can be filtered by.
package struct DataFacts: Sendable {
    /// The days of the data; nil where nothing was played.
    package let days: DataDays?
    package let plays: Int64
    package let tiers: [String]
    package let countries: [String]
    package let platforms: [String]
    /// `simulated`, `imported` or both.
    package let source: String?
    package let loadedAt: Instant?
    /// When plays were last added. An import that brought none does not count.
    package let grownAt: Instant?
    package let schemaVersion: Int
    /// The engine's name.
    package let engine: String

    package static func read(_ warehouse: any Warehouse, _ service: InsightService) async throws -> DataFacts {
        let days = try await service.days()
        let choices = try await service.choices()
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
}
