import Foundation
import Testing

@testable import Ingestion

@Suite("YAML within bounds")
struct BoundedYAMLTests {
    @Test("what people write is read")
    func good() throws {
        let loaded = try BoundedYAML.load("a: 1\nb: [x, y]\nc: &n {d: 2}\ne: *n\n") as? [String: Any]
        #expect(loaded?["a"] as? Int == 1)
        #expect((loaded?["e"] as? [String: Any])?["d"] as? Int == 2)
        let empty = try BoundedYAML.load("")
        #expect(empty == nil)
        struct Entry: Decodable { let a: Int }
        #expect(try BoundedYAML.decode(Entry.self, from: "a: 5").a == 5)
    }

    /// Nine lists, each of nine times the one before: 3 GB where it is unfolded.
    static let bomb =
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + (0..<8).map { place in
            let (name, before) = (UnicodeScalar(UInt8(98 + place)), UnicodeScalar(UInt8(97 + place)))
            return "\(name): &\(name) [" + Array(repeating: "*\(before)", count: 9).joined(separator: ",") + "]\n"
        }.joined()

    @Test(
        "what unfolds, nests or is too long is refused in an instant",
        arguments: [
            bomb,
            "a: &a [" + String(repeating: "x,", count: 9000) + "x]\nb: ["
                + Array(repeating: "*a", count: 15).joined(separator: ",") + "]",
            String(repeating: "[", count: 200) + String(repeating: "]", count: 200),
            String(repeating: "[", count: 100_000),
            (0..<40).map { String(repeating: " ", count: $0) + "a:\n" }.joined() + String(repeating: " ", count: 40)
                + "b",
            "a: " + String(repeating: "x", count: 1_000_001), "[" + String(repeating: "1,", count: 150_000) + "1]",
            "a: [", "\u{0}",
        ])
    func refused(_ text: String) {
        let start = ContinuousClock.now
        let refusal = #expect(throws: BoundedYAML.Refusal.self) { try BoundedYAML.load(text) }
        #expect(refusal.map { !$0.words.isEmpty && $0.words.count < 400 } == true)
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test(
        "an error names the line, and nothing of what stands there",
        arguments: [
            "a: 1\nengine: \"postgres://me:hunter2@host\nb", "engine: hunter2\nengine: hunter2", "a: [hunter2",
            "hunter2: &x *y",
        ])
    func secrets(_ text: String) {
        let refusal = #expect(throws: BoundedYAML.Refusal.self) { try BoundedYAML.load(text) }
        #expect(
            refusal?.words.contains("hunter2") == false && refusal?.words.contains("line") == true,
            "\(refusal?.words ?? "")")
    }

    @Test(
        "a mapping whose columns are none is refused",
        arguments: [
            "columns: [a]", "columns: text", "columns:", "columns: {track: [a]}", "columns: {track: }", "columns: 5",
        ])
    func mapping(_ text: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "mapping-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        let error = #expect(throws: IngestionError.self) { try ColumnMapping(path: file.path) }
        #expect(error?.code == "import.mapping")
    }
}
