import Foundation
import Warehouse

/// Where a simulated service stands in the warehouse before it goes on.
struct SimulationState: Sendable, Hashable {
    /// The import of the service itself, whichever of its imports was named.
    let importKey: Int64
    let request: SimulationRequest
    let truth: ServiceTruth
    /// The end of the last continuation; nil where there was none.
    let end: Int64?
    /// The listeners who are there, by index.
    let listeners: Set<Int>
    /// The end of each listener's last play, by index.
    let lastListened: [Int: Int64]
    /// The keys of the listener, track and playlist at index 0.
    let listenerKey: Int64
    let trackKey: Int64
    let playlistKey: Int64

    /// Reads the service that an import is, or is a continuation of.
    /// - Throws: `simulation.unknown-import`, `simulation.service-undone`.
    init(of named: Int64, on connection: any WarehouseConnection) throws {
        let imports = try ImportRecord.all(on: connection).filter { $0.format == "simulation" }
        guard let record = imports.first(where: { $0.key == named }) else { throw SimulationError.unknownImport(named) }
        let key = Self.continuation(record)?.serviceImportKey ?? named
        guard let base = imports.first(where: { $0.key == key }) else { throw SimulationError.serviceUndone(key) }
        guard let summary = Self.decode(SimulationSummary.self, base) else {
            throw SimulationError.unknownImport(named)
        }
        importKey = key
        request = summary.request
        truth = summary.truth
        end = imports.compactMap(Self.continuation).filter { $0.serviceImportKey == key }.map(\.endsAtMicroseconds)
            .max()

        let keys = try Self.listenerKeys(key, on: connection)
        let tracks = try Self.keys("tracks", "track", "simulated:\(key):track:", on: connection)
        let playlists = try Self.keys("playlists", "playlist", "simulated:\(key):playlist:", on: connection)
        guard let first = keys.first, tracks.count == request.tracks,
            playlists.count == Catalogue.playlistCount(tracks: request.tracks),
            keys.allSatisfy({
                $0.key - Int64($0.index) == first.key - Int64(first.index)
                    && (0..<summary.request.listeners).contains($0.index)
            })
        else { throw SimulationError.serviceUndone(key) }
        listenerKey = first.key - Int64(first.index)
        trackKey = tracks.first
        playlistKey = playlists.first
        listeners = Set(keys.map(\.index))
        lastListened = try Self.lastListened(keys, on: connection)
    }

    private static func continuation(_ record: ImportRecord) -> ContinuationSummary? {
        decode(ContinuationSummary.self, record)
    }

    private static func decode<Summary: Decodable>(_ summary: Summary.Type, _ record: ImportRecord) -> Summary? {
        record.details.flatMap { try? JSONDecoder().decode(summary, from: Data($0.utf8)) }
    }

    private static func listenerKeys(_ load: Int64, on connection: any WarehouseConnection) throws -> [(
        key: Int64, index: Int
    )] {
        let prefix = "simulated-\(load)-"
        let rows = try connection.query(
            Statement(
                "SELECT listener_key, listener_id FROM listeners WHERE listener_id LIKE :ids ORDER BY listener_key",
                ["ids": .text(prefix + "%")]))
        return (0..<rows.rowCount).compactMap { row in
            guard let key = rows.value("listener_key", at: row).integer,
                let id = rows.value("listener_id", at: row).text,
                let number = Int(id.dropFirst(prefix.count))
            else { return nil }
            return (key, number - 1)
        }
    }

    /// How many rows of a dimension a simulation made, and the first one's key. Keys run on without gaps.
    private static func keys(
        _ table: String, _ name: String, _ prefix: String, on connection: any WarehouseConnection
    ) throws -> (first: Int64, count: Int) {
        let rows = try connection.query(
            Statement(
                "SELECT MIN(\(name)_key) AS first_key, COUNT(*) AS entries FROM \(table) WHERE \(name)_id LIKE :ids",
                ["ids": .text(prefix + "%")]))
        return (rows.value("first_key", at: 0).integer ?? 0, Int(rows.value("entries", at: 0).integer ?? 0))
    }

    private static func lastListened(_ keys: [(key: Int64, index: Int)], on connection: any WarehouseConnection) throws
        -> [Int: Int64]
    {
        let rows = try connection.query(
            Statement("SELECT listener_key, MAX(ended_at) AS last_end FROM sessions GROUP BY listener_key"))
        let indices = Dictionary(keys.map { ($0.key, $0.index) }) { first, _ in first }
        var ends: [Int: Int64] = [:]
        for row in 0..<rows.rowCount {
            guard let index = rows.value("listener_key", at: row).integer.flatMap({ indices[$0] }),
                case .instant(let end) = rows.value("last_end", at: row)
            else { continue }
            ends[index] = end
        }
        return ends
    }
}
