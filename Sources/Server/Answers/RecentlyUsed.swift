/// Keeps what was used most recently, within a bound on what it all costs.
///
/// Complexity: look-up is O(1); making room is O(n) in the number of entries, which the bound keeps small.
struct RecentlyUsed<Key: Hashable & Sendable, Kept: Sendable>: Sendable {
    private struct Entry {
        let value: Kept
        let cost: Int
        var lastUse: Int
    }

    private let bound: Int
    private var entries: [Key: Entry] = [:]
    private var cost = 0
    private var uses = 0

    /// - Parameter bound: what all entries together may cost.
    init(bound: Int) { self.bound = bound }

    var count: Int { entries.count }

    /// The value of a key, which counts as a use.
    mutating func value(_ key: Key) -> Kept? {
        guard let value = entries[key]?.value else { return nil }
        uses += 1
        entries[key]?.lastUse = uses
        return value
    }

    /// Keeps a value, and lets go of those that were not used for longest. What alone takes a quarter of the bound is not kept.
    mutating func keep(_ value: Kept, for key: Key, cost: Int) {
        guard cost <= bound / 4 else { return }
        remove(key)
        uses += 1
        entries[key] = Entry(value: value, cost: cost, lastUse: uses)
        self.cost += cost
        while self.cost > bound, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })?.key {
            remove(oldest)
        }
    }

    private mutating func remove(_ key: Key) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        cost -= entry.cost
    }
}
