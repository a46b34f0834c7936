import ArgumentParser
import Foundation
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
            try await LocalServer(workspace: workspace, address: address, quiet: global.quiet).run()
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
