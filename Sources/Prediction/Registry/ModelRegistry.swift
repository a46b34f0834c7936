package import Foundation
import Listening
import Warehouse

/// The trained models of a data directory: `models/NAME/0001.json`, one file a version, and `models/NAME/promoted` with the version in use.
package struct ModelRegistry: Sendable {
    private let store: VersionedFileStore

    /// - Parameter directory: the `models` folder of a data directory.
    package init(_ directory: URL) { store = VersionedFileStore(directory) }

    /// Every model, by name and then version.
    package func list() throws -> [ModelReport] {
        try store.names.flatMap { name in try store.versions(of: name).map { try load(name, version: $0) } }
    }

    /// The version of a model that is in use: the promoted one, else the newest; nil where none was trained.
    package func current(_ name: String) throws -> ModelReport? {
        let versions = store.versions(of: name)
        guard let version = promoted(name).flatMap({ versions.contains($0) ? $0 : nil }) ?? versions.last else {
            return nil
        }
        return try load(name, version: version)
    }

    /// The version of a model that was promoted by hand, if any.
    package func promoted(_ name: String) -> Int? {
        let text = try? String(contentsOf: store.folder(of: name).appending(path: "promoted"), encoding: .utf8)
        return text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    /// A model by `NAME` (the version in use) or `NAME@VERSION`.
    /// - Throws: ``PredictionError`` `models.unknown`.
    package func model(_ id: String) throws -> ModelReport {
        let parts = id.split(separator: "@", maxSplits: 1)
        guard let name = parts.first.map(String.init), name.allSatisfy({ $0.isLetter || $0 == "-" }) else {
            throw PredictionError.unknownModel(id)
        }
        if parts.count == 2 {
            guard let version = Int(parts[1]), store.versions(of: name).contains(version) else {
                throw PredictionError.unknownModel(id)
            }
            return try load(name, version: version)
        }
        guard let report = try current(name) else { throw PredictionError.unknownModel(id) }
        return report
    }

    /// Keeps a report as the next version of its model, and answers it with that version. It is there wholly or not at all, and of two that
    /// are trained at once each gets a version of its own.
    package func save(_ report: ModelReport, artifact: Data) throws -> ModelReport {
        var report = report
        // An artifact without a report was left by a training that was killed: its number is not used again.
        let used = store.versions(of: report.name) + store.versions(of: report.name, ending: "model.json")
        report.version = used.max() ?? 0
        while true {
            report.version += 1
            do {
                try store.write(
                    [("model.json", artifact), ("json", Self.encoder.encode(report))], of: report.name,
                    as: report.version)
                return report
            } catch VersionedFileStore.Failure.taken {
                continue
            } catch VersionedFileStore.Failure.full {
                throw PredictionError.registry(
                    "\(report.name) has \(VersionedFileStore.mostVersions) versions. Remove some of those that are not in use."
                )
            } catch {
                throw PredictionError.registry(
                    "The model could not be kept in \(store.folder(of: report.name).path): \(error.localizedDescription)"
                )
            }
        }
    }

    /// The saved artifact of a model: what scores.
    package func artifact(_ report: ModelReport) throws -> Data {
        let file = store.file(of: report.name, report.version, ending: "model.json")
        guard let data = try? Data(contentsOf: file) else {
            throw PredictionError.registry("\(file.path) is missing. Train the model again.")
        }
        return data
    }

    /// Puts a version in use.
    package func promote(_ id: String) throws -> ModelReport {
        let report = try model(id)
        do {
            try AtomicFile.write(
                Data("\(report.version)\n".utf8), to: store.folder(of: report.name).appending(path: "promoted"))
        } catch {
            throw PredictionError.registry("The promotion could not be written: \(error.localizedDescription)")
        }
        return report
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    private func load(_ name: String, version: Int) throws -> ModelReport {
        let file = store.file(of: name, version)
        do {
            return try JSONDecoder().decode(ModelReport.self, from: Data(contentsOf: file))
        } catch {
            throw PredictionError.registry(
                "\(file.path) cannot be read as a model report. Delete it and train the model again.")
        }
    }
}
