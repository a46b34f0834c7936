/// A short, stable summary of content, to notice that it changed: 64-bit FNV-1a.
///
/// It is the same on every machine. It guards against mix-ups, not against forgery.
/// Source: Fowler, Noll and Vo, RFC 9923.
public struct Fingerprint: Sendable, Hashable {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The summary of nothing.
    public init() {}

    /// Adds bytes.
    public mutating func add(bytes: some Sequence<UInt8>) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }

    /// Adds a text and its end, so that "ab" + "c" differs from "a" + "bc".
    public mutating func add(_ text: String) {
        add(bytes: text.utf8)
        // No UTF-8 text holds this byte.
        add(bytes: CollectionOfOne(0xff))
    }

    /// Adds a whole number.
    public mutating func add(_ number: Int) { add(word: UInt64(bitPattern: Int64(number))) }

    /// Adds a number, bit by bit; −0 counts as 0.
    public mutating func add(_ number: Double) { add(word: (number + 0).bitPattern) }

    /// The summary as sixteen hexadecimal digits.
    public var hex: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private mutating func add(word: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) {
            add(bytes: CollectionOfOne(UInt8(truncatingIfNeeded: word >> UInt64(shift))))
        }
    }
}
