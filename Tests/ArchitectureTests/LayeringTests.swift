import Foundation
import Testing

/// Imports point downward only, as the table in ARCHITECTURE.md says.
@Suite("The layers")
struct LayeringTests {
    /// What each module may import of ours.
    static let allowed: [String: Set<String>] = [
        "Listening": [], "LinearAlgebra": ["COpenBLAS"], "TextFiles": ["CZlib", "Listening"],
        "Statistics": ["CxxBoostMath", "LinearAlgebra"], "Learning": ["LinearAlgebra", "Statistics"],
        "Warehouse": ["CDuckDB", "CExchange", "CPostgres", "Listening"],
        "SparkWarehouse": ["Listening", "Warehouse"],
        "Ingestion": ["CxxSIMDJSON", "CZip", "Listening", "TextFiles", "Warehouse"],
        "Simulation": ["Listening", "LinearAlgebra", "Warehouse"],
        "Features": ["Listening", "Warehouse"], "Insights": ["Listening", "Statistics", "Warehouse"],
        "Experimentation": ["LinearAlgebra", "Listening", "Statistics"],
        "Laboratory": ["Experimentation", "LinearAlgebra", "Listening", "Statistics", "TextFiles", "Warehouse"],
        "Prediction": ["Features", "Learning", "LinearAlgebra", "Listening", "Statistics", "Warehouse"],
        "Dashboard": ["Experimentation", "Features", "Insights", "Laboratory", "Listening", "Prediction", "Warehouse"],
        "certificate": ["Experimentation", "LinearAlgebra", "Listening", "Simulation", "Statistics"],
        "segue": [
            "Dashboard", "Experimentation", "Features", "Ingestion", "Insights", "Laboratory", "Learning", "Listening",
            "Prediction", "Simulation",
            "SparkWarehouse", "Warehouse",
        ],
    ]
    static let frameworks: Set<String> = [
        "Hummingbird", "HummingbirdCore", "Mustache", "ArgumentParser", "ServiceLifecycle", "Logging", "Yams",
        "GRPCCore", "GRPCNIOTransportHTTP2", "GRPCProtobuf", "SwiftProtobuf",
    ]
    static let frameworksAllowed: [String: Set<String>] = [
        "Ingestion": ["Yams"], "Dashboard": ["Hummingbird", "Mustache"],
        "SparkWarehouse": ["GRPCCore", "GRPCNIOTransportHTTP2", "GRPCProtobuf", "SwiftProtobuf"],
        "segue": ["ArgumentParser", "Hummingbird", "HummingbirdCore", "ServiceLifecycle", "Logging"],
    ]

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The imports of a text that the table forbids to a module.
    static func violations(in text: String, module: String) -> [String] {
        let ours = Set(allowed.keys).union([
            "CDuckDB", "CExchange", "COpenBLAS", "CPostgres", "CZip", "CZlib", "CxxBoostMath", "CxxSIMDJSON",
        ])
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard let place = words.firstIndex(of: "import"), place <= 2, place + 1 < words.count else { return nil }
            let name = String(words[words.count - 1].prefix { $0 != "." })
            if ours.contains(name) { return allowed[module]?.contains(name) == true ? nil : name }
            if frameworks.contains(name) { return frameworksAllowed[module]?.contains(name) == true ? nil : name }
            return nil
        }
    }

    @Test("no module imports upward or sideways", arguments: allowed.keys.sorted())
    func layering(_ module: String) throws {
        let folder = Self.root.appending(path: "Sources/\(module)")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)).compactMap
        { $0 as? URL }
        .filter { $0.pathExtension == "swift" }
        #expect(!files.isEmpty)
        for file in files {
            let found = Self.violations(in: try String(contentsOf: file, encoding: .utf8), module: module)
            #expect(found.isEmpty, "\(file.lastPathComponent) imports \(found.joined(separator: ", "))")
        }
    }

    @Test("the check itself finds a forbidden import")
    func canFail() {
        #expect(
            Self.violations(in: "import Foundation\npackage import Prediction\n", module: "Features") == ["Prediction"])
        #expect(Self.violations(in: "internal import CDuckDB\n", module: "Insights") == ["CDuckDB"])
        #expect(Self.violations(in: "import Hummingbird\n", module: "Prediction") == ["Hummingbird"])
        #expect(Self.violations(in: "import Warehouse\nimport Foundation", module: "Features").isEmpty)
    }

    @Test("every source folder is a module of the table")
    func complete() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: "Sources").path)
        #expect(
            Set(folders).subtracting([
                "CDuckDB", "CExchange", "COpenBLAS", "CPostgres", "CZip", "CZlib", "CxxBoostMath", "CxxSIMDJSON",
            ]) == Set(Self.allowed.keys))
    }
}

/// The habits of the house that a reader can rely on.
@Suite("Files")
struct FileTests {
    @Test("no Swift file but generated ones is longer than 600 lines, and the median is under 150")
    func lengths() throws {
        var lengths: [Int] = []
        for folder in ["Sources", "Tests", "Plugins"] {
            let files = try #require(
                FileManager.default.enumerator(
                    at: LayeringTests.root.appending(path: folder), includingPropertiesForKeys: nil)
            )
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            for file in files where !file.path.contains("/Protocol/") {
                let lines = try String(contentsOf: file, encoding: .utf8).split(
                    separator: "\n", omittingEmptySubsequences: false
                ).count
                #expect(lines <= 600, "\(file.lastPathComponent) has \(lines) lines")
                lengths.append(lines)
            }
        }
        #expect(lengths.sorted()[lengths.count / 2] < 150)
    }

    @Test("nothing that input can reach traps by force")
    func noForce() throws {
        let files = try #require(
            FileManager.default.enumerator(
                at: LayeringTests.root.appending(path: "Sources"), includingPropertiesForKeys: nil)
        )
        .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            for word in ["try!", "as!", "fatalError("] {
                #expect(!text.contains(word), "\(file.lastPathComponent) has \(word)")
            }
        }
    }
}
