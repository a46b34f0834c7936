/// Maps a unit to a number in [0, 1) that looks random and is always the same: the hash by which GrowthBook's SDKs assign, so that they and
/// Segue agree on every unit.
///
/// Text is hashed by its UTF-16 code units, as the JavaScript SDK does.
/// Source: GrowthBook SDK specification, "hash"; FNV-1a of Fowler, Noll and Vo, RFC 9923. Reference: its conformance cases.
public enum BucketHash: Int, Sendable, Hashable, Codable {
    /// A thousand buckets, with a bias between experiments of like seeds. For experiments that began with it.
    case v1 = 1
    /// Ten thousand buckets, without that bias.
    case v2 = 2

    /// The bucket of a value.
    /// - Parameters:
    ///   - value: the unit, such as a listener's id.
    ///   - seed: the experiment's, so that experiments divide units independently.
    /// - Returns: in [0, 1).
    public func bucket(_ value: String, seed: String) -> Double {
        switch self {
        case .v1:
            var hash = FNV32()
            hash.add(value)
            hash.add(seed)
            return Double(hash.value % 1000) / 1000
        case .v2:
            var first = FNV32()
            first.add(seed)
            first.add(value)
            var second = FNV32()
            second.add(decimal: first.value)
            return Double(second.value % 10_000) / 10_000
        }
    }
}

/// The 32-bit FNV-1a hash.
struct FNV32 {
    private(set) var value: UInt32 = 0x811c_9dc5

    mutating func add(_ text: String) {
        var copy = text
        let isASCII: Bool = copy.withUTF8 { bytes in
            var all: UInt8 = 0
            for byte in bytes { all |= byte }
            guard all < 0x80 else { return false }
            for byte in bytes { value = (value ^ UInt32(byte)) &* 0x0100_0193 }
            return true
        }
        if !isASCII { for unit in text.utf16 { value = (value ^ UInt32(unit)) &* 0x0100_0193 } }
    }

    /// Adds the decimal digits of a number.
    mutating func add(decimal number: UInt32) {
        var divisor: UInt32 = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            value = (value ^ (48 + number / divisor % 10)) &* 0x0100_0193
            divisor /= 10
        }
    }
}
