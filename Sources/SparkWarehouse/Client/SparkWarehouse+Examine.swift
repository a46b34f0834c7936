#if Spark
import Foundation
package import Warehouse

extension SparkWarehouse {
    /// Looks whether a server and a lake can be used. Nothing is changed but that a row is written under `_scratch`, to see whether it can be.
    package static func examine(_ endpoint: SparkEndpoint, lake: String?) async -> [DiagnosticCheck] {
        let client: SparkClient
        do { client = try SparkClient(endpoint) } catch {
            return [DiagnosticCheck("connection", .bad, "\(endpoint)", remedy: words(error))]
        }
        var findings: [DiagnosticCheck] = []
        do {
            try await client.begin()
            findings.append(DiagnosticCheck("connection", .good, "\(endpoint)\(endpoint.secure ? ", encrypted" : "")"))
            await findings += examine(client, lake)
        } catch {
            findings.append(DiagnosticCheck("connection", .bad, "\(endpoint)", remedy: words(error)))
        }
        await client.close()
        return findings
    }

    private static func examine(_ client: SparkClient, _ lake: String?) async -> [DiagnosticCheck] {
        let views: LakeViews
        do { views = try LakeViews(uri: lake ?? "lake") } catch {
            return [DiagnosticCheck("lake", .bad, lake ?? "", remedy: words(error))]
        }
        let connection = SerialConnection("spark-examiner", SparkConnection(client, views, progress: nil))
        let findings = await server(connection)
        guard lake != nil else { return findings }
        defer { if let scratch = scratch(views, client) { try? FileManager.default.removeItem(at: scratch) } }
        return await findings + examine(views, connection)
    }

    private static func server(_ connection: SerialConnection<SparkConnection>) async -> [DiagnosticCheck] {
        do {
            let version = try await connection.perform { try $0.version() }
            let clock = try await connection.perform {
                try $0.query(Statement("SELECT unix_micros(current_timestamp()) AS now"))
            }
            let seconds = Double(clock.value("now", at: 0).integer ?? 0) / 1e6 - Date().timeIntervalSince1970
            return [DiagnosticCheck("version", .good, version), DiagnosticCheck.clock(ahead: seconds)]
        } catch {
            return [DiagnosticCheck("version", .bad, "unknown", remedy: words(error))]
        }
    }

    private static func examine(_ views: LakeViews, _ connection: SerialConnection<SparkConnection>) async
        -> [DiagnosticCheck]
    {
        do {
            let text = try await connection.perform { try $0.query(Statement(views.manifest)) }
            let manifest = try LakeManifest(
                json: Data((text.rowCount > 0 ? text.columns[0].value(at: 0).description : "").utf8), at: views.uri)
            return [.lake(manifest), await writes(connection, views)]
        } catch {
            return [DiagnosticCheck("lake", .bad, views.uri, remedy: words(error))]
        }
    }

    /// Whether the servers may write beside the lake, which features need.
    private static func writes(_ connection: SerialConnection<SparkConnection>, _ views: LakeViews) async
        -> DiagnosticCheck
    {
        do {
            try await connection.perform { connection in
                try connection.stage("segue_doctor", Statement("SELECT 1 AS one"))
                try connection.unstage("segue_doctor")
            }
            return DiagnosticCheck("rights", .good, "the servers may write under \(views.uri)/_scratch")
        } catch {
            return DiagnosticCheck(
                "rights", .notice, "the servers may not write under \(views.uri)",
                remedy: "Features cannot be built there: \(words(error))"
            )
        }
    }

    private static func words(_ error: any Error) -> String { (error as? WarehouseError)?.message ?? "\(error)" }
}
#endif
