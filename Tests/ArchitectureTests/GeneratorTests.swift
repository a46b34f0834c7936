import Foundation
import Testing

/// The script that makes the commands of insights refuses what it cannot make a command of.
@Suite("The generator of commands")
struct GeneratorTests {
    private static let header = """
        -- title: Plays by weekday
        -- command: weekdays | Show "plays" by weekday. | segue insights weekdays --limit 3
        """

    /// What the script makes of a header; nil where it fails.
    private func generated(_ lines: String) throws -> String? {
        let folder = FileManager.default.temporaryDirectory.appending(path: "segue-generator-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "weekday_plays.sql"), output = folder.appending(path: "Output.swift")
        try Data("\(lines)\nSELECT 1\n".utf8).write(to: file)
        let script = LayeringTests.root.appending(
            path: "Plugins/GenerateInsightCommands/generate-insight-commands.sh")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [script.path, output.path, file.path]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? try String(contentsOf: output, encoding: .utf8) : nil
    }

    @Test("a command has the words, options and defaults of its header")
    func command() throws {
        let text = try #require(
            try generated(
                """
                \(Self.header)
                -- parameter limit: integer | number of rows | default 5 | bounds 1 to 7
                --   | option --row-limit <number> | help How many are shown.
                -- parameter kind: text | what counts | default null | option --kind <kind> | help What counts.
                -- parameter tier: text | only this tier | default null
                """))
        for part in [
            "struct Weekdays: AsyncParsableCommand", "abstract: ###\"Show \"plays\" by weekday.\"###",
            "How many are shown. (default: 5)", "valueName: \"number\"), transform: Number.whole)",
            "var rowLimit: Int = 5", "var kind: String?", "\"limit\": .integer(Int64(rowLimit)),",
            "try await options.answer(\"weekday_plays\", own.values)", "            Weekdays.self,",
        ] {
            #expect(text.contains(part), "\(part)\n\(text)")
        }
        #expect(!text.contains("tier"))
    }

    @Test(
        "a header with a mistake stops the build",
        arguments: [
            "-- command: weekdays | Show plays.", "-- command: days week | Show plays. | segue insights days week",
            "\(header)\n-- parameter limit: integer | rows | colour red",
            "\(header)\n-- parameter limit: integer | rows | option limit | help How many.",
            "\(header)\n-- parameter limit: integer | rows | default x | option --limit <n> | help How many.",
            "\(header)\n-- parameter day: date | the day | option --day <day> | help The day.",
        ])
    func refused(_ lines: String) throws { #expect(try generated(lines) == nil) }
}
