/// A short, stable hash of bytes: 64-bit FNV-1a. It is the same on every machine, and guards against mix-ups, not against forgery.
///
/// Source: Fowler, Noll and Vo, RFC 9923.
public struct FNV1a: Sendable, Hashable {
    @usableFromInline var state: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The hash of what was added so far.
    @inlinable
    public var value: UInt64 { state }

    /// The hash of nothing.
    public init() {}

    /// The hash of nothing, moved by a seed, so that one text has many hashes.
    public init(seed: UInt64) { state ^= seed }

    /// The hash of bytes.
    public init(_ bytes: some Sequence<UInt8>) { add(bytes) }

    /// Adds bytes.
    @inlinable
    public mutating func add(_ bytes: some Sequence<UInt8>) { for byte in bytes { add(byte) } }

    /// Adds bytes that lie together.
    @inlinable
    public mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) { for byte in bytes { add(byte) } }

    /// Adds a byte.
    @inlinable
    public mutating func add(_ byte: UInt8) { mix(UInt64(byte)) }

    /// Adds the eight bytes of a word, the lowest first.
    @inlinable
    public mutating func add(word: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { add(UInt8(truncatingIfNeeded: word >> UInt64(shift))) }
    }

    /// Takes a whole word in one step: faster than its bytes, and another hash than FNV-1a.
    @inlinable
    public mutating func mix(_ word: UInt64) { state = (state ^ word) &* 0x0000_0100_0000_01b3 }

    /// The hash as sixteen hexadecimal digits.
    public var hex: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
