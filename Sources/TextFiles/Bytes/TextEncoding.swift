/// How the bytes of a file spell text.
package enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case utf16 = "utf-16"
    case latin1 = "iso-8859-1"
    case windows1252 = "windows-1252"
}

/// Turns another encoding into UTF-8 while it is read.
struct TranscodingSource: ByteSource {
    enum Form { case utf16LittleEndian, utf16BigEndian, singleByte([Unicode.Scalar]) }

    private let form: Form
    private var source: any ByteSource
    private var input = [UInt8](repeating: 0, count: 1 << 16)
    private var pending: [UInt8] = []
    private var output: [UInt8] = []
    private var given = 0
    private var consumed = 0

    init(_ source: any ByteSource, form: Form) {
        self.source = source
        self.form = form
    }

    var name: String { source.name }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while given == output.count {
            let count = try input.withUnsafeMutableBytes { try source.read(into: $0) }
            output.removeAll(keepingCapacity: true)
            given = 0
            if count == 0 {
                guard pending.isEmpty else { throw TextFileError.brokenUTF16(name, at: consumed) }
                return 0
            }
            try decode(input[..<count])
        }
        let count = min(output.count - given, buffer.count)
        output[given..<given + count].withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer($0)) }
        given += count
        return count
    }

    private mutating func decode(_ bytes: ArraySlice<UInt8>) throws {
        switch form {
        case .singleByte(let table):
            for byte in bytes { output.append(contentsOf: Array(String(table[Int(byte)]).utf8)) }
        case .utf16LittleEndian: try decode(utf16: bytes, low: 0, high: 1)
        case .utf16BigEndian: try decode(utf16: bytes, low: 1, high: 0)
        }
    }

    private mutating func decode(utf16 bytes: ArraySlice<UInt8>, low: Int, high: Int) throws {
        let all = pending + bytes
        var index = 0
        func unit(_ at: Int) -> UInt16 { UInt16(all[at + low]) | UInt16(all[at + high]) << 8 }
        while index + 1 < all.count {
            let first = unit(index)
            if first & 0xF800 != 0xD800 {
                append(UInt32(first))
                index += 2
                continue
            }
            guard index + 3 < all.count else { break }
            let second = unit(index + 2)
            guard first & 0xFC00 == 0xD800, second & 0xFC00 == 0xDC00 else {
                throw TextFileError.brokenUTF16(name, at: consumed + index)
            }
            append(0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF)))
            index += 4
        }
        consumed += index
        pending = Array(all[index...])
    }

    private mutating func append(_ code: UInt32) {
        guard let scalar = Unicode.Scalar(code) else { return }
        output.append(contentsOf: Array(String(scalar).utf8))
    }

    /// What each byte means in ISO-8859-1, or in Windows-1252 (WHATWG Encoding Standard, "windows-1252").
    static func table(windows: Bool) -> [Unicode.Scalar] {
        let extra: [UInt32] = [
            0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D,
            0x17D, 0x8F, 0x90,
            0x2018,
            0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178,
        ]
        return (0..<256).map { byte in
            let code = windows && (0x80..<0xA0).contains(byte) ? extra[byte - 0x80] : UInt32(byte)
            return Unicode.Scalar(code) ?? "?"
        }
    }
}
