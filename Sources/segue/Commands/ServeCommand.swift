import ArgumentParser
import Dashboard
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import Warehouse

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the dashboard and its API.",
        discussion: "On http://127.0.0.1:8000 by default, for this machine alone. Ctrl-C stops it.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var address: AddressOptions

    func run() async throws {
        try address.check()
        try await Workspace.with(global, reachesFiles: false) { workspace in
            try await DashboardServer(workspace: workspace, address: address, quiet: global.quiet).run()
        }
    }
}

/// Where the dashboard listens.
struct AddressOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A loopback address.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: "The port.")
    var port = 8000

    /// Refuses to listen wider than this machine: there are no keys yet that could keep others out.
    func check() throws {
        guard ["127.0.0.1", "localhost", "::1"].contains(host) else {
            throw CommandError.usage("--host \(host) would open the dashboard to other machines, and it has no keys to keep them out. Use 127.0.0.1 and a tunnel.")
        }
        guard (0...65_535).contains(port) else { throw CommandError.usage("--port is \(port); it takes 0 to 65535.") }
    }
}

/// Runs the dashboard until it is told to stop.
struct DashboardServer {
    let workspace: Workspace
    let address: AddressOptions
    let quiet: Bool

    func run() async throws {
        let dashboard = try DashboardApplication(
            warehouse: workspace.warehouse, modelsDirectory: workspace.models, directory: workspace.directory,
            version: Segue.configuration.version, webAssets: Self.webAssets, host: address.host)
        let url = "http://\(address.host == "::1" ? "[::1]" : address.host)"
        let quiet = quiet
        var logger = Logger(label: "segue.serve")
        // What a client is told only the number of stands here with its cause.
        logger.logLevel = .error
        let application = Application(
            responder: try dashboard.responder(),
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: .init(
                address: .hostname(address.host, port: address.port), serverName: "segue",
                availableConnectionsDelegate: MaximumAvailableConnections(Self.mostConnections)),
            onServerRunning: { channel in
                if !quiet { Console.error("Dashboard on \(url):\(channel.localAddress?.port ?? 0)  (Ctrl-C stops it)") }
            }, logger: logger)
        do {
            try await application.runService(gracefulShutdownSignals: [])
        } catch is CancellationError {
            return
        } catch {
            throw CommandError.file("The dashboard could not listen on \(url):\(address.port): \(error). Is another one running? Choose another with --port.")
        }
    }

    /// Connections that are open at once; others wait to be accepted. Each takes a file descriptor, of which a process often has 1,024.
    private static let mostConnections = 512

    /// The folder with the third-party scripts: as the environment says, beside the program, or where `make deps` puts them.
    private static var webAssets: URL? {
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        let candidates =
            [ProcessInfo.processInfo.environment["SEGUE_WEB_ASSETS"].map { URL(fileURLWithPath: $0) }].compactMap { $0 }
            + [program.appending(path: "../share/segue/web").standardizedFileURL, URL(fileURLWithPath: "/usr/local/share/segue/web")]
        return candidates.first { FileManager.default.fileExists(atPath: $0.appending(path: "echarts.min.js").path) }
    }
}
