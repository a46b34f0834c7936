import Foundation
import Hummingbird
import Listening

/// The files that the pages load: those embedded in the program, and the third-party scripts of the installation.
struct StaticFiles: Sendable {
    struct File: Sendable {
        /// The content. Answers share it.
        let content: ByteBuffer
        let type: String
        /// Changes when the content does.
        let tag: String
    }

    /// What may be taken from the folder of third-party scripts. Nothing else in it is ever served.
    private static let vendorNames = ["echarts.min.js", "htmx.min.js"]

    private let files: [String: File]

    /// - Parameter webAssets: the folder with the third-party scripts. Without it (or without one of them) the pages work as plain links,
    ///   forms and tables, and the script is answered as an empty one.
    /// - Throws: ``DashboardError`` `dashboard.web-assets` where a script is there and cannot be read.
    init(_ texts: [String: String] = EmbeddedFiles.texts, webAssets: URL?) throws(DashboardError) {
        var files: [String: File] = [:]
        for (path, text) in texts where path.hasPrefix("Assets/") {
            files[String(path.dropFirst("Assets/".count))] = File(Array(text.utf8), name: path)
        }
        for name in Self.vendorNames {
            files["vendor/\(name)"] = File(
                try Self.vendor(name, in: webAssets) ?? Array("// not installed\n".utf8), name: name)
        }
        self.files = files
    }

    /// The file of a path below `/assets/`. Paths are looked up, never resolved, so that none leads out of the folder.
    func file(_ path: String) -> File? { files[path] }

    private static func vendor(_ name: String, in folder: URL?) throws(DashboardError) -> [UInt8]? {
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
