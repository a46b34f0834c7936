package import Foundation

/// A file or folder that is there wholly or not at all: it is made beside its place, and moved there when it is finished.
package enum AtomicFile {
    /// - Parameter write: writes to the place that it is given.
    /// - Throws: ``WarehouseError`` `warehouse.export` where the target exists or cannot be written, and what `write` throws.
    package static func make<Answer>(_ target: URL, _ write: (URL) async throws -> Answer) async throws -> Answer {
        let files = FileManager.default
        guard !files.fileExists(atPath: target.path) else {
            throw WarehouseError(
                code: "export", message: "\(target.path) exists already. Choose another path, or remove it first.",
                fault: .usage)
        }
        let unfinished = target.deletingLastPathComponent().appending(path: ".\(target.lastPathComponent).part")
        try? files.removeItem(at: unfinished)
        defer { try? files.removeItem(at: unfinished) }
        do {
            let answer = try await write(unfinished)
            try files.moveItem(at: unfinished, to: target)
            return answer
        } catch let error as CocoaError {
            throw WarehouseError(
                code: "export", message: "\(target.path) could not be written: \(error.localizedDescription)",
                fault: .system)
        }
    }
}
