import Formatting
import Foundation
import Testing

@testable import Warehouse

@Suite("Text on a terminal")
struct TerminalTests {
    /// What a terminal could obey, or what would reorder a line.
    static let controls: [Unicode.Scalar] =
        (Array(0..<0x20) + Array(0x7F...0x9F) + [0x061C, 0x200E, 0x200F] + Array(0x2028...0x202E)
        + Array(0x2066...0x206F) + [
            0xFEFF, 0xFFF9,
        ])
        .compactMap { Unicode.Scalar(UInt32($0)) }

    // Reference: wcswidth of Python's wcwidth 0.7.0.
    @Test(
        "a text takes as many cells as a terminal gives it",
        arguments: [
            ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本語", 6), ("ｶﾅ", 2), ("ひらがな", 8), ("한국어", 6),
            ("\u{1112}\u{1161}\u{11AB}", 2),
            ("😀", 2),
            ("👨‍👩‍👧", 2), ("👍🏽", 2), ("🇩🇰", 2), ("🇩🇰🇸🇪", 4), ("1️⃣", 2), ("❤️", 2), ("❤", 1), ("⚠️", 2), ("☃", 1), ("™", 1),
            ("…", 1), ("─", 1),
            ("“”", 2), ("א", 1), ("ابتث", 4), ("क्षि", 2), ("ไทย", 3), ("\u{200B}", 0), ("\u{AD}", 1), ("ﷺ", 1), ("Ａ", 2),
            ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2), ("👩‍💻", 2),
            ("🧑‍🚀 x", 4), ("①", 1), ("㊗", 2), ("㊗️", 2), ("𝔘", 1), ("🫠", 2), ("𠀋", 2), ("🀄", 2), ("⌚", 2), ("🅰️", 2),
            ("Zalgo\u{335}\u{321}", 5), ("ｱﾞ", 2), ("", 0),
        ])
    func width(_ text: String, _ cells: Int) { #expect(DisplayWidth.of(text) == cells) }

    @Test(
        "a cut text fits, ends with an ellipsis, and never splits a cluster",
        arguments: ["日本語のタイトル", "👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", "e\u{301}e\u{301}e\u{301}e\u{301}", "plain words"])
    func cut(_ text: String) {
        for width in 0...20 {
            let cut = DisplayWidth.cut(text, to: width)
            #expect(DisplayWidth.of(cut) <= width)
            #expect(cut == text || cut.isEmpty || cut.hasSuffix("…") && text.hasPrefix(cut.dropLast()))
        }
    }

    @Test("wrapped lines fit and lose nothing but spaces")
    func wrapped() {
        let text = "Totals over the days counted 日本語のタイトル and " + String(repeating: "x", count: 50) + " the end"
        for width in 2...60 {
            let lines = DisplayWidth.wrapped(text, to: width)
            #expect(lines.allSatisfy { DisplayWidth.of($0) <= width })
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
        }
        #expect(DisplayWidth.wrapped("", to: 10) == [""])
    }

    @Test("nothing that is put into a text controls the terminal or begins a line", arguments: controls)
    func cleaned(_ control: Unicode.Scalar) {
        let hostile = "a\(control)[31mb"
        let text: TerminalText = "first\nsecond \(hostile) \(["x", hostile][1])"
        #expect(text.text.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
        for one in [text, TerminalText(line: hostile), TerminalText(lines: hostile), TerminalText.message(hostile)] {
            #expect(!one.text.unicodeScalars.contains { $0 != "\n" && Self.controls.contains($0) })
        }
        let table = TextTable(headings: [hostile], rows: [[hostile]], numeric: [false]).rendered().text
        #expect(table.split(separator: "\n", omittingEmptySubsequences: false).count == 3)
        #expect(!table.unicodeScalars.contains { $0 != "\n" && Self.controls.contains($0) })
    }

    @Test("words and emoji are kept as they are")
    func kept() {
        for text in ["plain", "日本語", "👨‍👩‍👧", "می‌خواهم", "e\u{301}", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"] { #expect(TerminalText(line: text).text == text) }
        #expect(
            TerminalText(line: "a" + String(repeating: "\u{301}", count: 500)).text.unicodeScalars.count < 20,
            "but no tower of accents")
    }

    @Test("JSON for a terminal is the same document with escapes")
    func json() throws {
        let text = String(String.UnicodeScalarView(Self.controls)) + "日本語 é"
        let document = JSONValue.escapingControls(JSONValue.object([(text, .text(text))]).serialized(indented: true))
        #expect(!document.unicodeScalars.contains { $0 != "\n" && Self.controls.contains($0) })
        let back = try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: String]
        #expect(back == [text: text])
    }

    @Test("a message of any length is one line of bounded length")
    func message() {
        let text = TerminalText.message(String(repeating: "x\n", count: 1_000_000)).text
        #expect(text.count <= 2001 && !text.contains("\n"))
    }

    @Test("CSV quotes by bytes, so that an accent on a comma or a pair of line ends hides nothing")
    func csv() {
        #expect(CSVField.quoted("a,\u{301}b") == "\"a,\u{301}b\"")
        #expect(CSVField.quoted("a\r\nb") == "\"a\r\nb\"")
        #expect(CSVField.quoted("a\"\u{301}b") == "\"a\"\"\u{301}b\"")
        #expect(CSVField.quoted("plain") == "plain")
    }

    @Test("a table fits every width, whatever is in it", arguments: [20, 33, 40, 60, 80, 132, 200])
    func fits(_ width: Int) {
        var random = SystemRandomNumberGenerator()
        let pieces = [
            "a", "word", "日本語", "👨‍👩‍👧", "\u{1B}[31m", "e\u{301}", " ", "long-long-long-word",
            String(repeating: "x", count: 900),
        ]
        for _ in 0..<12 {
            let count = Int.random(in: 1...30, using: &random)
            func cell() -> String {
                (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    pieces[Int.random(in: 0..<pieces.count, using: &random)]
                }.joined()
            }
            let numeric = (0..<count).map { _ in Bool.random(using: &random) }
            let rows = (0..<4).map { row in numeric.map { $0 ? "\(row),234.56" : cell() } }
            let table = TextTable(headings: (0..<count).map { "heading number \($0)" }, rows: rows, numeric: numeric)
            for line in table.rendered(width: width).text.split(separator: "\n") {
                #expect(DisplayWidth.of(String(line)) <= width, "\(line)")
            }
        }
    }

    @Test("columns of a table that is too wide are set below one another, each part with what tells the rows apart")
    func parts() {
        let names = (1...12).map { "measure number \($0)" }
        let table = TextTable(
            headings: ["day"] + names,
            rows: (1...3).map { day in ["2025-12-0\(day)"] + names.indices.map { "\(day * 1000 + $0)" } },
            numeric: [false] + names.map { _ in true })
        let text = table.rendered(width: 60).text
        #expect(text.components(separatedBy: "2025-12-02").count > 2)
        for day in 1...3 { for place in names.indices { #expect(text.contains("\(day * 1000 + place)")) } }
        #expect(table.rendered().text.split(separator: "\n").count == 5, "where there is no width nothing is broken")
    }

    @Test("numbers below one another have as many decimals, flags are words, and moments end with the second")
    func cells() {
        let batch = ColumnBatch(columns: [
            Column("minutes", .double([1146, 977.25, 3])), Column("small", .double([0.004, 0.5, 0])),
            Column("complete", .int16([1, 0, 1])),
            Column("at", .instant([0, 1_764_000_000_123_456, -1])), Column("share", .double([0.25, 1, .nan])),
        ])
        let text = TextTable(batch, units: ["complete": "flag", "share": "share", "minutes": "minutes"]).rendered().text
        for word in [
            "1,146.0", "977.3", "  3.0", "0.0040", "0.5000", "yes", "no", "1970-01-01 00:00:00Z", "25.0 %", "100.0 %",
        ] {
            #expect(text.contains(word), "\(word)\n\(text)")
        }
        #expect(!text.contains(".123") && TextTable(batch, units: ["share": "share"]).hasGaps)
    }

    @Test(
        "what an engine says is put into words for whoever typed the statement",
        arguments: [
            (
                "Catalog Error: Table with name enumm does not exist!\nDid you mean \"pg_enum\"?\n\nLINE 1: SELECT * FROM enumm\n                      ^",
                "Table with name enumm does not exist!"
            ),
            (
                "Catalog Error: Table with name play does not exist!\nDid you mean \"plays\"?\n\nLINE 3: SELECT",
                "Table with name play does not exist! Did you mean \"plays\"? (line 3)"
            ),
            (
                "TransactionContext Error: Cannot commit: in database \"\"warehouse\"\"",
                "Cannot commit: in the warehouse"
            ),
            ("", "The statement failed."),
        ])
    func engine(_ cause: String, _ plain: String) { #expect(EngineMessage.plain(cause) == plain) }
}
