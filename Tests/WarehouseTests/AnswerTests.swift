import Formatting
import Foundation
import Testing

@testable import Warehouse

@Suite("Answers written out")
struct AnswerTests {
    private let batch = ColumnBatch(columns: [
        Column(
            "name", .text(["plain", "with, comma", "with \"quotes\"", "two\nlines", ""]),
            valid: [true, true, true, true, false]),
        Column("rate", .double([0.25, 1, .nan, 1e20, -0.5])),
        Column("plays", .int64([1, 1_234_567, -2, 0, 9])),
    ])

    @Test("JSON keeps the order of fields, escapes what it must, and reads back")
    func json() throws {
        let text = JSONValue.object([("z", batch.jsonRows), ("a", .text("</script>\u{2028}\u{1}"))]).serialized(
            indented: true)
        #expect(text.range(of: "\"z\"")!.lowerBound < text.range(of: "\"a\"")!.lowerBound)
        #expect(!text.contains("</script>"))
        let back = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(back["a"] as? String == "</script>\u{2028}\u{1}")
        let rows = try #require(back["z"] as? [[String: Any]])
        #expect(rows[1]["plays"] as? Int == 1_234_567)
        #expect(rows[2]["rate"] is NSNull && rows[4]["name"] is NSNull)
    }

    @Test("CSV quotes as RFC 4180 says, and NULL is an empty cell")
    func csv() {
        let lines = batch.csv
        #expect(
            lines.hasPrefix(
                "name,rate,plays\nplain,0.25,1\n\"with, comma\",1,1234567\n\"with \"\"quotes\"\"\",nan,-2\n\"two\nlines\","
            ))
        #expect(lines.hasSuffix("\n,-0.5,9\n"))
    }

    @Test("a terminal table aligns numbers, groups digits and shows shares as percentages")
    func table() {
        let text = TextTable(batch, units: ["rate": "share", "plays": "plays"]).rendered().text
        #expect(text.contains("1,234,567"))
        #expect(text.contains("25.0 %"))
        #expect(text.contains("-50.0 %"))
        #expect(Digits.grouped(-1_234_567) == "-1,234,567")
    }
}
