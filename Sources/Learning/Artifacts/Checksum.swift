import Listening

/// A short, stable summary of content, to notice that it changed: 64-bit FNV-1a.
///
/// It is the same on every machine. It guards against mix-ups, not against forgery.
public struct Checksum: Sendable, Hashable {
    private var hash = FNV1a()

    /// The summary of nothing.
    public init() {}

    /// Adds bytes.
    public mutating func add(bytes: some Sequence<UInt8>) { hash.add(bytes) }

    /// Adds a text and its end, so that "ab" + "c" differs from "a" + "bc".
    public mutating func add(_ text: String) {
        hash.add(text.utf8)
        // No UTF-8 text holds this byte.
        hash.add(0xff)
    }

    /// Adds a whole number.
    public mutating func add(_ number: Int) { hash.add(word: UInt64(bitPattern: Int64(number))) }

    /// Adds a number, bit by bit; −0 counts as 0.
    public mutating func add(_ number: Double) { hash.add(word: (number + 0).bitPattern) }

    /// The summary as sixteen hexadecimal digits.
    public var hex: String { hash.hex }
}
