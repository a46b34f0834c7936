import Listening

/// A manifest may come from somebody else, and its names go into SQL and into paths. So each is one of those that this program writes.
extension LakeManifest {
    /// What the writer calls the types of columns.
    private static let types: Set<String> = [
        "BOOLEAN", "SMALLINT", "INTEGER", "BIGINT", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP",
    ]
    private static let mostPartitions = 1_000_000
    /// Of rows and of bytes, so that their sums stay within 64 bits.
    private static let mostOfOne = 1 << 42

    /// - Throws: ``WarehouseError`` `lake`, which names what is not one of a lake's own.
    func check(at place: String) throws(WarehouseError) {
        func refuse(_ what: String) -> WarehouseError {
            Self.error(
                "\(place) \(what), which no segue writes. Do not use this lake; write one with `segue export parquet --lake`, into a new folder."
            )
        }
        var names: Set<String> = []
        for table in tables {
            guard let known = LakeTable.all.first(where: { $0.name == table.name }), names.insert(table.name).inserted
            else {
                throw refuse("names a table that there is not, or one twice")
            }
            guard table.partitionedBy == known.day else {
                throw refuse("divides \(known.name) by another column than the day")
            }
            let columns = Migrator.columns(of: known.name)
            var seen: Set<String> = []
            for column in table.columns {
                guard columns.contains(column.name), seen.insert(column.name).inserted else {
                    throw refuse("names a column of \(known.name) that there is not, or one twice")
                }
                guard Self.types.contains(column.type) else {
                    throw refuse("gives \(known.name).\(column.name) a type that there is not")
                }
            }
            guard !table.columns.isEmpty, table.partitions.count <= Self.mostPartitions else {
                throw refuse("has no columns of \(known.name), or too many parts")
            }
            for partition in table.partitions {
                guard (known.day == nil) == (partition.day == nil),
                    partition.day.map({ CalendarDay($0)?.description == $0 }) ?? true,
                    (0...Self.mostOfOne).contains(partition.rows)
                else { throw refuse("has a part of \(known.name) of no day, or of no number of rows") }
                let folder = LakeFolder.place(table, partition) + "/"
                for file in partition.files {
                    guard file.path.hasPrefix(folder), Self.isFileName(file.path.dropFirst(folder.count)) else {
                        throw refuse("names a file of \(known.name) that is not in its folder")
                    }
                    guard (0...Self.mostOfOne).contains(file.bytes) else {
                        throw refuse("has a file of \(known.name) of no length")
                    }
                }
            }
        }
    }

    /// Letters, digits, points, dashes and underscores, beginning with a letter or digit: no folder, no wildcard, nothing hidden.
    private static func isFileName(_ name: Substring) -> Bool {
        guard name.utf8.count <= 200, name.hasSuffix(".parquet"), let first = name.utf8.first else { return false }
        func isPlain(_ byte: UInt8) -> Bool {
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        }
        return isPlain(first) && name.utf8.allSatisfy { isPlain($0) || "._-".utf8.contains($0) }
    }
}

extension Migrator {
    /// The columns that the schema gives a table, as the texts of the migrations say.
    static func columns(of table: String) -> Set<String> { schema[table] ?? [] }

    private static let schema: [String: Set<String>] = {
        var tables: [String: Set<String>] = [:]
        for statement in migrations(dialect: "duckdb").flatMap({ statements(of: $0.file.text) }) {
            let words = statement.split { $0.isWhitespace || $0 == "(" }.prefix(6).map(String.init)
            let upper = words.map { $0.uppercased() }
            if upper.starts(with: ["CREATE", "TABLE"]), words.count > 2 {
                tables[words[2], default: []].formUnion(statement.split(separator: "\n").dropFirst().compactMap(name))
            } else if upper.starts(with: ["ALTER", "TABLE"]), words.count > 5, upper[3] == "ADD", upper[4] == "COLUMN" {
                tables[words[2], default: []].insert(words[5])
            }
        }
        return tables
    }()

    /// The column that a line of a table's statement describes.
    private static func name(_ line: Substring) -> String? {
        let word = line.split(separator: " ").first.map(String.init) ?? ""
        return !word.isEmpty && word.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
            ? word : nil
    }
}
