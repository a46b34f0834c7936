/// One named column of values, stored as an array of its type.
package struct Column: Sendable {
    /// The values by type. Where a value is NULL its place holds anything.
    package enum Storage: Sendable {
        case bool([Bool])
        case int16([Int16])
        case int32([Int32])
        case int64([Int64])
        case double([Double])
        case text([String])
        /// Text from a small set: an index into `values` for each row.
        case category([UInt8], values: [String])
        /// Days since 1970-01-01.
        case day([Int32])
        /// Microseconds since 1970-01-01 UTC.
        case instant([Int64])
    }

    package var name: String
    package var storage: Storage
    /// Whether each row has a value; nil where all have.
    package var valid: [Bool]?

    package init(_ name: String, _ storage: Storage, valid: [Bool]? = nil) {
        self.name = name
        self.storage = storage
        self.valid = valid
    }

    package var count: Int {
        switch storage {
        case .bool(let values): values.count
        case .int16(let values): values.count
        case .int32(let values): values.count
        case .int64(let values): values.count
        case .double(let values): values.count
        case .text(let values): values.count
        case .category(let codes, _): codes.count
        case .day(let values): values.count
        case .instant(let values): values.count
        }
    }

    package func isNull(at row: Int) -> Bool { valid.map { !$0[row] } ?? false }

    /// The value of a row.
    package func value(at row: Int) -> Value {
        if isNull(at: row) { return .null }
        return switch storage {
        case .bool(let values): .bool(values[row])
        case .int16(let values): .integer(Int64(values[row]))
        case .int32(let values): .integer(Int64(values[row]))
        case .int64(let values): .integer(values[row])
        case .double(let values): .double(values[row])
        case .text(let values): .text(values[row])
        case .category(let codes, let values): .text(values[Int(codes[row])])
        case .day(let values): .day(values[row])
        case .instant(let values): .instant(values[row])
        }
    }

    /// The values as numbers; NULL becomes `missing`, and text counts as missing.
    package func numbers(missing: Double = .nan) -> [Double] {
        var numbers: [Double] =
            switch storage {
            case .bool(let values): values.map { $0 ? 1 : 0 }
            case .int16(let values): values.map(Double.init)
            case .int32(let values), .day(let values): values.map(Double.init)
            case .int64(let values), .instant(let values): values.map(Double.init)
            case .double(let values): values
            case .text(let values): values.map { _ in missing }
            case .category(let codes, _): codes.map { _ in missing }
            }
        if let valid {
            for row in numbers.indices where !valid[row] { numbers[row] = missing }
        }
        return numbers
    }
}
