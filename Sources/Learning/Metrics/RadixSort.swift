/// Sorting of millions of scores in linear time.
enum RadixSort {
    private static let digitBits: UInt64 = 11
    private static let buckets = 1 << 11

    /// A word that orders as the number does; −0 and 0 are equal.
    static func key(_ value: Double) -> UInt64 {
        let bits = (value + 0).bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }

    /// The number of a key.
    static func value(_ key: UInt64) -> Double { Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key) }

    /// Sorts keys, lowest first, and what goes with each along; equal keys stay in order.
    ///
    /// Least significant digit first, eleven bits at a time; digits that are the same in all keys are skipped.
    /// - Complexity: O(n)
    static func sort(_ keys: inout [UInt64], _ payloads: inout [UInt32]) {
        let count = keys.count
        var histograms = [Int](repeating: 0, count: 6 * buckets)
        histograms.withUnsafeMutableBufferPointer { histograms in
            for key in keys {
                for digit in 0..<6 { histograms[digit * buckets + bucket(key, digit)] += 1 }
            }
        }
        var spareKeys = [UInt64](repeating: 0, count: count)
        var sparePayloads = [UInt32](repeating: 0, count: count)
        for digit in 0..<6 {
            var starts = Array(histograms[digit * buckets..<(digit + 1) * buckets])
            if starts.contains(count) { continue }
            var total = 0
            for index in starts.indices { (starts[index], total) = (total, total + starts[index]) }
            scatter(keys, payloads, digit: digit, starts: &starts, to: &spareKeys, &sparePayloads)
            swap(&keys, &spareKeys)
            swap(&payloads, &sparePayloads)
        }
    }

    private static func scatter(
        _ keys: [UInt64], _ payloads: [UInt32], digit: Int, starts: inout [Int], to targetKeys: inout [UInt64],
        _ targetPayloads: inout [UInt32]
    ) {
        keys.withUnsafeBufferPointer { keys in
            payloads.withUnsafeBufferPointer { payloads in
                starts.withUnsafeMutableBufferPointer { starts in
                    targetKeys.withUnsafeMutableBufferPointer { targetKeys in
                        targetPayloads.withUnsafeMutableBufferPointer { targetPayloads in
                            for place in keys.indices {
                                let bucket = bucket(keys[place], digit)
                                let target = starts[bucket]
                                targetKeys[target] = keys[place]
                                targetPayloads[target] = payloads[place]
                                starts[bucket] = target + 1
                            }
                        }
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func bucket(_ key: UInt64, _ digit: Int) -> Int {
        Int(truncatingIfNeeded: (key &>> (UInt64(digit) &* digitBits)) & UInt64(buckets - 1))
    }
}
