import Listening

/// A 64-bit hash that stays the same between versions and machines: it is stored with every imported play.
///
/// Source: FNV-1a (Fowler, Noll, Vo), with the finaliser of MurmurHash3 (Appleby) so that short inputs spread.
struct Fingerprint {
    private var hash = FNV1a()

    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        hash.add(bytes)
        // No UTF-8 text holds this byte.
        hash.add(0xff)
    }

    mutating func add(_ text: String) {
        var copy = text
        copy.withUTF8 { add($0) }
    }

    mutating func add(_ value: Int64) { hash.add(word: UInt64(bitPattern: value)) }

    var value: UInt64 {
        var mixed = hash.value
        mixed ^= mixed >> 33
        mixed &*= 0xff51_afd7_ed55_8ccd
        mixed ^= mixed >> 33
        mixed &*= 0xc4ce_b9fe_1a85_ec53
        return mixed ^ (mixed >> 33)
    }
}
