/// What somebody who mistyped a word may have meant.
enum Suggestion {
    /// The known word that is nearest to what was typed; nil where none is near.
    static func closest(to typed: String, among known: [String]) -> String? {
        let typed = typed.lowercased()
        if let same = known.first(where: { $0.lowercased() == typed }) { return same }
        // A long word, or one that begins alike, may hold more slips.
        let near = known.map { (word: $0, distance: distance(Array(typed), Array($0.lowercased()))) }
            .filter { $0.distance <= max(1, min(3, max(typed.count, $0.word.count) / 3)) }
            .min { $0.distance < $1.distance }?.word
        return near ?? (typed.count >= 3 ? known.first { $0.lowercased().hasPrefix(typed) } : nil)
    }

    /// ` Did you mean "insights"?`, or nothing.
    static func sentence(_ typed: String, among known: [String]) -> String {
        closest(to: typed, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
    }

    /// The least number of letters put in, left out, replaced or swapped with their neighbour.
    ///
    /// Source: the optimal string alignment distance; Damerau (1964), doi:10.1145/363958.363994.
    /// - Complexity: O(m n); texts of more than 64 letters are infinitely far from each other.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        guard left.count <= 64, right.count <= 64 else { return .max }
        var rows = [Array(0...right.count)]
        for row in left.indices {
            var next = [row + 1]
            for column in right.indices {
                let replaced = rows[row][column] + (left[row] == right[column] ? 0 : 1)
                var least = min(rows[row][column + 1] + 1, next[column] + 1, replaced)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    least = min(least, rows[row - 1][column - 1] + 1)
                }
                next.append(least)
            }
            rows.append(next)
        }
        return rows[left.count][right.count]
    }
}
