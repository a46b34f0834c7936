/// Reads a table of text record by record, with memory bounded by the largest record.
///
/// Every record of the file is handed over once: with its cells, or with the reason why they cannot be told. Empty lines are not records.
/// Where a quote is opened and never closed properly, the line that opens it is one such record, and reading goes on with the next line,
/// so that a stray quote never takes other rows with it.
package struct CSVReader {
    private static let pieceBytes = 1 << 20
    /// A quoted cell over more bytes than this is taken for a quote that was never closed.
    private static let largestRecord = 16 << 20

    package private(set) var heading: [String]
    package let delimiter: UInt8
    private var source: any ByteSource
    private var scanner: CSVScanner
    private var buffer: [UInt8] = []
    private var filled = 0
    private var position = 0
    private var atEnd = false
    private var line = 1
    private var row = 0
    private let hasHeading: Bool

    /// Reads the heading.
    /// - Throws: ``TextFileError`` where the file is empty, names a column twice, or its first line is not UTF-8.
    package init(_ source: any ByteSource, dialect: CSVDialect = CSVDialect()) throws {
        var input = Input(source: source)
        try input.refill()
        var line = 1
        while let (end, next) = try input.line(), end == input.position, next > end {
            input.position = next
            line += 1
        }
        guard let (first, afterFirst) = try input.line(), first > input.position else {
            throw TextFileError.empty(source.name)
        }
        var chosen = dialect.delimiter
        // Excel's own way to say which delimiter a file has.
        let firstLine = Array(input.bytes[input.position..<first])
        if dialect.hasHeading, firstLine.count == 5, firstLine.starts(with: Array("sep=".utf8)) {
            chosen = chosen ?? firstLine[4]
            input.position = afterFirst
            line += 1
        }
        guard let (headingEnd, _) = try input.line(), headingEnd > input.position else {
            throw TextFileError.empty(source.name)
        }
        delimiter = chosen ?? CSVDialect.delimiter(of: input.bytes[input.position..<headingEnd])
        var scanner = CSVScanner(delimiter: delimiter)
        var names: [String] = []
        var start = input.position
        while true {
            let outcome = input.bytes.withUnsafeBufferPointer {
                scanner.scan(UnsafeBufferPointer(rebasing: $0[..<input.filled]), from: start, atEnd: input.atEnd)
            }
            if case .record(let next, let lines) = outcome {
                names = try Self.strings(scanner) ?? { throw TextFileError.encoding(source.name, line: line) }()
                if dialect.hasHeading {
                    input.position = next
                    line += lines
                }
                break
            }
            guard outcome == .unfinished, input.filled - input.position < Self.largestRecord else {
                throw TextFileError(
                    "heading", "\(source.name) has a heading (line \(line)) with a quote that is not closed. Repair it."
                )
            }
            start = input.position
            try input.refill()
        }
        if dialect.hasHeading {
            names = names.map { $0.trimmingSpaces() }
            var seen: Set<String> = []
            for name in names where !name.isEmpty && !seen.insert(name).inserted {
                throw TextFileError.twoColumns(source.name, named: name)
            }
        } else {
            names = (1...max(1, names.count)).map(String.init)
        }
        heading = names
        hasHeading = dialect.hasHeading
        self.scanner = scanner
        self.source = input.source
        buffer = input.bytes
        filled = input.filled
        position = input.position
        atEnd = input.atEnd
        self.line = line
    }

    /// Hands over every record in order.
    /// - Throws: ``TextFileError`` where a cell is not UTF-8 (with its line) or the source fails; what `body` throws.
    package mutating func forEach(_ body: (CSVRecord) throws -> Void) throws {
        while let record = try next() { try body(record) }
    }

    /// Reads the records that follow by another heading: a table may be followed by a second one.
    package mutating func use(heading names: [String]) { heading = names.map { $0.trimmingSpaces() } }

    /// The next record; nil at the end of the file.
    package mutating func next() throws -> CSVRecord? {
        while true {
            let begin = line
            let outcome = buffer.withUnsafeBufferPointer {
                scanner.scan(UnsafeBufferPointer(rebasing: $0[..<filled]), from: position, atEnd: atEnd)
            }
            switch outcome {
            case .unfinished:
                if filled - position < Self.largestRecord {
                    try refill()
                } else {
                    return try brokenLine(.unclosedQuote)
                }
            case .broken(let problem): return try brokenLine(problem)
            case .record(let next, let lines):
                if next == position { return nil }
                if scanner.ends.count == 1, scanner.text.isEmpty, isBlank(position..<next) {
                    position = next
                    line += lines
                    if position == filled, atEnd { return nil }
                    continue
                }
                if lines > 1, scanner.ends.count != heading.count, hidesRecords(position..<next) {
                    return try brokenLine(.unclosedQuote)
                }
                guard var cells = Self.strings(scanner) else { throw TextFileError.encoding(source.name, line: begin) }
                position = next
                line += lines
                row += 1
                let problem = fit(&cells)
                return CSVRecord(line: begin, row: row, cells: cells, problem: problem)
            }
        }
    }

    /// Makes the cells as many as the columns, where what is missing or too much holds nothing; answers why that cannot be.
    private func fit(_ cells: inout [String]) -> String? {
        while cells.count > heading.count, cells.last?.isEmpty == true { cells.removeLast() }
        while cells.count < heading.count, hasHeading, heading[cells.count...].allSatisfy(\.isEmpty) {
            cells.append("")
        }
        if cells.count == heading.count { return nil }
        let found = cells.count == 1 ? "1 cell" : "\(cells.count) cells"
        return "has \(found) where the heading has \(heading.count)"
    }

    /// The line at which a record cannot be read becomes a record by itself; reading goes on after it.
    private mutating func brokenLine(_ problem: CSVScanner.Problem) throws -> CSVRecord {
        let begin = line
        while true {
            let end = buffer.withUnsafeBufferPointer {
                CSVScanner.lineEnd(UnsafeBufferPointer(rebasing: $0[..<filled]), from: position, atEnd: atEnd)
            }
            if let end {
                position = end.next
                break
            }
            guard filled - position < Self.largestRecord else {
                throw TextFileError.longLine(source.name, line: begin, megabytes: Self.largestRecord >> 20)
            }
            try refill()
        }
        line += 1
        row += 1
        let reason =
            switch problem {
            case .textAfterQuote: "has text after the closing quote of a cell; quotes within a quoted cell are doubled"
            case .unclosedQuote: "opens a quote that is not closed"
            }
        return CSVRecord(line: begin, row: row, cells: [], problem: reason)
    }

    /// Whether the second line of a record over several lines is a whole record by itself, so that a stray quote has joined them.
    private func hidesRecords(_ range: Range<Int>) -> Bool {
        buffer.withUnsafeBufferPointer { all in
            let bytes = UnsafeBufferPointer(rebasing: all[..<range.upperBound])
            guard let first = CSVScanner.lineEnd(bytes, from: range.lowerBound, atEnd: true),
                first.next < range.upperBound,
                let second = CSVScanner.lineEnd(bytes, from: first.next, atEnd: true)
            else { return false }
            var line = CSVScanner(delimiter: delimiter)
            let outcome = line.scan(UnsafeBufferPointer(rebasing: bytes[first.next..<second.end]), from: 0, atEnd: true)
            if case .record = outcome { return line.ends.count == heading.count && heading.count > 1 }
            return false
        }
    }

    private func isBlank(_ range: Range<Int>) -> Bool {
        buffer[range].allSatisfy { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    }

    private mutating func refill() throws {
        if position > 0 {
            buffer.withUnsafeMutableBytes { bytes in
                bytes.copyBytes(from: UnsafeRawBufferPointer(rebasing: bytes[position..<filled]))
            }
            filled -= position
            position = 0
        }
        if buffer.count - filled < Self.pieceBytes {
            buffer.append(contentsOf: [UInt8](repeating: 0, count: Self.pieceBytes))
        }
        let count = try buffer.withUnsafeMutableBytes {
            try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
        }
        filled += count
        atEnd = count == 0
    }

    /// The cells as text; nil where one is not UTF-8.
    private static func strings(_ scanner: CSVScanner) -> [String]? {
        var cells: [String] = []
        cells.reserveCapacity(scanner.ends.count)
        var begin = 0
        let isText = scanner.text.withUnsafeBufferPointer { bytes in
            for end in scanner.ends {
                guard let text = String(validating: bytes[begin..<end], as: UTF8.self) else { return false }
                cells.append(text)
                begin = end
            }
            return true
        }
        return isText ? cells : nil
    }

    /// What has been read of the source before the columns are known.
    private struct Input {
        var source: any ByteSource
        var bytes: [UInt8] = []
        var filled = 0
        var position = 0
        var atEnd = false

        mutating func refill() throws {
            bytes.append(contentsOf: [UInt8](repeating: 0, count: CSVReader.pieceBytes))
            let count = try bytes.withUnsafeMutableBytes {
                try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
            }
            filled += count
            atEnd = count == 0
        }

        /// The line at the position; nil at the end of the source.
        mutating func line() throws -> (end: Int, next: Int)? {
            while true {
                let found = bytes.withUnsafeBufferPointer {
                    CSVScanner.lineEnd(UnsafeBufferPointer(rebasing: $0[..<filled]), from: position, atEnd: atEnd)
                }
                if let found { return position < filled ? found : nil }
                guard filled - position < CSVReader.largestRecord else {
                    throw TextFileError.longLine(source.name, line: 1, megabytes: CSVReader.largestRecord >> 20)
                }
                try refill()
            }
        }
    }
}

extension String {
    /// Without spaces, tabs and non-breaking spaces at both ends.
    package func trimmingSpaces() -> String {
        // Most texts begin and end with a visible ASCII character, and few calls need more than that.
        let visible: ClosedRange<UInt8> = 0x21...0x7E
        if let first = utf8.first, let last = utf8.last, visible.contains(first), visible.contains(last) { return self }
        let spaces: Set<Character> = [" ", "\t", "\u{A0}", "\r", "\n"]
        guard let first = first, let last = last, spaces.contains(first) || spaces.contains(last) else { return self }
        return String(drop { spaces.contains($0) }.reversed().drop { spaces.contains($0) }.reversed())
    }
}
