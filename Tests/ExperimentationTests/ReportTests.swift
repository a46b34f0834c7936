import Foundation
import Statistics
import Testing

@testable import Experimentation

@Suite("Experiment reports")
struct ReportTests {
    private static let hostile = "\" onload=\"x\u{301}\"\u{301} <script>alert('1')</script> & | `` **b** ![i](u)\n# h"

    @Test func `a quote with a combining mark after it is escaped, as every scalar that means something in HTML`() {
        #expect(HTMLText.escaped("a\"\u{301}b") == "a&quot;\u{301}b")
        #expect(
            HTMLText.escaped("<\u{338}>\u{338}'\u{20DD}&\u{301}") == "&lt;\u{338}&gt;\u{338}&#39;\u{20DD}&amp;\u{301}")
        #expect(HTMLText.escaped("a\u{0}\u{B}\tb") == "a\u{FFFD}\u{FFFD}\tb")
    }

    @Test func `Markdown has its marks escaped by scalar, keeps keys readable and begins no list`() {
        #expect(MarkdownText.escaped("a|\u{301}b*c\nd") == "a\\|\u{301}b\\*c d")
        #expect(MarkdownText.escaped("skip_rate _x_") == "skip_rate \\_x\\_")
        #expect(MarkdownText.escaped("- a") == "\\- a")
        #expect(MarkdownText.escaped("12. a") == "12\\. a")
        #expect(MarkdownText.escaped("1.4.0", beginsLine: false) == "1.4.0")
        #expect(MarkdownText.fenced("a ```` b", language: "sql") == "`````sql\na ```` b\n`````")
    }

    @Test func `the headline says the decision and the finding`() throws {
        #expect(try ReportExample().report().headline == "Ship shorter: skip rate falls by 4.3 %")
        #expect(
            try ReportExample(monitoring: .fixed, information: 0.4).report().headline
                == "Continue: this is a peek, 40.2 % of the planned units are in")
        #expect(try ReportExample(losesUnits: true).report().headline == "Stop: the data cannot be trusted")
        let harmful = try ReportExample(isHarmful: true).report().headline
        #expect(harmful == "Stop: skip rate rises by 8.0 % with shorter")
    }

    @Test(arguments: [
        ReportExample(), ReportExample(monitoring: .fixed, information: 0.4), ReportExample(losesUnits: true),
        ReportExample(hypothesis: hostile, name: hostile),
    ])
    func `the HTML is well-formed, needs nothing from outside and runs nothing`(example: ReportExample) throws {
        let html = try example.report().html()
        #expect(html.components(separatedBy: "<h1>").count == 2)
        #expect(html.components(separatedBy: "<h2 ").count == 12)
        for word in ["<script", "<link", "<img", "@import", "src=", "url(", " onload=\"", " style=\""] {
            #expect(!html.unicodeScalars.contains(word.unicodeScalars), "\(word)")
        }
        // The body is XML but for its names, so that a parser finds every tag that is not closed.
        let start = try #require(html.range(of: "<body>")), end = try #require(html.range(of: "</html>"))
        let parser = XMLCheck(String(html[start.lowerBound..<end.lowerBound]))
        #expect(parser.problem == nil)
        #expect(parser.ids.count == Set(parser.ids).count, "ids are unlike")
        #expect(Set(parser.references).isSubset(of: Set(parser.ids)), "what is referred to is there")
        #expect(parser.pictures.allSatisfy { $0 }, "each picture has a role and a name, or is hidden")
    }

    @Test func `sections come in the order in which they should be read`() throws {
        let document = ReportDocument(try ReportExample().report())
        #expect(
            document.sections.map(\.name) == [
                "Decision", "Health", "Results", "Guardrails", "Over time", "Novelty", "Parts", "Robustness", "Plan",
                "Repeat it",
                "Glossary",
            ])
    }

    @Test func `HTML and Markdown have every number of every table`() throws {
        let report = try ReportExample().report(), document = ReportDocument(report)
        let html = report.html(), markdown = report.markdown()
        var cells = 0
        for block in document.sections.flatMap(\.blocks) {
            guard case .table(let table) = block else { continue }
            for text in table.groups.flatMap(\.rows).joined().flatMap({ [$0.text] + $0.notes }) {
                cells += 1
                let bound = ReportText.bound(text)
                #expect(html.contains(HTMLText.escaped(bound)), "\(text)")
                #expect(markdown.contains(MarkdownText.escaped(bound, beginsLine: false)), "\(text)")
            }
        }
        #expect(cells > 300)
        for query in report.provenance.queries {
            #expect(markdown.contains(query.sql) && html.contains(HTMLText.escaped(query.sql)))
        }
    }

    @Test func `every row of a Markdown table has as many cells as its head, whatever a name holds`() throws {
        let lines = try ReportExample(hypothesis: Self.hostile, name: Self.hostile).report().markdown().split(
            separator: "\n")
        var columns: Int?, rows = 0
        for line in lines {
            guard line.hasPrefix("|") else {
                columns = nil
                continue
            }
            let bars = line.replacing("\\|", with: "").count { $0 == "|" }
            #expect(bars == columns ?? bars, "\(line)")
            columns = bars
            rows += 1
        }
        #expect(rows > 60)
    }

    @Test func `only dimensions whose effects differ are opened`() throws {
        let document = ReportDocument(try ReportExample().report())
        let parts = try #require(document.sections.first { $0.id == "parts" })
        let headings = parts.blocks.compactMap { if case .heading(let text) = $0 { text } else { nil } }
        #expect(headings.count == 1)
        #expect(headings.first?.hasPrefix("Skip rate of shorter differs by platform") == true)
    }

    @Test func `where nothing may be concluded the big numbers carry no verdict`() throws {
        #expect(ReportDocument(try ReportExample().report()).numbers.first?.mark == .better)
        #expect(
            ReportDocument(try ReportExample(monitoring: .fixed, information: 0.4).report()).numbers.allSatisfy {
                $0.mark == nil
            })
        #expect(ReportDocument(try ReportExample(losesUnits: true).report()).numbers.allSatisfy { $0.mark == nil })
    }

    @Test func `a peek is explained plainly, and so is a metric of which nothing can be said`() throws {
        let html = try ReportExample(monitoring: .fixed, information: 0.4).report().html()
        #expect(html.contains("This is a peek: 40.2\u{202F}% of the planned units are in"))
        #expect(html.contains("Satisfaction: A t test needs data that vary"))
    }

    @Test func `a report is read back from its JSON as it was, infinite intervals too`() throws {
        for example in [ReportExample(), ReportExample(information: 0.01)] {
            let report = try example.report(), json = try report.json()
            #expect(try ExperimentReport(json: Data(json.utf8)) == report)
            #expect(try ExperimentReport(json: Data(json.utf8)).json() == json)
        }
        let json = try ReportExample().report().json()
        let infinite = json.replacing(#/"upper" : [-0-9.e]+/#, with: "\"upper\" : \"Infinity\"").replacing(
            #/"lower" : [-0-9.e]+/#, with: "\"lower\" : \"-Infinity\"")
        let report = try ExperimentReport(json: Data(infinite.utf8))
        let lift = try #require(report.analysis.metrics.first?.comparisons.first?.lift)
        #expect(lift.interval.upper == .infinity && lift.interval.lower == -.infinity)
        #expect(try report.json() == infinite)
        #expect(report.html().contains("−∞ to ∞"))
    }

    @Test func `what is no report is refused with the field that is wrong`() throws {
        let json = try ReportExample().report().json()
        for (text, word) in [
            ("[", "no JSON"), ("{}", "format_version is missing"),
            (json.replacing("\"format_version\" : 1", with: "\"format_version\" : 2"), "form 2"),
            (json.replacing("\"plan_digest\"", with: "\"digest\""), "plan_digest is missing"),
        ] {
            let error = #expect(throws: ExperimentationError.self) { try ExperimentReport(json: Data(text.utf8)) }
            #expect(error?.code == "experiment.report" && error?.message.contains(word) == true, "\(word)")
        }
    }

    @Test func `numbers are bound to their units, and ends of ranges are words`() {
        #expect(
            ReportText.bound("falls by 4.2 % (p < 0.0001, p = 0.03), 3 percent")
                == "falls by 4.2\u{202F}% (p\u{202F}<\u{202F}0.0001, p\u{202F}=\u{202F}0.03), 3 percent")
        #expect(ReportText.bound("step = x, 5 pp") == "step = x, 5\u{202F}pp")
        #expect(ReportText.range(-.infinity, 0.02) { ReportText.percent($0, signed: true) } == "−∞ to +2.0 %")
        #expect(ReportText.difference(-0.013, unit: "share") == "−1.3 pp")
        #expect(ReportText.difference(.infinity, unit: "min") == "∞")
        #expect(ReportText.equation(0.00001) == "< 0.0001" && ReportText.equation(0.03) == "= 0.030")
        #expect(
            ReportText.moment("2026-01-29T08:30:00Z") == "2026-01-29 08:30 UTC" && ReportText.moment("soon") == "soon")
    }

    @Test func `its design tokens are those of the dashboard`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let dashboard = try String(
            contentsOf: root.appending(path: "Sources/Dashboard/Assets/tokens.css"), encoding: .utf8)
        let theirs = Set(dashboard.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
        let ours = ReportStyle.tokens.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
            $0.hasPrefix("--")
        }
        #expect(ours.count > 20)
        for token in ours { #expect(theirs.contains(token), "\(token)") }
    }
}

extension ReportTests {
    /// Writes example reports to look at where `SEGUE_REPORT_FOLDER` names a folder.
    @Test func `example reports can be written to be looked at`() throws {
        guard let folder = ProcessInfo.processInfo.environment["SEGUE_REPORT_FOLDER"] else { return }
        let examples = [
            "report": ReportExample(), "peek": ReportExample(monitoring: .fixed, information: 0.4),
            "failed": ReportExample(losesUnits: true),
        ]
        for (name, example) in examples {
            let report = try example.report(), base = URL(filePath: folder).appending(path: name)
            try report.html().write(to: base.appendingPathExtension("html"), atomically: true, encoding: .utf8)
            try report.markdown().write(to: base.appendingPathExtension("md"), atomically: true, encoding: .utf8)
            try report.json().write(to: base.appendingPathExtension("json"), atomically: true, encoding: .utf8)
        }
    }
}
