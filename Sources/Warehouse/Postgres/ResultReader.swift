import CPostgres

/// Gathers the rows of an answer, one by one as they arrive, into batches of columns.
///
/// A column has one type in all batches. Of a NUMERIC without a declared scale, such as a `SUM(bigint)`, only all of its values tell whether
/// it is of whole numbers; so an answer that has one comes as a single batch.
struct ResultReader {
    /// Rows of a batch.
    static let batchRows = 8192

    private var columns: [Builder]

    /// - Parameter result: any result of the answer; it tells names and types.
    init(_ result: OpaquePointer) {
        columns = (0..<PQnfields(result)).map { field in
            Builder(
                name: String(cString: PQfname(result, field)),
                type: PostgresType(rawValue: PQftype(result, field)) ?? .text,
                modifier: PQfmod(result, field))
        }
    }

    var rowCount: Int { columns.first?.count ?? 0 }

    /// Whether there are enough rows for a batch.
    var isBatch: Bool { rowCount >= Self.batchRows && !columns.contains(where: \.isUndecided) }

    /// Takes the rows of a result.
    mutating func add(_ result: OpaquePointer) throws {
        for row in 0..<PQntuples(result) {
            for place in columns.indices {
                let field = Int32(place)
                guard PQgetisnull(result, row, field) == 0, let base = PQgetvalue(result, row, field) else {
                    columns[place].addNull()
                    continue
                }
                try columns[place].add(
                    BinaryField(base: UnsafeRawPointer(base), length: Int(PQgetlength(result, row, field))))
            }
        }
    }

    /// The rows so far; afterwards there are none.
    mutating func take() -> ColumnBatch {
        ColumnBatch(columns: columns.indices.map { columns[$0].take() })
    }

    /// One column under construction.
    private struct Builder {
        let name: String
        let type: PostgresType
        private var bools: [Bool] = []
        private var shorts: [Int16] = []
        private var ints: [Int32] = []
        private var longs: [Int64] = []
        private var doubles: [Double] = []
        private var texts: [String] = []
        private var valid: [Bool] = []
        private var hasNull = false
        /// Whether a NUMERIC column holds whole numbers, as far as is known.
        private var isWhole: Bool
        /// Whether only its values tell what a NUMERIC column holds.
        let isUndecided: Bool
        /// Whether any value of a NUMERIC column was seen.
        private var hasValue = false

        /// - Parameter modifier: for NUMERIC, precision and scale as PostgreSQL packs them; −1 where none are declared.
        init(name: String, type: PostgresType, modifier: Int32) {
            self.name = name
            self.type = type
            isUndecided = type == .numeric && modifier < 4
            // The scale is the lower eleven bits, with a sign.
            let scale = modifier < 4 ? 0 : Int((((modifier &- 4) & 0x7ff) ^ 1024) &- 1024)
            isWhole = type == .numeric && scale <= 0
        }

        var count: Int { valid.count }

        mutating func addNull() {
            hasNull = true
            valid.append(false)
            switch type {
            case .bool: bools.append(false)
            case .int2: shorts.append(0)
            case .int4, .date: ints.append(0)
            case .int8, .timestamp, .timestampWithZone: longs.append(0)
            case .float4, .float8: doubles.append(0)
            case .numeric:
                longs.append(0)
                doubles.append(0)
            case .text, .unknown, .char, .varchar, .name: texts.append("")
            }
        }

        mutating func add(_ field: BinaryField) throws {
            valid.append(true)
            switch type {
            case .bool: bools.append(field.integer(UInt8.self) != 0)
            case .int2: shorts.append(field.integer())
            case .int4: ints.append(field.integer())
            case .int8: longs.append(field.integer())
            case .date: ints.append(PostgresType.day(field.integer()))
            case .timestamp, .timestampWithZone: longs.append(PostgresType.moment(field.integer()))
            case .float4: doubles.append(Double(Float(bitPattern: field.integer())))
            case .float8: doubles.append(Double(bitPattern: field.integer()))
            case .numeric: try add(BinaryNumeric(field))
            case .text, .unknown, .char, .varchar, .name: texts.append(field.text)
            }
        }

        private mutating func add(_ number: BinaryNumeric) throws {
            hasValue = true
            if isWhole, number.isFinite, number.scale == 0 || !isUndecided {
                guard let whole = number.integer else {
                    throw WarehouseError(
                        code: "range",
                        message:
                            "Column \(name) holds a whole number beyond 64 bits. Cast it to a double in the statement.",
                        fault: .usage)
                }
                longs.append(whole)
                doubles.append(Double(whole))
            } else {
                // Decimals, NaN or infinity: the column is not of whole numbers after all.
                isWhole = false
                longs.append(0)
                doubles.append(number.double)
            }
        }

        mutating func take() -> Column {
            let validity = hasNull ? valid : nil
            let storage: Column.Storage =
                switch type {
                case .bool: .bool(bools)
                case .int2: .int16(shorts)
                case .int4: .int32(ints)
                case .int8: .int64(longs)
                case .date: .day(ints)
                case .timestamp, .timestampWithZone: .instant(longs)
                case .float4, .float8: .double(doubles)
                case .numeric: isWhole && (hasValue || !isUndecided) ? .int64(longs) : .double(doubles)
                case .text, .unknown, .char, .varchar, .name: .text(texts)
                }
            (bools, shorts, ints, longs, doubles, texts, valid, hasNull) = ([], [], [], [], [], [], [], false)
            return Column(name, storage, valid: validity)
        }
    }
}
