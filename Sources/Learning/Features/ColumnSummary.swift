/// Count, mean, squared deviations and extremes of many columns at once.
struct ColumnSummary: Sendable {
    private(set) var count = 0
    private(set) var means: [Double]
    private(set) var m2: [Double]
    private(set) var lowest: [Double]
    private(set) var highest: [Double]

    init(columns: Int) {
        means = [Double](repeating: 0, count: columns)
        m2 = means
        lowest = [Double](repeating: .infinity, count: columns)
        highest = [Double](repeating: -.infinity, count: columns)
    }

    /// Takes in the rows of an empty summary: the means first, then the deviations from them.
    mutating func add(_ values: UnsafeBufferPointer<Double>, rows: Int) {
        guard let base = values.baseAddress, rows > 0 else { return }
        let columns = means.count
        count = rows
        means.withUnsafeMutableBufferPointer { means in
            lowest.withUnsafeMutableBufferPointer { lowest in
                highest.withUnsafeMutableBufferPointer { highest in
                    for row in 0..<rows {
                        let input = base + row * columns
                        for column in 0..<columns {
                            let value = input[column]
                            means[column] += value
                            lowest[column] = value < lowest[column] ? value : lowest[column]
                            highest[column] = value > highest[column] ? value : highest[column]
                        }
                    }
                    for column in 0..<columns { means[column] /= Double(rows) }
                }
            }
            m2.withUnsafeMutableBufferPointer { m2 in
                for row in 0..<rows {
                    let input = base + row * columns
                    for column in 0..<columns {
                        let apart = input[column] - means[column]
                        m2[column] += apart * apart
                    }
                }
            }
        }
    }

    mutating func merge(_ other: ColumnSummary) {
        guard other.count > 0 else { return }
        guard count > 0 else {
            self = other
            return
        }
        let share = Double(other.count) / Double(count + other.count)
        let weight = Double(count) * share
        for column in means.indices {
            let apart = other.means[column] - means[column]
            means[column] += apart * share
            m2[column] += other.m2[column] + apart * apart * weight
            lowest[column] = min(lowest[column], other.lowest[column])
            highest[column] = max(highest[column], other.highest[column])
        }
        count += other.count
    }
}
