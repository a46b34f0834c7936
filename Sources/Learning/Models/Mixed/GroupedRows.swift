import LinearAlgebra

/// Scaled rows laid out group after group, so that a group's rows can be visited again and again while they are in the cache.
struct GroupedRows: Sendable {
    /// Row-major, `width` values a row, the leading one included.
    let values: [Double]
    let labels: [Bool]
    /// Where each group begins; one more than there are groups.
    let starts: [Int]
    let width: Int
    /// The rows of the largest group.
    let largestGroup: Int

    var groupCount: Int { starts.count - 1 }

    init(_ design: ScaledDesign, labels: [Bool], groups: [Int]) {
        let width = design.width
        var numbers: [Int: Int] = [:]
        var sizes: [Int] = []
        let numbered = groups.map { group in
            if let known = numbers[group] {
                sizes[known] += 1
                return known
            }
            numbers[group] = sizes.count
            sizes.append(1)
            return sizes.count - 1
        }
        largestGroup = sizes.max() ?? 0
        var next = [0]
        next.reserveCapacity(sizes.count + 1)
        for size in sizes { next.append(next[next.count - 1] + size) }
        starts = next
        // Where each row goes: groups in the order of their first rows, the rows of a group in their order.
        let places = numbered.map { group in
            defer { next[group] += 1 }
            return next[group]
        }
        var values = [Double](repeating: 0, count: groups.count * width)
        values.withUnsafeMutableBufferPointer { target in
            // Sound without Sendable: every row has a place of its own.
            nonisolated(unsafe) let target = target
            _ = design.accumulate(0) { chunk, block, _ in
                block.read { rows in
                    for row in 0..<chunk.count {
                        let place = places[chunk.lowerBound + row] * width
                        for column in 0..<width { target[place + column] = rows[row * width + column] }
                    }
                }
            }
        }
        self.values = values
        var placed = labels
        for (row, place) in places.enumerated() { placed[place] = labels[row] }
        self.labels = placed
        self.width = width
    }
}
