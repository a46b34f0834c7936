package import Listening

/// The provenance of one load: what came from where, and what became of its rows.
package struct ImportRecord: Sendable, Hashable {
    package var key: Int64
    package var format: String
    package var source: String
    package var listenerID: String?
    package var importedAt: Instant
    package var rowsRead = 0
    package var rowsNew = 0
    package var rowsDuplicate = 0
    package var rowsInvalid = 0
    /// Rows that are no music plays (podcast episodes, videos, audiobooks).
    package var rowsIgnored = 0
    package var firstDay: CalendarDay?
    package var lastDay: CalendarDay?
    /// A JSON document with what is particular to the format.
    package var details: String?

    package init(key: Int64, format: String, source: String, listenerID: String?, importedAt: Instant) {
        self.key = key
        self.format = format
        self.source = source
        self.listenerID = listenerID
        self.importedAt = importedAt
    }

    /// Writes the record to `imports`.
    package func insert(on connection: any WarehouseConnection) throws {
        try connection.execute(
            Statement(
                SQLFile.statement("Statements/insert_import", in: EmbeddedFiles.text),
                [
                    "key": .integer(key), "format": .text(format), "source": .text(source),
                    "listener": .optional(listenerID),
                    "at": .instant(importedAt), "read": .integer(Int64(rowsRead)), "new": .integer(Int64(rowsNew)),
                    "duplicate": .integer(Int64(rowsDuplicate)), "invalid": .integer(Int64(rowsInvalid)),
                    "ignored": .integer(Int64(rowsIgnored)), "first": firstDay.map(Value.day) ?? .null,
                    "last": lastDay.map(Value.day) ?? .null,
                    "details": .optional(details),
                ]))
    }

    /// Every import, oldest first.
    package static func all(on connection: any WarehouseConnection) throws -> [ImportRecord] {
        let rows = try connection.query(Statement("SELECT * FROM imports ORDER BY import_key"))
        return (0..<rows.rowCount).map { row in
            func count(_ name: String) -> Int { Int(rows.value(name, at: row).integer ?? 0) }
            func day(_ name: String) -> CalendarDay? {
                if case .day(let days) = rows.value(name, at: row) { CalendarDay(daysSinceEpoch: days) } else { nil }
            }
            var at = Instant(microseconds: 0)
            if case .instant(let microseconds) = rows.value("imported_at", at: row) {
                at = Instant(microseconds: microseconds)
            }
            var record = ImportRecord(
                key: rows.value("import_key", at: row).integer ?? 0, format: rows.value("format", at: row).text ?? "",
                source: rows.value("source", at: row).text ?? "", listenerID: rows.value("listener_id", at: row).text,
                importedAt: at)
            record.rowsRead = count("rows_read")
            record.rowsNew = count("rows_new")
            record.rowsDuplicate = count("rows_duplicate")
            record.rowsInvalid = count("rows_invalid")
            record.rowsIgnored = count("rows_ignored")
            record.firstDay = day("first_day")
            record.lastDay = day("last_day")
            record.details = rows.value("details", at: row).text
            return record
        }
    }
}
