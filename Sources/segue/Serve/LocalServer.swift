import Dashboard
import ExperimentService
import Foundation
import Logging
import Prediction
import Server
import Warehouse

/// Serves the pages and the API of a workspace until it is stopped.
struct LocalServer {
    let workspace: Workspace
    let address: AddressOptions
    let quiet: Bool

    func run() async throws {
        let services = try services()
        let dashboard = try Dashboard(services)
        let server = try ServerApplication(
            services.endpoints + dashboard.endpoints,
            files: try StaticFiles(Dashboard.assets, webAssets: Self.webAssets), errorPage: dashboard.errorPage,
            host: address.host, version: Segue.release)
        let url = "http://\(address.host == "::1" ? "[::1]" : address.host)"
        let quiet = quiet
        do {
            try await server.run(on: address.host, port: address.port, logger: Self.logger) { port in
                if !quiet { Console.error("Dashboard on \(url):\(port)  (Ctrl-C stops it)") }
            }
        } catch is CancellationError {
            return
        } catch {
            // Another program took the port since it was tried, or the service failed otherwise.
            if let number = PortProbe.failure(host: address.host, port: UInt16(clamping: address.port)) {
                throw AddressOptions.error(host: address.host, port: address.port, number)
            }
            throw CommandError.file("The dashboard stopped: \(error.localizedDescription)")
        }
    }

    private func services() throws -> ServerServices {
        let warehouse = workspace.warehouse, places = workspace.places
        let metrics = try MetricCatalogue(
            dialect: warehouse.dialect.name, folder: places.metrics)
        return ServerServices(
            warehouse: warehouse, models: ModelRegistry(places.models),
            experiments: ExperimentRegistry(places.experiments),
            analyzer: ExperimentAnalyzer(warehouse, catalogue: metrics, version: Segue.release))
    }

    /// Where a client sees only the number of a request, its cause stands here.
    private static var logger: Logger {
        var logger = Logger(label: "segue.serve")
        logger.logLevel = .error
        return logger
    }

    /// The folder with the third-party scripts: as the environment says, beside the program, or where `make deps` puts them.
    private static var webAssets: URL? {
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent()
        let candidates =
            [ProcessInfo.processInfo.environment["SEGUE_WEB_ASSETS"].map { URL(fileURLWithPath: $0) }].compactMap { $0 }
            + [
                program.appending(path: "../share/segue/web").standardizedFileURL,
                URL(fileURLWithPath: "/usr/local/share/segue/web"),
            ]
        return candidates.first { FileManager.default.fileExists(atPath: $0.appending(path: "echarts.min.js").path) }
    }
}
