import Foundation
import Testing

/// Types and folders bear the field's words, so that they are found by name.
@Suite("Names")
struct NameTests {
    /// Words that have a better one, which is said beside each.
    private static let replaced: [String: String] = [
        "desk": "Service, Analyzer", "board": "Summary", "judge": "SequentialInference", "walk": "Integrator",
        "lane": "SerialConnection",
        "lanes": "Connections", "turn": "CancellableCall", "handover": "BoundedChannel", "ruling": "Decision",
        "fate": "WriteOutcome",
        "fault": "ErrorCategory", "ripe": "mature", "unripe": "immature", "belief": "BayesianResult",
        "beliefs": "BayesianResult",
        "happening": "event", "encounter": "exposure", "sitting": "session", "certificate": "validation study",
        "laboratory": "ExperimentService", "guard": "Middleware", "guards": "Middleware", "reply": "Response",
        "replies": "Responses", "examination": "Diagnostics", "keyspace": "SurrogateKeys", "workbench": "Fixture",
        "workshop": "Fixture", "phrase": "Format", "exchange": "Rename, Swap", "course": "Lifecycle, TimeSeries",
        "seal": "checksum", "need": "Requirement", "demand": "Requirement", "reach": "DetectableEffect, critical value",
    ]

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The words of a name in camel case.
    static func words(_ name: String) -> [String] {
        var words: [String] = []
        for character in name {
            if character.isUppercase || words.isEmpty { words.append("") }
            words[words.count - 1].append(character)
        }
        return words.map { $0.lowercased() }
    }

    static func complaints(_ name: String) -> [String] {
        words(name).compactMap { word in replaced[word].map { "\(name): \(word) → \($0)" } }
    }

    @Test("no type and no folder bears a word that the field has a better one for")
    func names() throws {
        var found: [String] = [], types = 0
        let declaration =
            /^\s*(?:(?:public|package|private|fileprivate|final|indirect)\s+)*(?:struct|class|enum|actor|protocol)\s+(\w+)/
        for folder in ["Sources", "Tests"] {
            let top = Self.root.appending(path: folder)
            let paths = try #require(FileManager.default.subpaths(atPath: top.path))
            for path in paths {
                let name = (path as NSString).lastPathComponent
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: top.appending(path: path).path, isDirectory: &isFolder)
                if isFolder.boolValue { found += Self.complaints(name) }
                guard name.hasSuffix(".swift") else { continue }
                for line in try String(contentsOf: top.appending(path: path), encoding: .utf8).split(separator: "\n") {
                    guard let match = line.firstMatch(of: declaration) else { continue }
                    types += 1
                    found += Self.complaints(String(match.1)).map { "\(path): \($0)" }
                }
            }
        }
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
        #expect(types > 800, "types are found at all")
        #expect(Self.complaints("ExperimentDesk").count == 1 && Self.complaints("Deskew").isEmpty)
    }
}
