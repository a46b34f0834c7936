package import Experimentation
package import Foundation
import Warehouse

/// The experiments of a data directory: `experiments/KEY/0001.json`, one file for each state of the record, never overwritten.
package struct ExperimentRegistry: Sendable {
    private let store: VersionedFileStore

    /// - Parameter directory: the `experiments` folder of a data directory. It need not exist.
    package init(_ directory: URL) { store = VersionedFileStore(directory) }

    /// The experiments of a directory, by key. One whose files are damaged stands in nobody's way.
    package struct Inventory: Sendable {
        package fileprivate(set) var records: [ExperimentRecord] = []
        /// Those that cannot be relied on, and why.
        package fileprivate(set) var damaged: [(key: String, error: ExperimentationError)] = []
    }

    package func inventory() -> Inventory {
        var inventory = Inventory()
        for name in store.names {
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
        next.version = record.version.saturatingAdd(1)
        next = next.sealed()
        do {
            try store.write([("json", Self.encoder.encode(next))], of: record.plan.key, as: next.version)
        } catch VersionedFileStore.Failure.full {
            throw ExperimentationError(
                "registry",
                "\(record.plan.key) has \(VersionedFileStore.mostVersions) states, and takes no further one.",
                fault: .system)
        } catch VersionedFileStore.Failure.taken {
            throw ExperimentationError(
                "registry",
                "\(record.plan.key) was changed by someone else in the meantime. Look at it again with `segue experiment show \(record.plan.key)`.",
                fault: .inUse)
        } catch {
            let file = store.file(of: record.plan.key, next.version)
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
        let folder = store.folder(of: record.plan.key),
            gone = store.directory.appending(path: ".\(record.plan.key).deleted")
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
        guard let version = store.versions(of: key).last else { return nil }
        let file = store.file(of: key, version)
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

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
}
