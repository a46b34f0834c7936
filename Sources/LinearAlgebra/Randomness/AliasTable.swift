/// Weighted draws in constant time.
///
/// Source: Walker (1977), doi:10.1145/355744.355749, built as Vose (1991), doi:10.1109/32.92917.
/// Edge cases: a weight that is negative, NaN or infinite counts as zero; where no weight is above zero, all entries are equally likely.
/// An empty table can be made but not drawn from.
public struct AliasTable: Sendable {
    @usableFromInline
    struct Slot: Sendable {
        /// The slot keeps its own index where the 64-bit fraction lies below this.
        @usableFromInline var threshold: UInt64
        @usableFromInline var alias: UInt32
    }

    @usableFromInline let slots: [Slot]

    /// The number of entries.
    public var count: Int { slots.count }
    /// Whether there is nothing to draw.
    public var isEmpty: Bool { slots.isEmpty }

    /// A table of weights.
    /// - Parameter weights: fewer than 2³² of them; they need not add up to one.
    /// - Complexity: O(n)
    public init(weights: [Double]) {
        var usable = weights.map { $0.isFinite && $0 > 0 ? $0 : 0 }
        let largest = usable.max() ?? 0
        // Dividing by the largest first keeps the total finite whatever the weights' size.
        usable = largest > 0 ? usable.map { $0 / largest } : usable.map { _ in 1 }
        let total = usable.reduce(0, +)
        var shares = usable.map { $0 / total * Double(usable.count) }
        var slots = shares.indices.map { Slot(threshold: .max, alias: UInt32($0)) }
        var small = shares.indices.filter { shares[$0] < 1 }
        var large = shares.indices.filter { shares[$0] >= 1 }
        while let poor = small.popLast() {
            guard let rich = large.last else { break }
            slots[poor] = Slot(threshold: UInt64(min(shares[poor], 1 - 0x1p-53) * 0x1p64), alias: UInt32(rich))
            shares[rich] -= 1 - shares[poor]
            if shares[rich] < 1 {
                large.removeLast()
                small.append(rich)
            }
        }
        self.slots = slots
    }

    /// The index of an entry, drawn with its weight's share.
    /// - Parameter random: advanced by one word.
    /// - Precondition: the table is not empty.
    @inlinable
    public func draw(_ random: inout RandomGenerator) -> Int {
        let place = random.next().multipliedFullWidth(by: UInt64(truncatingIfNeeded: slots.count))
        let index = Int(truncatingIfNeeded: place.high)
        let slot = slots[index]
        return place.low < slot.threshold ? index : Int(slot.alias)
    }
}
