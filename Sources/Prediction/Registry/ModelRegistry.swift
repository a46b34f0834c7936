package import Foundation
import Listening
import Warehouse

/// The trained models of a data directory: `models/NAME/0001.json`, one file a version, and `models/NAME/promoted` with the version in use.
package struct ModelRegistry: Sendable {
    private let directory: URL

    /// - Parameter directory: the `models` folder of a data directory.
    package init(_ directory: URL) { self.directory = directory }

    /// Every model, by name and then version.
    package func list() throws -> [ModelReport] {
        try names().flatMap { name in try versions(of: name).map { try load(name, version: $0) } }
    }

    /// The version of a model that is in use: the promoted one, else the newest; nil where none was trained.
    package func current(_ name: String) throws -> ModelReport? {
        let versions = try versions(of: name)
        guard let version = promoted(name).flatMap({ versions.contains($0) ? $0 : nil }) ?? versions.last else {
            return nil
        }
        return try load(name, version: version)
    }

    /// The version of a model that was promoted by hand, if any.
    package func promoted(_ name: String) -> Int? {
        let text = try? String(contentsOf: directory.appending(path: "\(name)/promoted"), encoding: .utf8)
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
            guard let version = Int(parts[1]), try versions(of: name).contains(version) else {
                throw PredictionError.unknownModel(id)
            }
            return try load(name, version: version)
        }
        guard let report = try current(name) else { throw PredictionError.unknownModel(id) }
        return report
    }

    /// Keeps a report as the next version of its model, and answers it with that version. It is there wholly or not at all.
    package func save(_ report: ModelReport, artifact: Data) throws -> ModelReport {
        var report = report
        report.version = (try versions(of: report.name).last ?? 0) + 1
        guard report.version <= Self.mostVersions else {
            throw PredictionError.registry(
                "\(report.name) has \(Self.mostVersions) versions. Remove some of those that are not in use.")
        }
        let folder = directory.appending(path: report.name)
        do {
            try PrivateFolder.make(folder)
            try AtomicFile.write(artifact, to: folder.appending(path: "\(Self.number(report.version)).model.json"))
            try AtomicFile.write(
                Self.encoder.encode(report), to: folder.appending(path: "\(Self.number(report.version)).json"))
        } catch {
            throw PredictionError.registry(
                "The model could not be kept in \(folder.path): \(error.localizedDescription)")
        }
        return report
    }

    /// The saved artifact of a model: what scores.
    package func artifact(_ report: ModelReport) throws -> Data {
        let file = directory.appending(path: "\(report.name)/\(Self.number(report.version)).model.json")
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
                Data("\(report.version)\n".utf8), to: directory.appending(path: "\(report.name)/promoted"))
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

    private static let mostVersions = 1_000_000

    private static func number(_ version: Int) -> String {
        String(repeating: "0", count: max(0, 4 - String(version).count)) + String(version)
    }

    private func names() throws -> [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return entries.filter { !$0.hasPrefix(".") }.sorted()
    }

    private func versions(of name: String) throws -> [Int] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.appending(path: name).path)) ?? []
        // A file whose name is not that of a version was not written by the registry, and could leave no room for another one.
        return files.compactMap { file in
            guard file.hasSuffix(".json"), let version = Int(file.dropLast(5)),
                (1...Self.mostVersions).contains(version),
                file == "\(Self.number(version)).json"
            else { return nil }
            return version
        }.sorted()
    }

    private func load(_ name: String, version: Int) throws -> ModelReport {
        let file = directory.appending(path: "\(name)/\(Self.number(version)).json")
        do {
            return try JSONDecoder().decode(ModelReport.self, from: Data(contentsOf: file))
        } catch {
            throw PredictionError.registry(
                "\(file.path) cannot be read as a model report. Delete it and train the model again.")
        }
    }
}
