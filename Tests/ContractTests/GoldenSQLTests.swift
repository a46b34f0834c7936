import Features
import Insights
import TestSupport
import Testing
import Warehouse

@testable import SparkWarehouse

/// The SQL of every insight and feature family as each engine gets it.
@Suite("Rendered SQL as it was")
struct GoldenSQLTests {
    private static let dialects: [any SQLDialect] = [DuckDBDialect(), PostgresDialect(), SparkDialect()]

    @Test("insights", arguments: InsightCatalogue.neutral.map(\.name))
    func insights(_ name: String) throws {
        for dialect in Self.dialects {
            let insight = try InsightCatalogue.insight(name, dialect: dialect.name)
            let sql = try RenderedSQL(insight.sql, dialect: dialect).text
            Golden.check(sql, "\(dialect.name)/\(name).sql")
        }
    }

    @Test("what models know of a play and of a session")
    func models() throws {
        for dialect in Self.dialects {
            for (name, set) in [("play", ModelFeatureSet.play(dialect)), ("session", .session(dialect))] {
                Golden.check(try RenderedSQL(set.sql, dialect: dialect).text, "\(dialect.name)/features_of_\(name).sql")
            }
        }
    }
}
