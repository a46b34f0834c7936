import Features
import Foundation
import Ingestion
import Listening
import Simulation
import Warehouse

@testable import Prediction

/// Warehouses to learn from, and a folder for models.
enum TrainingFixture {
    static let moment = Instant(seconds: 1_760_000_000)

    static func registry() -> ModelRegistry {
        ModelRegistry(FileManager.default.temporaryDirectory.appending(path: "segue-models-\(UUID().uuidString)"))
    }

    static func simulated(_ plays: Int, listeners: Int, seed: UInt64 = 1) async throws -> DuckDBWarehouse {
        let warehouse = try await DuckDBWarehouse.inMemory()
        _ = try await Simulator(try SimulationRequest(plays: plays, listeners: listeners, seed: seed)).run(
            into: warehouse, at: moment)
        return warehouse
    }

    static let sharedData = URL(
        fileURLWithPath: ProcessInfo.processInfo.environment["SEGUE_SHARED_DATA"]
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
            .appending(path: "../shared/data").standardizedFileURL.path)

    static var hasSharedData: Bool { FileManager.default.fileExists(atPath: sharedData.path) }

    /// The real listener's year.
    static func realListener() async throws -> DuckDBWarehouse {
        let warehouse = try await DuckDBWarehouse.inMemory()
        let options = ImportOptions(
            format: .spotify, paths: [sharedData.appending(path: "spotify/account_history").path],
            zone: "Europe/Copenhagen", now: moment)
        _ = try await Importer(options).run(into: warehouse)
        return warehouse
    }

    static func days(_ warehouse: DuckDBWarehouse) async throws -> ClosedRange<CalendarDay> {
        try await warehouse.read { try DataDays.all($0) }
    }

    static let options = TrainingOptions(now: moment)
}
