/// One column of an Arrow schema.
struct ArrowField {
    enum Kind: Equatable {
        case nothing
        case bool
        case whole(bits: Int, signed: Bool)
        case single, double
        /// Text whose ends are 32-bit or 64-bit offsets.
        case text(wide: Bool)
        /// Text in views of 16 bytes, short texts in place.
        case textView
        case day
        /// Moments, with this many units in a second.
        case instant(perSecond: Int64)
        case decimal(scale: Int)
    }

    let name: String
    let kind: Kind

    init(_ table: FlatTable) throws {
        name = try table.text(0)
        let type = try table.table(3)
        guard try table.table(4) == nil else { throw ArrowError.unsupported(name, "dictionary") }
        kind = try Self.kind(try table.number(2, UInt8(0)), type, name)
    }

    private static func kind(_ code: UInt8, _ type: FlatTable?, _ name: String) throws -> Kind {
        switch code {
        case 1: return .nothing
        case 2: return .whole(bits: Int(try type?.number(0, Int32(0)) ?? 0), signed: try type?.number(1, UInt8(0)) != 0)
        case 3:
            switch try type?.number(0, Int16(0)) {
            case 1: return .single
            case 2: return .double
            default: throw ArrowError.unsupported(name, "half")
            }
        case 5: return .text(wide: false)
        case 6: return .bool
        case 7:
            guard try type?.number(2, Int32(128)) == 128 else {
                throw ArrowError.unsupported(name, "decimal of another width")
            }
            return .decimal(scale: Int(try type?.number(1, Int32(0)) ?? 0))
        case 8:
            guard try type?.number(0, Int16(1)) == 0 else {
                throw ArrowError.unsupported(name, "date with milliseconds")
            }
            return .day
        case 10:
            return .instant(
                perSecond: [1, 1000, 1_000_000, 1_000_000_000][Int(try type?.number(0, Int16(0)) ?? 0) & 3])
        case 20: return .text(wide: true)
        case 24: return .textView
        default: throw ArrowError.unsupported(name, Self.names[code] ?? "number \(code)")
        }
    }

    private static let names: [UInt8: String] = [
        4: "binary", 9: "time", 11: "interval", 12: "list", 13: "struct", 14: "union", 16: "list", 17: "map",
        18: "interval", 19: "binary",
        21: "list", 23: "binary",
    ]
}
