/// Rows in the order of their scores, each with its label: what every rank-based metric is computed from.
struct ScoreRanking: Sendable {
    let positives: Int
    let negatives: Int
    /// Order-preserving words of the scores, lowest first.
    private let keys: [UInt64]
    /// The row of each key in the upper bits, its label in the lowest.
    private let tags: [UInt32]

    /// Rows whose scores are equal.
    struct Group {
        let score: Double
        let positives: Int
        let negatives: Int
    }

    /// - Throws: ``LearningError`` of kind `.shape`, `.insufficientData`, `.notFinite` or `.oneClass`.
    init(scores: [Double], labels: [Bool]) throws {
        guard labels.count == scores.count else {
            throw LearningError.length("labels", expected: scores.count, found: labels.count)
        }
        guard scores.count > 0 else { throw LearningError.insufficientData("A ranking", needed: 2, found: 0) }
        guard scores.count < 1 << 31 else {
            throw LearningError.parameter("The number of rows", scores.count, range: "below 2^31")
        }
        if let row = scores.firstIndex(where: { !$0.isFinite }) { throw LearningError.notFinite("score", row: row) }
        positives = labels.lazy.count { $0 }
        negatives = labels.count - positives
        guard positives > 0, negatives > 0 else { throw LearningError.oneClass(positives > 0) }
        var keys = scores.map(RadixSort.key)
        var tags = labels.indices.map { UInt32(truncatingIfNeeded: $0 << 1 | (labels[$0] ? 1 : 0)) }
        RadixSort.sort(&keys, &tags)
        self.keys = keys
        self.tags = tags
    }

    var count: Int { keys.count }

    /// Visits the groups of equal scores.
    /// - Parameter descending: the highest score first.
    func forEachGroup(descending: Bool = false, _ body: (Group) -> Void) {
        keys.withUnsafeBufferPointer { keys in
            tags.withUnsafeBufferPointer { tags in
                var done = 0
                while done < keys.count {
                    let first = descending ? keys.count - 1 - done : done
                    let key = keys[first]
                    var length = 0, hits = 0
                    while done + length < keys.count {
                        let place = descending ? first - length : first + length
                        guard keys[place] == key else { break }
                        hits += Int(tags[place] & 1)
                        length += 1
                    }
                    body(Group(score: RadixSort.value(key), positives: hits, negatives: length - hits))
                    done += length
                }
            }
        }
    }

    /// For a positive row the share of negatives that score below it, for a negative row the share of positives that score above it;
    /// equals count one half.
    func placements() -> [Double] {
        var placements = [Double](repeating: 0, count: count)
        var rank = 0, positivesBelow = 0, negativesBelow = 0
        forEachGroup { group in
            let ofPositive = (Double(negativesBelow) + 0.5 * Double(group.negatives)) / Double(negatives)
            let ofNegative =
                (Double(positives - positivesBelow - group.positives) + 0.5 * Double(group.positives))
                / Double(positives)
            for place in rank..<rank + group.positives + group.negatives {
                let tag = tags[place]
                placements[Int(tag >> 1)] = tag & 1 == 1 ? ofPositive : ofNegative
            }
            rank += group.positives + group.negatives
            positivesBelow += group.positives
            negativesBelow += group.negatives
        }
        return placements
    }
}
