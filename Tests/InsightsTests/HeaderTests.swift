import Testing
import Warehouse

@testable import Insights

@Suite("The headers of insights")
struct HeaderTests {
    private static let header = """
        -- title: Plays by weekday
        -- grain: one row per weekday
        -- definition: Plays, by the listener's calendar.
        -- inputs: plays
        """

    private func read(_ lines: String) throws -> Insight {
        try Insight(SQLFile(path: "SQL/weekday_plays.sql", text: "\(Self.header)\n\(lines)\nSELECT 1"))
    }

    @Test(
        "every header can be read, and none of its defaults lies outside its bounds and choices",
        arguments: ["duckdb", "postgres", "spark"])
    func every(_ dialect: String) throws {
        let files = InsightCatalogue.files(dialect: dialect)
        #expect(files.count > 20 && InsightCatalogue.all(dialect: dialect).count == files.count)
        for file in files {
            let insight = try Insight(file)
            for parameter in insight.parameters {
                #expect(!parameter.meaning.isEmpty, "\(file.path) \(parameter.name)")
                if let value = parameter.defaultValue { try parameter.check(value) }
                #expect(parameter.option == nil || insight.command != nil, "\(file.path): an option takes a command")
            }
        }
    }

    @Test("each required parameter is about one day or one cohort")
    func required() {
        let names = InsightCatalogue.neutral.flatMap { $0.parameters.filter(\.isRequired).map(\.name) }
        #expect(Set(names) == ["day", "cohort_day", "period"])
    }

    @Test("what several insights call a dimension is the same")
    func dimensions() {
        let known = InsightParameters.choices("dimension", of: "skip_rates")
        #expect(known?.count == 11)
        for name in ["play_rows", "play_totals"] {
            #expect(InsightParameters.choices("dimension", of: name) == known)
        }
    }

    @Test("the parts of a header are read, over lines that go on")
    func parts() throws {
        let insight = try read(
            """
            -- command: weekdays | Show plays by weekday. | segue insights weekdays
            --   --limit 3
            -- order: 7
            -- page: /overview
            -- parameter tier: text | only this tier
            -- parameter kind: text | what counts | default on | choices on, off | option --kind <on|off>
            --   | help What counts: on or off.
            -- parameter limit: integer | number of rows | default 5 | bounds 1 to 7
            --   | option --limit <number> default 3 | help How many are shown.
            -- parameter step_1: text | first step | default null | choices events | option --steps
            -- parameter share: share | smallest share | default 0.5
            """)
        #expect(insight.command?.words == "weekdays" && insight.command?.abstract == "Show plays by weekday.")
        #expect(insight.command?.example == "segue insights weekdays --limit 3" && insight.page == "/overview")
        let defaults: [Value?] = [Value?.none, .text("on"), .integer(5), .some(.null), .double(0.5)]
        #expect(insight.parameters.map(\.defaultValue) == defaults)
        let options: [String?] = [nil, "--kind", "--limit", "--steps", nil]
        #expect(insight.parameters.map(\.option) == options)
        #expect(insight.parameter("kind")?.choices == ["on", "off"] && insight.parameter("limit")?.bounds == 1...7)
        #expect(insight.parameter("kind")?.meaning == "what counts")
        #expect(insight.parameter("step_1")?.choices == FunnelEvents.kinds && FunnelEvents.kinds.contains("like"))
    }

    @Test(
        "a header with a mistake is refused, with the file",
        arguments: [
            "-- colour: red", "-- A remark without a key", "-- page: retention", "-- order: first",
            "-- command: weekdays", "-- command: weekdays | Show plays. | segue insights days",
            "-- parameter limit: integer", "-- parameter limit: integer | number of rows | most 5",
            "-- parameter limit: integer | number of rows | default five",
            "-- parameter limit: integer | number of rows | default 5 | default 6",
            "-- parameter limit: integer | number of rows | default 9 | bounds 1 to 7",
            "-- parameter limit: integer | number of rows | bounds 7 to 1",
            "-- parameter limit: integer | number of rows | bounds from 1",
            "-- parameter limit: integer | number of rows | option limit",
            "-- parameter limit: integer | number of rows | option --limit number",
            "-- parameter limit: integer | number of rows | option --limit <number> default five",
            "-- parameter kind: text | what counts | default up | choices on, off",
        ])
    func refused(_ line: String) {
        #expect { try read(line) } throws: {
            let error = $0 as? InsightError
            return error?.code == "insights.header" && error?.message.contains("weekday_plays.sql") == true
        }
    }
}
