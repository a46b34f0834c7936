import TestSupport
import Testing

@Suite("Help as it was")
struct GoldenHelpTests {
    @Test("the help of every command")
    func help() throws {
        let line = try CommandLine()
        defer { line.clean() }
        var text = ""
        for command in [[]] + CommandTests.commands {
            let outcome = try line.run(command + ["--help"])
            text += "$ segue \((command + ["--help"]).joined(separator: " "))\n\(outcome.output)\n"
        }
        Golden.check(text, "help.txt")
    }
}
