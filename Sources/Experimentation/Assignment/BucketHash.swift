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
    public func bucket(_ value: String, seed: String) -> Double { SeededHash(self, seed: seed).bucket(value) }
}

/// A hash that has its seed worked in already, for many units.
struct SeededHash: Sendable {
    private let version: BucketHash
    private let seed: String
    /// The state after the seed, where the seed comes first.
    private let start: FNV32

    init(_ version: BucketHash, seed: String) {
        self.version = version
        self.seed = seed
        var start = FNV32()
        if version == .v2 { start.add(seed) }
        self.start = start
    }

    /// The bucket of a value, in [0, 1).
    func bucket(_ value: String) -> Double {
        var hash = start
        hash.add(value)
        switch version {
        case .v1:
            hash.add(seed)
            return Double(hash.value % 1000) / 1000
        case .v2:
            var second = FNV32()
            second.add(decimal: hash.value)
            return Double(second.value % 10_000) / 10_000
        }
    }
}

/// The 32-bit FNV-1a hash.
struct FNV32 {
    private(set) var value: UInt32 = 0x811c_9dc5

    mutating func add(_ text: String) {
        // Nearly all units are ASCII, where bytes and code units are the same.
        let hash = text.utf8.withContiguousStorageIfAvailable { bytes -> UInt32? in
            var hash = value, all: UInt8 = 0
            for byte in bytes {
                all |= byte
                hash = Self.next(hash, UInt32(byte))
            }
            return all < 0x80 ? hash : nil
        }
        if let hash, let hash {
            value = hash
        } else {
            for unit in text.utf16 { value = Self.next(value, UInt32(unit)) }
        }
    }

    /// Adds the decimal digits of a number.
    mutating func add(decimal number: UInt32) {
        // The last digit comes first, so they wait in a number of four bits each.
        var rest = number, digits: UInt64 = 0, count = 0
        repeat {
            digits = digits << 4 | UInt64(rest % 10)
            rest /= 10
            count += 1
        } while rest > 0
        for _ in 0..<count {
            value = Self.next(value, 48 + UInt32(truncatingIfNeeded: digits & 15))
            digits >>= 4
        }
    }

    private static func next(_ hash: UInt32, _ unit: UInt32) -> UInt32 { (hash ^ unit) &* 0x0100_0193 }
}
