/// The sums of a group: how many rows, the sum of each column, and the sum of the products of each pair of columns, exact.
///
/// It lies in memory that DuckDB owns. Most rows add to sums of 64 bits, which all together fill one or two lines of the cache; `bound` is what none
/// of them can have outgrown, and before it could overflow them they are moved into wide ones.
///
/// Layout: bound, rows, address of the wide sums, then the narrow sums: columns, and products in the order (0, 0), (0, 1) … (1, 1) …
struct ExactSumsState {
    private let memory: UnsafeMutableRawPointer
    private let columns: Int

    init(_ memory: UnsafeMutableRawPointer, columns: Int) {
        self.memory = memory
        self.columns = columns
    }

    static func terms(_ columns: Int) -> Int { columns + columns * (columns + 1) / 2 }
    static func size(_ columns: Int) -> Int { narrowOffset + 8 * terms(columns) }

    private static let narrowOffset = 24
    /// Beyond it another row could overflow the narrow sums.
    private static let fullest: UInt64 = 1 << 62

    private var bound: UnsafeMutablePointer<UInt64> { memory.assumingMemoryBound(to: UInt64.self) }
    private var rows: UnsafeMutablePointer<Int64> { (memory + 8).assumingMemoryBound(to: Int64.self) }
    private var wide: UnsafeMutablePointer<UnsafeMutablePointer<Int128>?> {
        (memory + 16).assumingMemoryBound(to: UnsafeMutablePointer<Int128>?.self)
    }
    private var narrow: UnsafeMutablePointer<Int64> { (memory + Self.narrowOffset).assumingMemoryBound(to: Int64.self) }

    func initialize() { memory.initializeMemory(as: UInt8.self, repeating: 0, count: Self.size(columns)) }

    /// Gives the wide sums back.
    func destroy() {
        wide.pointee?.deallocate()
        wide.pointee = nil
    }

    /// Counts a row, whose terms are at most `most`, and answers the narrow sums with room for it. nil where the wide ones overflow.
    @inline(__always)
    func narrowSums(for most: UInt64, counting count: Int64) -> UnsafeMutablePointer<Int64>? {
        if bound.pointee > Self.fullest - most, !widen() { return nil }
        bound.pointee += most
        rows.pointee += count
        return narrow
    }

    /// Moves what is in the narrow sums into wide ones. False where those overflow.
    private func widen() -> Bool {
        let terms = Self.terms(columns)
        let wide = self.wide.pointee ?? .allocate(capacity: terms)
        if self.wide.pointee == nil {
            wide.initialize(repeating: 0, count: terms)
            self.wide.pointee = wide
        }
        var fits = true
        for term in 0..<terms {
            let (sum, overflows) = wide[term].addingReportingOverflow(Int128(narrow[term]))
            wide[term] = sum
            fits = fits && !overflows
            narrow[term] = 0
        }
        bound.pointee = 0
        return fits
    }

    /// Adds a row whose products need wide numbers. False where the sums overflow.
    func addWide(counting count: Int64, _ values: (Int) -> Int64) -> Bool {
        guard widen(), let wide = wide.pointee else { return false }
        rows.pointee += count
        var fits = true, term = columns
        for i in 0..<columns {
            let first = values(i)
            let (sum, overflows) = wide[i].addingReportingOverflow(Int128(first))
            wide[i] = sum
            fits = fits && !overflows
            for j in i..<columns {
                let (total, isTooMuch) = wide[term].addingReportingOverflow(Int128(first) * Int128(values(j)))
                wide[term] = total
                fits = fits && !isTooMuch
                term += 1
            }
        }
        return fits
    }

    /// Adds the rows of another group. False where the sums overflow.
    func merge(_ other: ExactSumsState) -> Bool {
        let terms = Self.terms(columns)
        if other.wide.pointee == nil {
            guard let narrow = narrowSums(for: other.bound.pointee, counting: other.rows.pointee) else { return false }
            for term in 0..<terms { narrow[term] += other.narrow[term] }
            return true
        }
        guard other.widen(), widen(), let wide = wide.pointee, let others = other.wide.pointee else { return false }
        rows.pointee += other.rows.pointee
        var fits = true
        for term in 0..<terms {
            let (sum, overflows) = wide[term].addingReportingOverflow(others[term])
            wide[term] = sum
            fits = fits && !overflows
        }
        return fits
    }

    /// Rows and sums as numbers with spaces between; nil where the sums overflow.
    func text() -> String? {
        var words = [String(rows.pointee)]
        if wide.pointee == nil {
            for term in 0..<Self.terms(columns) { words.append(String(narrow[term])) }
        } else {
            guard widen(), let wide = wide.pointee else { return nil }
            for term in 0..<Self.terms(columns) { words.append(String(wide[term])) }
        }
        return words.joined(separator: " ")
    }
}
