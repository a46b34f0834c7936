import Foundation
import Testing
import Warehouse

/// A PostgreSQL server of the tests' own, in a temporary folder, that ends with the process however that ends.
actor PostgresServer {
    static let shared = Task { try await PostgresServer() }

    /// The folder of the socket, by which the server is reached.
    nonisolated let folder: URL
    nonisolated let port: UInt16
    /// The certificate that the server shows.
    nonisolated var certificate: URL { folder.appending(path: "server.crt") }
    private let server: ChildServer
    private var databases = 0

    private init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "segue-pg-\(UUID().uuidString.prefix(8))")
        port = try ChildServer.freePort()
        let binaries = try Self.run("/usr/bin/env", ["pg_config", "--bindir"]).trimmingCharacters(
            in: .whitespacesAndNewlines)
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o777])
        // PostgreSQL refuses to run as root, so there it runs as the user that its package made.
        server = try ChildServer(
            """
            trap '' INT
            if [ "$(id -u)" = 0 ]; then as="setpriv --reuid=postgres --regid=postgres --clear-groups"; chown postgres "$1"; else as=""; fi
            $as "$2/initdb" -D "$1/data" -U segue -A trust --locale=C --encoding=UTF8 --no-sync >"$1/initdb.log" 2>&1 || exit 1
            { echo "local all guarded scram-sha-256"; cat "$1/data/pg_hba.conf"; } >"$1/hba" && cat "$1/hba" >"$1/data/pg_hba.conf"
            $as openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
                -keyout "$1/data/server.key" -out "$1/server.crt" 2>"$1/openssl.log" || exit 1
            chmod 600 "$1/data/server.key"
            $as "$2/postgres" -D "$1/data" -k "$1" -p "$3" -c listen_addresses=127.0.0.1 -c ssl=on -c ssl_cert_file="$1/server.crt" -c fsync=off -c full_page_writes=off -c max_wal_size=4GB \
                -c shared_buffers=512MB -c work_mem=64MB >"$1/server.log" 2>&1 &
            server=$!
            cat >/dev/null
            kill -INT $server 2>/dev/null
            wait $server
            rm -rf "$1"
            """, [folder.path, binaries, "\(port)"])
        for _ in 0..<600 {
            if let warehouse = try? await PostgresWarehouse.open(PostgresEndpoint(url("postgres"))) {
                await warehouse.close()
                return
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Unavailable(
            log: (try? String(contentsOf: folder.appending(path: "server.log"), encoding: .utf8))
                ?? "initdb did not succeed")
    }

    /// The server did not come up; the suite fails rather than passing without it.
    struct Unavailable: Error { let log: String }

    nonisolated func url(_ database: String, user: String = "segue") -> String {
        "postgres://\(user)@/\(database)?host=\(folder.path)&port=\(port)"
    }

    /// A connection string of a new, empty database.
    func newDatabase() async throws -> String {
        databases += 1
        let name = "test_\(databases)"
        _ = try sql("CREATE DATABASE \(name)")
        return url(name)
    }

    /// Runs SQL as the server's owner, outside any warehouse.
    nonisolated func sql(_ text: String, database: String = "postgres") throws -> String {
        try Self.run(
            "/usr/bin/env", ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url(database), "-c", text])
    }

    /// Makes a certificate of this machine's loopback names that nobody else vouches for.
    static func makeCertificate(_ certificate: URL, key: URL) throws {
        _ = try run(
            "/usr/bin/env",
            [
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key.path, "-out", certificate.path,
            ])
    }

    static func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Unavailable(log: "\(arguments) failed") }
        return String(decoding: data, as: UTF8.self)
    }
}
