/// A 64-bit hash that stays the same between versions and machines: it is stored with every imported play.
///
/// Source: FNV-1a (Fowler, Noll, Vo), with the finaliser of MurmurHash3 (Appleby) so that short inputs spread.
struct Fingerprint {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
        state = (state ^ 0xff) &* 0x100_0000_01b3
    }

    mutating func add(_ text: String) {
        var copy = text
        copy.withUTF8 { add($0) }
    }

    mutating func add(_ value: Int64) {
        var bits = UInt64(bitPattern: value)
        for _ in 0..<8 {
            state = (state ^ (bits & 0xff)) &* 0x100_0000_01b3
            bits >>= 8
        }
    }

    var value: UInt64 {
        var mixed = state
        mixed ^= mixed >> 33
        mixed &*= 0xff51_afd7_ed55_8ccd
        mixed ^= mixed >> 33
        mixed &*= 0xc4ce_b9fe_1a85_ec53
        return mixed ^ (mixed >> 33)
    }
}
