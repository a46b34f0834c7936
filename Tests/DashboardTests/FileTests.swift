import Foundation
import Hummingbird
import HummingbirdTesting
import Server
import Testing

@testable import Dashboard

@Suite("Files of the pages")
struct FileTests {
    @Test(
        "a file is served as what it is, and only once as long as it stays the same",
        arguments: [
            ("segue.js", "text/javascript"), ("segue.css", "text/css"), ("favicon.svg", "image/svg+xml"),
            ("charts/line.js", "text/javascript"),
        ])
    func types(_ path: String, _ type: String) async throws {
        let fixture = try await DashboardFixture.shared.value
        let answer = try await fixture.get("/assets/\(path)")
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType]?.hasPrefix(type) == true)
        #expect(answer.text == Dashboard.assets["Assets/\(path)"])
        let tag = try #require(answer.headers[.eTag])
        #expect(try await fixture.get("/assets/\(path)", headers: [.ifNoneMatch: tag]).status == .notModified)
        #expect(try await fixture.get("/assets/\(path)", headers: [.ifNoneMatch: "\"other\""]).status == .ok)
    }

    @Test("every script and style that the templates name is there")
    func named() async throws {
        let files = try StaticFiles(Dashboard.assets, webAssets: nil)
        for (path, text) in Dashboard.assets where path.hasPrefix("Templates/") {
            for part in text.components(separatedBy: "\"/assets/").dropFirst() {
                let name = String(part.prefix { $0 != "\"" })
                #expect(files.file(name) != nil, "\(path) names \(name)")
            }
        }
    }

    @Test("of the folder of third-party scripts only those that are meant are served")
    func vendor() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "segue-web-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("var echarts".utf8).write(to: folder.appending(path: "echarts.min.js"))
        try Data("secret".utf8).write(to: folder.appending(path: "secret.txt"))
        let files = try StaticFiles(Dashboard.assets, webAssets: folder)
        #expect(
            files.file("vendor/echarts.min.js").map { String(decoding: $0.content.readableBytesView, as: UTF8.self) }
                == "var echarts")
        #expect(
            files.file("vendor/htmx.min.js").map { String(decoding: $0.content.readableBytesView, as: UTF8.self) }
                == "/* not installed */\n")
        for path in ["vendor/secret.txt", "vendor/../secret.txt", "../Package.swift", "Templates/head.mustache", ""] {
            #expect(files.file(path) == nil, "\(path)")
        }
    }

    @Test(
        "no path leads out of the assets",
        arguments: ["/assets/../Package.swift", "/assets/%2e%2e/Package.swift", "/assets//etc/passwd", "/assets/"])
    func traversal(_ path: String) async throws {
        #expect(try await DashboardFixture.shared.value.get(path).status == .notFound)
    }
}
