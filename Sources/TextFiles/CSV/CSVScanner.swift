/// Finds the cells of one record in a buffer of bytes.
struct CSVScanner {
    enum Outcome: Equatable {
        /// A record that ends before `next`, over `lines` line ends.
        case record(next: Int, lines: Int)
        /// The buffer ends before the record does.
        case unfinished
        /// Text follows a closing quote, or the file ends within quotes.
        case broken(Problem)
    }

    enum Problem: Equatable {
        case textAfterQuote
        case unclosedQuote
    }

    let delimiter: UInt8
    /// The cells without their quotes, one after another, and where each ends.
    private(set) var text: [UInt8] = []
    private(set) var ends: [Int] = []

    init(delimiter: UInt8) { self.delimiter = delimiter }

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// Scans the record that begins at `start`.
    /// - Complexity: O(bytes of the record).
    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, atEnd: Bool) -> Outcome {
        text.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        var position = start
        var lines = 0
        while true {
            if position < bytes.count, bytes[position] == Self.quote {
                switch quoted(bytes, from: position + 1, atEnd: atEnd, &lines) {
                case .closed(let next): position = next
                case .unfinished: return .unfinished
                case .unclosed: return .broken(.unclosedQuote)
                }
            } else {
                let begin = position
                while position < bytes.count {
                    let byte = bytes[position]
                    if byte == delimiter || byte == Self.lineFeed || byte == Self.carriageReturn { break }
                    position += 1
                }
                if position == bytes.count, !atEnd { return .unfinished }
                text.append(contentsOf: bytes[begin..<position])
            }
            ends.append(text.count)
            guard position < bytes.count else { return atEnd ? .record(next: position, lines: lines) : .unfinished }
            switch bytes[position] {
            case delimiter: position += 1
            case Self.lineFeed: return .record(next: position + 1, lines: lines + 1)
            case Self.carriageReturn:
                if position + 1 == bytes.count {
                    return atEnd ? .record(next: position + 1, lines: lines + 1) : .unfinished
                }
                return .record(
                    next: bytes[position + 1] == Self.lineFeed ? position + 2 : position + 1, lines: lines + 1)
            default: return .broken(.textAfterQuote)
            }
        }
    }

    private enum Quoted {
        case closed(next: Int)
        case unfinished, unclosed
    }

    private mutating func quoted(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, atEnd: Bool, _ lines: inout Int)
        -> Quoted
    {
        var begin = start
        var position = start
        while position < bytes.count {
            let byte = bytes[position]
            if byte == Self.quote {
                text.append(contentsOf: bytes[begin..<position])
                guard position + 1 < bytes.count else { return atEnd ? .closed(next: position + 1) : .unfinished }
                guard bytes[position + 1] == Self.quote else { return .closed(next: position + 1) }
                text.append(Self.quote)
                position += 2
                begin = position
                continue
            }
            if byte == Self.lineFeed {
                lines += 1
            } else if byte == Self.carriageReturn, position + 1 < bytes.count, bytes[position + 1] != Self.lineFeed {
                lines += 1
            }
            position += 1
        }
        return atEnd ? .unclosed : .unfinished
    }

    /// Where the line that holds `start` ends, and where the next one begins; nil where the buffer ends first.
    static func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, atEnd: Bool) -> (end: Int, next: Int)? {
        var position = start
        while position < bytes.count {
            if bytes[position] == lineFeed { return (position, position + 1) }
            if bytes[position] == carriageReturn {
                if position + 1 == bytes.count { return atEnd ? (position, position + 1) : nil }
                return (position, bytes[position + 1] == lineFeed ? position + 2 : position + 1)
            }
            position += 1
        }
        return atEnd ? (position, position) : nil
    }
}
