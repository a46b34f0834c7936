import Testing
import Warehouse

/// The engines that have to give the same answers.
enum EngineUnderTest: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case duckdb, postgres

    var testDescription: String { rawValue }

    /// An empty warehouse.
    func warehouse() async throws -> any Warehouse {
        switch self {
        case .duckdb: return try await DuckDBWarehouse.inMemory()
        case .postgres:
            let server = try await PostgresServer.shared.value
            return try await PostgresWarehouse.open(try PostgresEndpoint(try await server.newDatabase()))
        }
    }
}
