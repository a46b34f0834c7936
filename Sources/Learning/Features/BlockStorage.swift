/// Rows of one floating-point type, in blocks of a fixed size.
///
/// Blocks never move once they are full, so that growing to millions of rows copies nothing and needs no spare memory.
struct BlockStorage<Scalar: BinaryFloatingPoint & Sendable>: Sendable {
    let columns: Int
    private(set) var rows = 0
    private var blocks: [[Scalar]] = []

    /// The rows of a block.
    static var blockRows: Int { 4096 }

    init(columns: Int) { self.columns = columns }

    subscript(row: Int, column: Int) -> Double {
        Double(blocks[row / Self.blockRows][row % Self.blockRows * columns + column])
    }

    /// The place of the first value that this storage cannot hold: NaN, infinite, or beyond the type's range.
    static func firstUnusable(_ values: [Double]) -> Int? { values.firstIndex { !Scalar($0).isFinite } }

    /// Adds rows that lie one after the other.
    mutating func append(rows values: [Double]) {
        let width = columns
        values.withUnsafeBufferPointer { source in
            extend(by: source.count / width) { target, from, length in
                for place in 0..<length * width { target[place] = Scalar(source[from * width + place]) }
            }
        }
    }

    /// Adds rows whose values are given column by column.
    mutating func append(columns source: [[Double]]) {
        let width = columns
        extend(by: source[0].count) { target, from, length in
            // Tiles that stay in the nearest cache while every column visits them.
            for tile in stride(from: 0, to: length, by: 128) {
                let end = min(tile + 128, length)
                for column in 0..<width {
                    source[column].withUnsafeBufferPointer { values in
                        for row in tile..<end { target[row * width + column] = Scalar(values[from + row]) }
                    }
                }
            }
        }
    }

    /// Copies rows as doubles, shifted and scaled: (value − shift) · factor.
    /// - Parameters:
    ///   - range: the rows.
    ///   - selected: the columns to copy, in order; nil for all.
    ///   - target: where the first value of the first row goes.
    ///   - width: the distance between the rows of the target.
    func copy(
        _ range: Range<Int>, selected: [Int]?, shift: [Double], factor: [Double],
        to target: UnsafeMutablePointer<Double>, width: Int
    ) {
        var row = range.lowerBound
        var output = target
        while row < range.upperBound {
            let first = row % Self.blockRows
            let length = min(Self.blockRows - first, range.upperBound - row)
            blocks[row / Self.blockRows].withUnsafeBufferPointer { block in
                guard var input = block.baseAddress.map({ $0 + first * columns }) else { return }
                shift.withUnsafeBufferPointer { shift in
                    factor.withUnsafeBufferPointer { factor in
                        for _ in 0..<length {
                            if let selected {
                                for place in selected.indices {
                                    output[place] = (Double(input[selected[place]]) - shift[place]) * factor[place]
                                }
                            } else {
                                for place in 0..<columns {
                                    output[place] = (Double(input[place]) - shift[place]) * factor[place]
                                }
                            }
                            input += columns
                            output += width
                        }
                    }
                }
            }
            row += length
        }
    }

    private mutating func extend(
        by count: Int, _ write: (UnsafeMutablePointer<Scalar>, _ from: Int, _ length: Int) -> Void
    ) {
        var done = 0
        while done < count {
            let first = rows % Self.blockRows
            if first == 0 { blocks.append([Scalar](repeating: 0, count: Self.blockRows * columns)) }
            let length = min(Self.blockRows - first, count - done)
            blocks[blocks.count - 1].withUnsafeMutableBufferPointer { block in
                if let base = block.baseAddress { write(base + first * columns, done, length) }
            }
            rows += length
            done += length
        }
    }
}
