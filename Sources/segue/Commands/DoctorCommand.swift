import ArgumentParser
import Formatting
import Listening
import SparkWarehouse
import Warehouse

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check the warehouse, and say what to do where it cannot be used.",
        discussion: """
            Nothing is changed. The exit code is 1 where a check is bad.

            Example:
              segue doctor --engine postgres://me@localhost/listening
            """)

    @OptionGroup(title: "Shared options") var global: GlobalOptions

    func run() async throws {
        let findings: [DiagnosticCheck]
        switch try Engine(global, try Configuration(global)) {
        case .duckdb: findings = DuckDBWarehouse.examine(directory: global.directory)
        case .lake(let lake):
            findings = LakeFolder(lake).examine() + DuckDBWarehouse.examine(directory: global.directory)
        case .postgres(let endpoint): findings = PostgresWarehouse.examine(endpoint)
        case .spark(let endpoint, let lake):
            #if Spark
            findings = await SparkWarehouse.examine(endpoint, lake: lake)
            #else
            throw Engine.builtWithoutSpark
            #endif
        }
        if global.json {
            try Console.output(
                .object([
                    (
                        "findings",
                        .array(
                            findings.map { finding in
                                .object([
                                    ("subject", .text(finding.subject)), ("verdict", .text(finding.verdict.rawValue)),
                                    ("detail", .text(finding.detail)),
                                    ("remedy", finding.remedy.map(JSONValue.text) ?? .null),
                                ])
                            })
                    )
                ]))
        } else {
            try Console.output(
                TextTable(
                    headings: ["", "what", "found"],
                    rows: findings.map {
                        [Self.mark($0.verdict), $0.subject, $0.detail + ($0.remedy.map { ". \($0)" } ?? "")]
                    },
                    numeric: [false, false, false]
                ).rendered(width: Terminal.width))
        }
        let bad = findings.filter { $0.verdict == .bad }.map(\.subject)
        guard bad.isEmpty else {
            throw CommandError(
                code: "command.doctor",
                message:
                    "\(bad.count) of \(TextFormat.count(findings.count, "check")) bad: \(bad.joined(separator: ", ")). See above.",
                fault: .system)
        }
    }

    private static func mark(_ verdict: DiagnosticCheck.Verdict) -> String {
        switch verdict {
        case .good: "ok"
        case .notice: "note"
        case .bad: "BAD"
        }
    }
}
