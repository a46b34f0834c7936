package import Experimentation
package import Foundation
import Warehouse

/// The experiments of a data directory: `experiments/KEY/0001.json`, one file for each state of the record, never overwritten.
package struct ExperimentRegistry: Sendable {
    private let directory: URL

    /// - Parameter directory: the `experiments` folder of a data directory. It need not exist.
    package init(_ directory: URL) { self.directory = directory }

    /// The experiments of a directory, by key. One whose files are damaged stands in nobody's way.
    package struct Inventory: Sendable {
        package fileprivate(set) var records: [ExperimentRecord] = []
        /// Those that cannot be relied on, and why.
        package fileprivate(set) var damaged: [(key: String, error: ExperimentationError)] = []
    }

    package func inventory() -> Inventory {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        var inventory = Inventory()
        for name in names.filter({ !$0.hasPrefix(".") }).sorted() {
            do throws(ExperimentationError) {
                if let record = try latest(name) { inventory.records.append(record) }
            } catch {
                inventory.damaged.append((name, error))
            }
        }
        return inventory
    }

    /// An experiment as it is now.
    /// - Throws: ``ExperimentationError`` `experiment.unknown`, `experiment.registry`.
    package func find(_ key: String) throws -> ExperimentRecord {
        guard Self.isKey(key), let record = try latest(key) else {
            let known = inventory().records.map(\.plan.key)
            throw ExperimentationError(
                "unknown",
                "There is no experiment \"\(key)\". "
                    + (known.isEmpty
                        ? "Make one with `segue experiment design`." : "There are: \(known.joined(separator: ", "))."),
                fault: .absent)
        }
        return record
    }

    /// Whether there is one of that key.
    package func has(_ key: String) -> Bool { Self.isKey(key) && ((try? latest(key)) ?? nil) != nil }

    /// Keeps a record as the next state of its experiment. It is there wholly or not at all, and of two that change one state at once the
    /// second fails.
    /// - Throws: ``ExperimentationError`` `experiment.registry`.
    package func save(_ record: ExperimentRecord) throws -> ExperimentRecord {
        var next = record
        guard (0..<Self.mostVersions).contains(record.version) else {
            throw ExperimentationError(
                "registry", "\(record.plan.key) has \(Self.mostVersions) states, and takes no further one.",
                fault: .system)
        }
        next.version += 1
        next = next.sealed()
        let folder = directory.appending(path: record.plan.key), file = folder.appending(path: Self.name(next.version))
        do {
            try PrivateFolder.make(folder)
            // This fails where the name is taken: nobody's state is overwritten.
            try AtomicFile.write(Self.encoder.encode(next), to: file, replaces: false)
        } catch {
            if FileManager.default.fileExists(atPath: file.path) {
                throw ExperimentationError(
                    "registry",
                    "\(record.plan.key) was changed by someone else in the meantime. Look at it again with `segue experiment show \(record.plan.key)`.",
                    fault: .inUse)
            }
            throw ExperimentationError(
                "registry", "\(file.path) could not be written: \(error.localizedDescription)", fault: .system)
        }
        return next
    }

    /// Takes a draft away, with all its earlier states.
    /// - Throws: ``ExperimentationError`` `experiment.state`, `experiment.registry`.
    package func delete(_ record: ExperimentRecord) throws {
        guard record.state == .draft else {
            throw ExperimentationError(
                "state",
                "\(record.plan.key) is \(record.state.rawValue): only a draft can be deleted, so that every test that was run is told of.",
                fault: .usage)
        }
        let folder = directory.appending(path: record.plan.key),
            gone = directory.appending(path: ".\(record.plan.key).deleted")
        do {
            // Under a name that nobody looks for it is gone at once, however long removing takes.
            try? FileManager.default.removeItem(at: gone)
            try FileManager.default.moveItem(at: folder, to: gone)
            try FileManager.default.removeItem(at: gone)
        } catch {
            throw ExperimentationError(
                "registry", "\(folder.path) could not be removed: \(error.localizedDescription)", fault: .system)
        }
    }

    private func latest(_ key: String) throws(ExperimentationError) -> ExperimentRecord? {
        let folder = directory.appending(path: key)
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        // A file whose name is not that of a version was not written by the registry.
        let versions = files.compactMap { file -> Int? in
            guard file.hasSuffix(".json"), let version = Int(file.dropLast(5)),
                (1...Self.mostVersions).contains(version), file == Self.name(version)
            else { return nil }
            return version
        }
        guard let version = versions.max() else { return nil }
        let file = folder.appending(path: Self.name(version))
        let record: ExperimentRecord
        do {
            record = try JSONDecoder().decode(ExperimentRecord.self, from: Data(contentsOf: file))
        } catch {
            throw ExperimentationError(
                "registry",
                "\(file.path) cannot be read as an experiment. Restore it, or remove it to go back to the state before.",
                fault: .system)
        }
        guard record.formatVersion <= ExperimentRecord.currentFormat else {
            throw ExperimentationError(
                "registry", "\(file.path) was written by a newer segue. Use that one.", fault: .system)
        }
        guard record.version == version else {
            throw ExperimentationError(
                "registry",
                "\(file.path) holds version \(record.version) of the experiment. Remove the file to go back to the state before.",
                fault: .system)
        }
        guard record.isSealIntact else {
            throw ExperimentationError(
                "registry",
                "\(file.path) was changed by hand since it was written, so that the registered plan cannot be relied on. Remove the file to go back to the state before, and change plans with `segue experiment amend`.",
                fault: .system)
        }
        return record
    }

    private static func isKey(_ key: String) -> Bool {
        !key.isEmpty && !key.contains { $0 == "/" || $0 == "." || $0 == "\\" }
    }

    private static let mostVersions = 1_000_000

    private static func name(_ version: Int) -> String {
        String(repeating: "0", count: max(0, 4 - String(version).count)) + "\(version).json"
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
}
