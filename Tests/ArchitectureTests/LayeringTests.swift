import Foundation
import Testing

/// Imports point downward only, as the table in ARCHITECTURE.md says.
@Suite("The layers")
struct LayeringTests {
    /// A row of the table.
    struct Module {
        let layer: Int
        /// What it may import, of ours and of frameworks.
        let imports: Set<String>
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The table of ARCHITECTURE.md, by module.
    static let modules: [String: Module] = {
        let text = (try? String(contentsOf: root.appending(path: "ARCHITECTURE.md"), encoding: .utf8)) ?? ""
        var modules: [String: Module] = [:]
        for line in text.split(separator: "\n") {
            let cells = line.split(separator: "|").map(String.init)
            guard cells.count == 4, let layer = Int(cells[0].trimmingCharacters(in: .whitespaces)) else { continue }
            for name in names(cells[1]) {
                modules[name] = Module(layer: layer, imports: Set(names(cells[2]) + names(cells[3])))
            }
        }
        return modules
    }()

    /// Modules in Swift; those of layer 0 are C and C++.
    static let allowed = modules.filter { $0.value.layer > 0 }.mapValues(\.imports)

    /// What every module may import.
    private static let free: Set<String> = [
        "Foundation", "Synchronization", "Dispatch", "Glibc", "FoundationEssentials",
    ]

    private static func names(_ cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
            .map { String($0.element) }
    }

    /// The imports of a text that the table forbids to a module.
    static func violations(in text: String, module: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard let place = words.firstIndex(of: "import"), place <= 2, place + 1 < words.count,
                words[..<place].allSatisfy({
                    ["public", "package", "internal", "@preconcurrency", "@testable"].contains($0)
                })
            else { return nil }
            let name = String(words[words.count - 1].prefix { $0 != "." })
            return free.contains(name) || modules[module]?.imports.contains(name) == true ? nil : name
        }
    }

    @Test("no module imports what the table does not allow it", arguments: allowed.keys.sorted())
    func layering(_ module: String) throws {
        let folder = Self.root.appending(path: "Sources/\(module)")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
        #expect(!files.isEmpty)
        for file in files {
            let found = Self.violations(in: try String(contentsOf: file, encoding: .utf8), module: module)
            #expect(found.isEmpty, "\(file.lastPathComponent) imports \(found.joined(separator: ", "))")
        }
    }

    @Test("the table itself points downward, and sideways only within a layer")
    func direction() {
        #expect(Self.modules.count > 20)
        for (name, module) in Self.modules {
            for other in module.imports {
                guard let layer = Self.modules[other]?.layer else { continue }
                #expect(layer <= module.layer && other != name, "\(name) → \(other)")
            }
        }
    }

    @Test("the check itself finds a forbidden import, and a framework that nobody knows")
    func canFail() {
        #expect(
            Self.violations(in: "import Foundation\npackage import Prediction\n", module: "Features") == ["Prediction"])
        #expect(Self.violations(in: "internal import CDuckDB\n", module: "Insights") == ["CDuckDB"])
        #expect(Self.violations(in: "import Hummingbird\n", module: "Prediction") == ["Hummingbird"])
        #expect(Self.violations(in: "import NIOCore\n", module: "Dashboard") == ["NIOCore"])
        #expect(Self.violations(in: "import Warehouse\nimport Foundation", module: "Features").isEmpty)
    }

    @Test("every source folder is a module of the table")
    func complete() throws {
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: Self.root.appending(path: "Sources").path)
        #expect(Set(folders) == Set(Self.modules.keys))
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
