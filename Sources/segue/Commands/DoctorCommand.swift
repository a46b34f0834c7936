import ArgumentParser
import Listening
import SparkWarehouse
import Warehouse

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look whether the warehouse can be used, and say what to do where it cannot.",
        discussion: "Nothing is changed. The exit code is 1 where something is bad.")

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let findings: [Finding]
        switch try Engine(global, try Configuration(global)) {
        case .duckdb: findings = DuckDBWarehouse.examine(directory: global.directory)
        case .lake(let lake): findings = LakeFolder(lake).examine() + DuckDBWarehouse.examine(directory: global.directory)
        case .postgres(let endpoint): findings = PostgresWarehouse.examine(endpoint)
        case .spark(let endpoint, let lake):
            #if Spark
            findings = await SparkWarehouse.examine(endpoint, lake: lake)
            #else
            throw Engine.builtWithoutSpark
            #endif
        }
        if global.json {
            Console.output(
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
            Console.output(
                TextTable(
                    headings: ["", "what", "found"],
                    rows: findings.map { [Self.mark($0.verdict), $0.subject, $0.detail + ($0.remedy.map { ". \($0)" } ?? "")] },
                    numeric: [false, false, false]
                ).rendered())
        }
        if findings.contains(where: { $0.verdict == .bad }) { throw ExitCode(1) }
    }

    private static func mark(_ verdict: Finding.Verdict) -> String {
        switch verdict {
        case .good: "ok"
        case .notice: "note"
        case .bad: "BAD"
        }
    }
}
