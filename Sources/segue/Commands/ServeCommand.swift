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
        discussion: """
            On http://127.0.0.1:8000 by default, for this machine alone. Ctrl-C stops it.

            Example:
              segue serve --port 8080
            """)

    @OptionGroup(title: "Shared options") var global: GlobalOptions
    @OptionGroup var address: AddressOptions

    func run() async throws {
        try address.check()
        try await Workspace.with(global, for: .directory, reachesFiles: false) { workspace in
            try await DashboardServer(workspace: workspace, address: address, quiet: global.quiet).run()
        }
    }
}

/// Where the dashboard listens.
struct AddressOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A loopback address.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(
        help: ArgumentHelp("The port; 0 takes any that is free. (default: 8000)", valueName: "port"),
        transform: Number.whole)
    var port = 8000

    /// Refuses to listen wider than this machine, since there are no keys yet that could keep others out, and a port that is taken.
    func check() throws {
        guard ["127.0.0.1", "localhost", "::1"].contains(host) else {
            throw CommandError.usage(
                "--host \(host) would open the dashboard to other machines, and it has no keys to keep them out. Use 127.0.0.1 and a tunnel."
            )
        }
        guard (0...65_535).contains(port) else { throw CommandError.usage("--port is \(port); it takes 0 to 65535.") }
        guard port > 0, let number = PortProbe.failure(host: host, port: UInt16(port)) else { return }
        throw Self.error(host: host, port: port, number)
    }

    /// Why the dashboard cannot listen.
    static func error(host: String, port: Int, _ number: Int32) -> CommandError {
        let (code, message) =
            switch number {
            case EADDRINUSE:
                (
                    "port-taken",
                    "Port \(port) is taken by another program. Stop that program, or choose another port with --port. If it is Segue, its dashboard is on "
                        + "http://\(host == "::1" ? "[::1]" : host):\(port)."
                )
            case EACCES, EPERM:
                ("port-refused", "Port \(port) is reserved for the system. Choose one from 1024 on with --port.")
            case EADDRNOTAVAIL, EAFNOSUPPORT:
                ("host-unavailable", "This machine has no address \(host). Use --host 127.0.0.1.")
            default:
                (
                    "port",
                    "The dashboard cannot listen on port \(port): \(String(cString: strerror(number))). Choose another with --port."
                )
            }
        return CommandError(code: "command.\(code)", message: message, fault: .system)
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
            version: Segue.release, webAssets: Self.webAssets, host: address.host)
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
            // Somebody took the port since it was tried, or the service failed otherwise.
            if let number = PortProbe.failure(host: address.host, port: UInt16(clamping: address.port)) {
                throw AddressOptions.error(host: address.host, port: address.port, number)
            }
            throw CommandError.file("The dashboard stopped: \(error.localizedDescription)")
        }
    }

    /// Connections that are open at once; others wait to be accepted. Each takes a file descriptor, of which a process often has 1,024.
    private static let mostConnections = 512

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
