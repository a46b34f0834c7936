import Foundation
import SparkWarehouse
import Testing
import Warehouse

/// The engines that have to give the same answers.
enum EngineUnderTest: String, CaseIterable, Sendable, CustomTestStringConvertible {
    /// Engines with tables of their own.
    case duckdb, postgres
    /// Engines that read a lake: the embedded one, Sail, which the tests start, and Apache Spark, where `SEGUE_TEST_SPARK` says where it is.
    case lake, sail, spark

    static let sparkAddress = ProcessInfo.processInfo.environment["SEGUE_TEST_SPARK"]

    static let allCases: [EngineUnderTest] = [.duckdb, .postgres, .lake, .sail] + (sparkAddress == nil ? [] : [.spark])
    static let others = allCases.filter { $0 != .duckdb }
    static let stores = allCases.filter { !$0.readsLake }

    var testDescription: String { rawValue }

    var readsLake: Bool { ![.duckdb, .postgres].contains(self) }
    var speaksSpark: Bool { self == .sail || self == .spark }

    /// An empty warehouse of an engine with tables of its own.
    func warehouse() async throws -> any Warehouse {
        switch self {
        case .duckdb: return try await DuckDBWarehouse.inMemory()
        case .postgres:
            let server = try await PostgresServer.shared.value
            return try await PostgresWarehouse.open(try PostgresEndpoint(try await server.newDatabase()))
        case .lake, .sail, .spark: throw Misused()
        }
    }

    /// A warehouse over a lake.
    func warehouse(over lake: URL) async throws -> any Warehouse {
        if self == .lake {
            return try await DuckDBWarehouse.open(
                lake: LakeFolder(lake), directory: lake.appending(path: "_derived/\(UUID().uuidString)"))
        }
        #if Spark
        let address = self == .spark ? try #require(Self.sparkAddress) : try await SailServer.shared.value.address
        return try await SparkWarehouse.open(try SparkEndpoint(address), lake: lake.path)
        #else
        throw BuiltWithoutSpark()
        #endif
    }

    struct Misused: Error {}
    /// Rather a failure than a suite that passes without an engine: run `make test`, or `swift test --traits Spark`.
    struct BuiltWithoutSpark: Error {}
}
