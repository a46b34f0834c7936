import Foundation
import Listening
import Warehouse

/// Plays in CSV, NDJSON or Parquet, with a mapping that says which column is what.
struct TabularHistory {
    let zone: ListenerZone
    let listener: String
    let rules: PlayRules
    let mapping: ColumnMapping
    let format: ImportFormat
    /// The zone that each known listener is kept in: one listener has one calendar.
    let storedZones: [String: String]

    /// Reads the files and answers their names.
    func read(_ paths: [String], into staging: inout Staging) throws -> [String] {
        let ending = format == .spotiflow ? "csv" : format.rawValue
        let accepted = format == .ndjson ? ["ndjson", "jsonl", "json"] : [ending]
        let finder = InputFinder(
            accepts: { name in accepted.contains { name.lowercased().hasSuffix("." + $0) } }, expected: "files that end in .\(ending)")
        let inputs = try finder.inputs(paths)
        for input in inputs {
            staging.beginFile()
            if format == .ndjson {
                try readObjects(input, limits: finder.limits, into: &staging)
            } else {
                try readTable(input, limits: finder.limits, into: &staging)
            }
        }
        return inputs.map(\.name)
    }

    private func readObjects(_ input: InputFinder.Input, limits: ArchiveLimits, into staging: inout Staging) throws {
        var staged = staging
        staging = Staging()
        defer { staging = staged }
        var checked = false
        var builder = RecordBuilder(history: self)
        var reader = JSONObjectReader(try input.open(limits: limits))
        try reader.forEach { row, object, problem in
            staged.countRow()
            switch object {
            case .none: staged.reject(RejectedRow(file: input.name, row: row, field: "", reason: "is no JSON object: \(problem ?? "unknown cause")"))
            case .some(let object):
                if !checked {
                    try mapping.check(object.names(), file: input.name)
                    checked = true
                }
                var cells: [ColumnMapping.Field: String] = [:]
                for (field, column) in mapping.columns { cells[field] = object.scalar(column) }
                builder.take(cells, file: input.name, row: row, into: &staged)
            }
        }
    }

    private func readTable(_ input: InputFinder.Input, limits: ArchiveLimits, into staging: inout Staging) throws {
        let (path, temporary) = try materialised(input, limits: limits)
        defer { if temporary { try? FileManager.default.removeItem(atPath: path) } }
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        guard FileManager.default.isReadableFile(atPath: path) else { throw IngestionError.unreadable(input.name, "permission denied") }
        guard size > 0 else { throw IngestionError.empty(input.name) }
        if format != .parquet { try checkEncoding(path, name: input.name) }
        var staged = staging
        staging = Staging()
        defer { staging = staged }
        var builder = RecordBuilder(history: self)
        var row = 0
        var checked = false
        try FileTable.stream(path, kind: format == .parquet ? .parquet : .csv) { batch in
            if !checked {
                try mapping.check(batch.names, file: input.name)
                checked = true
            }
            let fields = mapping.columns.compactMap { field, column in batch.column(column).map { (field, $0) } }
            for index in 0..<batch.rowCount {
                row += 1
                staged.countRow()
                var cells: [ColumnMapping.Field: String] = [:]
                for (field, column) in fields { cells[field] = column.value(at: index).text }
                builder.take(cells, file: input.name, row: row, into: &staged)
            }
        }
        if !checked { throw IngestionError.empty(input.name) }
    }

    /// The path of a file; an entry of an archive is unpacked to a temporary one.
    private func materialised(_ input: InputFinder.Input, limits: ArchiveLimits) throws -> (String, temporary: Bool) {
        if case .file(let path) = input { return (path, false) }
        var source = try input.open(limits: limits)
        let path = FileManager.default.temporaryDirectory.appending(path: "segue-\(UUID().uuidString)").path
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        guard let handle = FileHandle(forWritingAtPath: path) else { throw IngestionError.unreadable(path, "no temporary file could be made") }
        defer { try? handle.close() }
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = try piece.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { return (path, true) }
            try handle.write(contentsOf: piece[..<count])
        }
    }

    private func checkEncoding(_ path: String, name: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path), let head = try handle.read(upToCount: 1 << 16) else { return }
        defer { try? handle.close() }
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { throw IngestionError.encoding(name, "UTF-16") }
        // A sequence may be cut at the end of what was read; the last three bytes are left out of the check.
        let cut = head.count == 1 << 16 ? head.dropLast(3) : head
        var body = cut
        while head.count == 1 << 16, let last = body.last, last >= 0x80 { body = body.dropLast() }
        if String(validating: body, as: UTF8.self) == nil { throw IngestionError.encoding(name, "something other than UTF-8, such as ISO-8859-1") }
    }
}
