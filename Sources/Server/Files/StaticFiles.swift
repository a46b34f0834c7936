package import Foundation
package import Hummingbird
import Listening

/// The files that the pages load: those embedded in the program, and the third-party scripts of the installation.
package struct StaticFiles: Sendable {
    package struct File: Sendable {
        /// The content. Answers share it.
        package let content: ByteBuffer
        let type: String
        /// Changes when the content does.
        let tag: String
    }

    /// What may be taken from the folder of third-party scripts. Nothing else in it is ever served.
    private static let vendorNames = [
        "echarts.min.js", "htmx.min.js", "swagger-ui-bundle.js", "swagger-ui.css",
    ]

    private let files: [String: File]

    /// - Parameters:
    ///   - texts: the files of the pages, by their paths in a module: those below `Assets/` are served.
    ///   - webAssets: the folder with the third-party scripts. Without it (or without one of them) the pages work as plain links, forms and
    ///     tables, and the script is answered as an empty one.
    /// - Throws: ``ServerError`` `server.web-assets` where a script is there and cannot be read.
    package init(_ texts: [String: String], webAssets: URL?) throws(ServerError) {
        var files: [String: File] = [:]
        for (path, text) in EmbeddedFiles.texts.merging(texts, uniquingKeysWith: { $1 }) where path.hasPrefix("Assets/")
        {
            files[String(path.dropFirst("Assets/".count))] = File(Array(text.utf8), name: path)
        }
        for name in Self.vendorNames {
            files["vendor/\(name)"] = File(
                try Self.vendor(name, in: webAssets) ?? Array("/* not installed */\n".utf8), name: name)
        }
        self.files = files
    }

    /// The address of all files. A browser keeps them, and asks each time whether they are still the same.
    ///
    /// Hummingbird's `FileMiddleware` tells versions apart by the time of a change, which embedded files do not have.
    var endpoint: Endpoint {
        Endpoint(
            .get, "/assets/{file...}", .pages, "A style sheet, script or icon",
            parameters: [.path("file", .string("Its path."))], answer: .file("*/*", "The file."), isPrompt: true
        ) { request in
            guard let file = file(request.restOfPath) else { throw ServerError.notFound }
            return try await request.request.ifNoneMatch(
                headers: [.cacheControl: "no-cache"], eTag: file.tag, context: request.context
            ) {
                Response(status: .ok, headers: [.contentType: file.type], body: ResponseBody(byteBuffer: file.content))
            }
        }
    }

    /// The file of a path below `/assets/`. Paths are looked up, never resolved, so that none leads out of the folder.
    package func file(_ path: String) -> File? { files[path] }

    private static func vendor(_ name: String, in folder: URL?) throws(ServerError) -> [UInt8]? {
        guard let file = folder?.appending(path: name), FileManager.default.fileExists(atPath: file.path) else {
            return nil
        }
        guard let data = try? Data(contentsOf: file) else { throw .webAssets(name) }
        return Array(data)
    }
}

extension StaticFiles.File {
    init(_ bytes: [UInt8], name: String) {
        content = ByteBuffer(bytes: bytes)
        type =
            switch name.split(separator: ".").last {
            case "js": "text/javascript; charset=utf-8"
            case "css": "text/css; charset=utf-8"
            case "svg": "image/svg+xml"
            default: "application/octet-stream"
            }
        // FNV-1a: enough to tell one build's file from another's.
        let hash = FNV1a(bytes).value
        tag = "\"\(String(hash, radix: 16))\""
    }
}
