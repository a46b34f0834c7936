#if Spark
import Foundation
package import Warehouse

extension SparkWarehouse {
    /// Looks whether a server and a lake can be used. Nothing is changed.
    package static func examine(_ endpoint: SparkEndpoint, lake: String?) async -> [Finding] {
        let client: SparkClient
        do { client = try SparkClient(endpoint) } catch { return [Finding("connection", .bad, "\(endpoint)", remedy: words(error))] }
        var findings: [Finding] = []
        do {
            try await client.begin()
            findings.append(Finding("connection", .good, "\(endpoint)\(endpoint.secure ? ", encrypted" : "")"))
            await findings += examine(client, lake)
        } catch {
            findings.append(Finding("connection", .bad, "\(endpoint)", remedy: words(error)))
        }
        await client.close()
        return findings
    }

    private static func examine(_ client: SparkClient, _ lake: String?) async -> [Finding] {
        let connection: Lane<SparkConnection>
        let views: LakeViews
        do {
            views = try LakeViews(uri: lake ?? "/")
            connection = Lane("spark-examiner", SparkConnection(client, views, progress: nil))
            let clock = try await connection.perform { try $0.query(Statement("SELECT unix_micros(current_timestamp()) AS now")) }
            let seconds = Double(clock.value("now", at: 0).integer ?? 0) / 1e6 - Date().timeIntervalSince1970
            let found = [Finding("version", .good, try await connection.perform { try $0.version() }), Finding.clock(ahead: seconds)]
            guard lake != nil else { return found }
            let manifest = try await connection.perform { try $0.query(Statement(views.manifest)) }
            let text = manifest.rowCount > 0 ? manifest.columns[0].value(at: 0).description : ""
            let read = try LakeManifest(json: Data(text.utf8), at: views.uri)
            let files = read.tables.flatMap(\.partitions).flatMap(\.files)
            return found + [
                Finding(
                    "lake", .good,
                    "schema \(read.schemaVersion), \(read.tables.reduce(0) { $0 + $1.rows }) rows in \(files.count) files, \(files.reduce(0) { $0 + $1.bytes } / 1_048_576) MB"
                ),
                await writes(connection, views),
            ]
        } catch {
            return [Finding("lake", .bad, lake ?? "", remedy: words(error))]
        }
    }

    /// Whether the servers may write beside the lake, which features need.
    private static func writes(_ connection: Lane<SparkConnection>, _ views: LakeViews) async -> Finding {
        do {
            try await connection.perform { connection in
                try connection.stage("segue_doctor", Statement("SELECT 1 AS one"))
                try connection.unstage("segue_doctor")
            }
            return Finding("rights", .good, "the servers may write under \(views.uri)/_scratch")
        } catch {
            return Finding(
                "rights", .notice, "the servers may not write under \(views.uri)", remedy: "Features cannot be built there: \(words(error))"
            )
        }
    }

    private static func words(_ error: any Error) -> String { (error as? WarehouseError)?.message ?? "\(error)" }
}
#endif
