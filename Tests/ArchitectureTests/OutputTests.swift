import Foundation
import Testing

/// Everything that is written to a terminal goes one way, on which it is cleaned and a closed pipe is no crash.
@Suite("Output")
struct OutputTests {
    /// Ways to write past `Console`, and the files that may use them.
    private static let forbidden: [(pattern: String, allowed: Set<String>)] = [
        // Traps where the reader went away; `write(contentsOf:)` to a file is another method.
        (#"FileHandle\.standard(Output|Error)"#, []), (#"\.write\(Data\("#, []),
        (#"(?<![.\w])(print|debugPrint|dump|puts|fputs|fputc|printf|vprintf|fprintf|perror|NSLog|putchar)\("#, []),
        (#"STD(OUT|ERR)_FILENO|\bstd(out|err)\b"#, ["StandardStream.swift", "Terminal.swift"]),
        (#"StandardStream\.(output|error)\.write"#, ["Console.swift"]),
        (#"\\u\{1B\}|\\u\{9B\}|\\e\["#, ["Console.swift"]),
    ]

    /// What a text of a file uses that it may not.
    static func violations(in text: String, file: String) -> [String] {
        let code = text.split(separator: "\n").filter { !$0.drop(while: { $0 == " " }).hasPrefix("//") }.joined(
            separator: "\n")
        return forbidden.filter {
            !$0.allowed.contains(file) && code.range(of: $0.pattern, options: .regularExpression) != nil
        }.map(
            \.pattern)
    }

    private static func files(_ folder: String) throws -> [URL] {
        try #require(
            FileManager.default.enumerator(
                at: LayeringTests.root.appending(path: folder), includingPropertiesForKeys: nil)
        )
        .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
    }

    @Test("the command line writes by Console alone")
    func commands() throws {
        let files = try Self.files("Sources/segue")
        #expect(files.count > 30)
        for file in files {
            let found = Self.violations(in: try String(contentsOf: file, encoding: .utf8), file: file.lastPathComponent)
            #expect(found.isEmpty, "\(file.lastPathComponent) uses \(found)")
        }
    }

    @Test("no module writes to standard output or standard error by itself")
    func modules() throws {
        // The simulations behind docs/validation-study.md are a program of their own.
        let folders = LayeringTests.allowed.keys.filter { !["segue", "ExperimentValidation"].contains($0) }
        for folder in folders.sorted() {
            for file in try Self.files("Sources/\(folder)") where !file.path.contains("/Protocol/") {
                let text = try String(contentsOf: file, encoding: .utf8)
                for pattern in Self.forbidden.map(\.pattern).filter({
                    $0.contains("print") || $0.contains("FileHandle") || $0.contains("STD")
                }) {
                    let code = text.split(separator: "\n").filter { !$0.drop(while: { $0 == " " }).hasPrefix("//") }
                        .joined(separator: "\n")
                    #expect(
                        code.range(of: pattern, options: .regularExpression) == nil,
                        "\(file.lastPathComponent) uses \(pattern)")
                }
            }
        }
    }

    @Test(
        "the check itself finds what is forbidden",
        arguments: [
            "FileHandle.standardError.write(Data(text.utf8))", "handle.write(Data(text.utf8))", "print(answer)",
            "        debugPrint(x)",
            "fputs(text, stderr)",
            "Foundation.write(STDOUT_FILENO, bytes, count)", "try StandardStream.output.write(title)",
            "Console.error(\"\\u{1B}[31mred\")",
        ])
    func canFail(_ code: String) {
        #expect(!Self.violations(in: "import Foundation\n" + code, file: "Some.swift").isEmpty)
    }

    @Test("the check lets pass what is allowed")
    func passes() {
        let text =
            "// print(x)\ntry Console.output(\"x\")\nprinter.print(x)\nlet fingerprint = Fingerprint()\ntry data.write(to: file)\nFileHandle.standardInput"
        #expect(Self.violations(in: text, file: "Some.swift").isEmpty)
    }
}
