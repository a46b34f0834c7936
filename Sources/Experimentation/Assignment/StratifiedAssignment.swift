import Listening

/// Divides a list of units that is known beforehand so that the arms are balanced within every stratum: as near to the weights as whole units
/// allow.
///
/// Within a stratum units are put in the order of their hash and dealt out, each to the arm that is furthest behind its share. The same list
/// gives the same arms in whatever order it comes; a longer list may move units, so the arms have to be kept.
/// Source: stratified randomisation with permuted blocks; Zelen (1974), doi:10.1016/0021-9681(74)90015-0.
public enum StratifiedAssignment {
    /// The arms of units, in the order of the list, each by its place among the arms.
    /// - Parameters:
    ///   - units: each with its stratum.
    ///   - arms: at least one of a weight above 0.
    ///   - seed: the experiment's.
    /// - Throws: ``ExperimentationError`` `experiment.units` where one unit stands in the list twice.
    /// - Complexity: O(n log n)
    public static func assign(
        _ units: [(unit: String, stratum: String)], to arms: [Arm], seed: String
    ) throws(ExperimentationError) -> [Int] {
        var seen: Set<ExactText> = []
        for entry in units where !seen.insert(ExactText(entry.unit)).inserted {
            throw ExperimentationError("units", "\(entry.unit) stands in the list twice. Give each unit once.")
        }
        let total = arms.reduce(0) { $0 + $1.weight }
        let order = units.indices.map { (stratum: units[$0].stratum, hash: Self.hash(units[$0].unit, seed), index: $0) }
            .sorted { ($0.stratum, $0.hash, units[$0.index].unit) < ($1.stratum, $1.hash, units[$1.index].unit) }
        var assigned = [Int](repeating: 0, count: units.count)
        var dealt = [Int](repeating: 0, count: arms.count), stratum: String?, inStratum = 0
        // Which arm the odd unit of a stratum goes to is chance as well.
        var turn = 0
        for entry in order {
            if entry.stratum != stratum {
                stratum = entry.stratum
                dealt = [Int](repeating: 0, count: arms.count)
                inStratum = 0
                turn = Int(Self.hash(entry.stratum, seed) % UInt64(arms.count))
            }
            inStratum += 1
            var best = 0, furthest = -Double.infinity
            for step in arms.indices {
                let arm = (turn + step) % arms.count
                guard arms[arm].weight > 0 else { continue }
                let behind = Double(inStratum) * arms[arm].weight / total - Double(dealt[arm])
                if behind > furthest + 1e-12 { (best, furthest) = (arm, behind) }
            }
            dealt[best] += 1
            assigned[entry.index] = best
        }
        return assigned
    }

    /// Finer than buckets, so that the order is chance's and not the alphabet's.
    private static func hash(_ text: String, _ seed: String) -> UInt64 {
        var high = FNV32(), low = FNV32()
        high.add(seed)
        high.add(text)
        low.add(text)
        low.add(seed)
        low.add(decimal: high.value)
        // The finaliser of SplitMix64, since FNV leaves like texts with like hashes.
        var mixed = UInt64(high.value) << 32 | UInt64(low.value)
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
