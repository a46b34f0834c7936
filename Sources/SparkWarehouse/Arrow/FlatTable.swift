/// A table of the FlatBuffers encoding, in which Arrow describes its messages: fields are found by their place in a table of offsets.
///
/// Every read is checked against the end of the buffer: what a server sends is input like any other.
struct FlatTable {
    private let bytes: ArraySlice<UInt8>
    /// Where the table begins.
    private let place: Int
    /// Where its table of offsets begins.
    private let offsets: Int

    /// The root of a buffer.
    init(root bytes: ArraySlice<UInt8>) throws {
        self = try FlatTable(bytes, at: bytes.startIndex + Int(try bytes.whole(at: bytes.startIndex, UInt32.self)))
    }

    private init(_ bytes: ArraySlice<UInt8>, at place: Int) throws {
        self.bytes = bytes
        self.place = place
        offsets = place - Int(try bytes.whole(at: place, Int32.self))
    }

    /// The number in a field, or the one that stands for a field that was left out.
    func number<Number: FixedWidthInteger>(_ field: Int, _ absent: Number) throws -> Number {
        guard let at = try location(field) else { return absent }
        return try bytes.whole(at: at, Number.self)
    }

    func text(_ field: Int) throws -> String {
        guard let vector = try vector(field, stride: 1) else { return "" }
        return String(decoding: bytes[vector.start..<vector.start + vector.count], as: UTF8.self)
    }

    func table(_ field: Int) throws -> FlatTable? {
        guard let at = try location(field) else { return nil }
        return try FlatTable(bytes, at: at + Int(try bytes.whole(at: at, UInt32.self)))
    }

    func tables(_ field: Int) throws -> [FlatTable] {
        guard let vector = try vector(field, stride: 4) else { return [] }
        return try (0..<vector.count).map { index in
            let at = vector.start + 4 * index
            return try FlatTable(bytes, at: at + Int(try bytes.whole(at: at, UInt32.self)))
        }
    }

    /// A vector of pairs of 64-bit numbers.
    func pairs(_ field: Int) throws -> [(Int, Int)] {
        guard let vector = try vector(field, stride: 16) else { return [] }
        return try (0..<vector.count).map { index in
            let at = vector.start + 16 * index
            return (try bytes.size(at: at), try bytes.size(at: at + 8))
        }
    }

    /// A vector of 64-bit numbers.
    func sizes(_ field: Int) throws -> [Int] {
        guard let vector = try vector(field, stride: 8) else { return [] }
        return try (0..<vector.count).map { try bytes.size(at: vector.start + 8 * $0) }
    }

    private func vector(_ field: Int, stride: Int) throws -> (start: Int, count: Int)? {
        guard let at = try location(field) else { return nil }
        let start = at + Int(try bytes.whole(at: at, UInt32.self))
        let count = Int(try bytes.whole(at: start, UInt32.self))
        guard start + 4 + count * stride <= bytes.endIndex else { throw ArrowError.cut }
        return (start + 4, count)
    }

    private func location(_ field: Int) throws -> Int? {
        let slot = 4 + 2 * field
        guard slot + 2 <= Int(try bytes.whole(at: offsets, UInt16.self)) else { return nil }
        let offset = Int(try bytes.whole(at: offsets + slot, UInt16.self))
        return offset == 0 ? nil : place + offset
    }
}

extension ArraySlice<UInt8> {
    /// The little-endian number at a place.
    func whole<Number: FixedWidthInteger>(at place: Int, _ type: Number.Type) throws -> Number {
        let size = MemoryLayout<Number>.size
        guard place >= startIndex, place <= endIndex - size else { throw ArrowError.cut }
        return withUnsafeBytes {
            Number(littleEndian: $0.loadUnaligned(fromByteOffset: place - startIndex, as: Number.self))
        }
    }

    /// A 64-bit size, which is not negative and no larger than memory can be.
    func size(at place: Int) throws -> Int {
        let value = try whole(at: place, Int64.self)
        guard value >= 0, value < 1 << 40 else { throw ArrowError.cut }
        return Int(value)
    }
}
