import CPostgres
import Formatting
import Listening

/// The types that are read and written in PostgreSQL's binary form, by their object identifiers.
enum PostgresType: Oid, Sendable {
    case bool = 16
    case int8 = 20
    case int2 = 21
    case int4 = 23
    case text = 25
    case float4 = 700
    case float8 = 701
    case unknown = 705
    case char = 1042
    case varchar = 1043
    case date = 1082
    case timestamp = 1114
    case timestampWithZone = 1184
    case numeric = 1700
    case name = 19

    /// Days from 1970-01-01 to 2000-01-01, from which PostgreSQL counts.
    static let epochDays: Int32 = 10957
    /// The same in microseconds.
    static let epochMicroseconds: Int64 = 946_684_800_000_000

    /// A date of PostgreSQL's as days since 1970-01-01. Its infinities stay the ends of the range.
    static func day(_ days: Int32) -> Int32 {
        switch days {
        case .max: .max
        case .min: -.max
        default: days.saturatingAdd(epochDays)
        }
    }

    /// A timestamp of PostgreSQL's as microseconds since 1970-01-01. Its infinities stay the ends of the range.
    static func moment(_ microseconds: Int64) -> Int64 {
        switch microseconds {
        case .max: .max
        case .min: -.max
        default: microseconds.saturatingAdd(epochMicroseconds)
        }
    }

    var isText: Bool {
        switch self {
        case .text, .unknown, .char, .varchar, .name: true
        default: false
        }
    }
}

/// Reads whole numbers in network order.
struct BinaryField {
    let base: UnsafeRawPointer
    let length: Int

    func integer<Number: FixedWidthInteger>(_ type: Number.Type = Number.self, at offset: Int = 0) -> Number {
        Number(bigEndian: base.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    var text: String { String(decoding: UnsafeRawBufferPointer(start: base, count: length), as: UTF8.self) }
}

/// A NUMERIC in its binary form: digits in base 10,000.
struct BinaryNumeric {
    private let field: BinaryField
    private let digits: Int
    private let weight: Int
    private let sign: UInt16
    /// Digits after the decimal point.
    let scale: Int

    init(_ field: BinaryField) {
        self.field = field
        digits = Int(field.integer(Int16.self))
        weight = Int(field.integer(Int16.self, at: 2))
        sign = field.integer(at: 4)
        scale = Int(field.integer(UInt16.self, at: 6) & 0x3fff)
    }

    private func digit(_ index: Int) -> Int {
        index < digits && index >= 0 ? Int(field.integer(Int16.self, at: 8 + 2 * index)) : 0
    }

    /// Whether it is a number, and none of the infinite ones.
    var isFinite: Bool { sign == 0 || sign == 0x4000 }

    /// The whole number, or nil where it does not fit 64 bits.
    var integer: Int64? {
        guard sign == 0 || sign == 0x4000 else { return nil }
        var value: Int64 = 0
        for index in 0...max(0, weight) where weight >= 0 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10_000)
            let (sum, carried) = product.subtractingReportingOverflow(Int64(digit(index)))
            guard !overflow, !carried else { return nil }
            value = sum
        }
        if sign == 0x4000 { return value }
        return value == .min ? nil : -value
    }

    /// The nearest double.
    var double: Double {
        switch sign {
        case 0xc000: return .nan
        case 0xd000: return .infinity
        case 0xf000: return -.infinity
        default: break
        }
        var text = sign == 0x4000 ? "-" : ""
        for index in 0..<digits {
            let part = String(digit(index))
            text += String(repeating: "0", count: 4 - part.count) + part
        }
        if digits == 0 { return 0 }
        return Double(text + "e\((weight - digits + 1) * 4)") ?? .nan
    }
}
