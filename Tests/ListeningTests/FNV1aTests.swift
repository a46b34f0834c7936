import Listening
import Testing

@Suite("FNV-1a")
struct FNV1aTests {
    @Test(
        "hashes are those of RFC 9923",
        arguments: [
            ("", 0xcbf2_9ce4_8422_2325 as UInt64), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
        ])
    func vectors(_ text: String, _ hash: UInt64) {
        #expect(FNV1a(text.utf8).value == hash)
        var copy = text, inOne = FNV1a()
        copy.withUTF8 { inOne.add($0) }
        #expect(inOne.value == hash)
    }

    @Test("a word is its eight bytes, the lowest first, and the digits are always sixteen")
    func words() {
        var word = FNV1a()
        word.add(word: 0x0102_0304_0506_0708)
        #expect(word == FNV1a([8, 7, 6, 5, 4, 3, 2, 1]))
        #expect(
            FNV1a("a".utf8).hex == "af63dc4c8601ec8c"
                && (0..<2000).allSatisfy { FNV1a("\($0)".utf8).hex.utf8.count == 16 })
        #expect(FNV1a(seed: 1) != FNV1a())
    }
}
