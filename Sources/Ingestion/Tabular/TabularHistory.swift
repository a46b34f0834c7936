import Foundation
import Listening
import TextFiles
import Warehouse

/// Plays in CSV, NDJSON or Parquet, with a mapping that says which column is what.
struct TabularHistory {
    let listener: String
    let rules: PlayRules
    let mapping: ColumnMapping
    let format: ImportFormat

    /// Reads the files and answers their names.
    func read(_ paths: [String], into staging: inout Staging) throws {
        let endings =
            switch format {
            case .ndjson: ["ndjson", "jsonl", "json"]
            case .parquet: ["parquet"]
            default: ["csv", "tsv"]
            }
        let finder = InputFinder(
            accepts: { path in
                let lowered = path.lowercased()
                return (mapping.files.map { path.contains($0) } ?? true)
                    && endings.contains {
                        lowered.hasSuffix("." + $0) || (format != .parquet && lowered.hasSuffix(".\($0).gz"))
                    }
            }, expected: "files that end in .\(endings[0])")
        for input in try finder.inputs(paths) {
            staging.beginFile(input.name)
            switch format {
            case .ndjson: try readObjects(input, limits: finder.limits, into: &staging)
            case .parquet: try readParquet(input, limits: finder.limits, into: &staging)
            default: try readCSV(input, limits: finder.limits, into: &staging)
            }
        }
    }

    private func count(_ outcome: RowOutcome, _ file: String, row: Int, line: Int?, _ staging: inout Staging) {
        switch outcome {
        case .play: break
        case .notMusic: staging.ignore()
        case .invalid(let field, let reason):
            staging.reject(RejectedRow(file: file, row: row, line: line, field: field, reason: reason))
        }
    }

    private func mismatch(_ file: String, _ error: ColumnMapping.Mismatch) -> IngestionError {
        .mapping("\(file) \(error.message)")
    }

    // MARK: Objects

    private func readObjects(_ input: InputFinder.Input, limits: ArchiveLimits, into staging: inout Staging) throws {
        var builder = RecordBuilder(history: self)
        var reader = try JSONObjectReader(try input.open(limits: limits))
        let columns = ColumnMapping.Field.allCases.map { mapping.columns[$0] ?? "" }
        let choice = JSONObject.Choice(columns)
        var found = [Bool](repeating: false, count: columns.count)
        var names: [String] = []
        var objects = 0
        var chosen = 0
        try reader.forEach { place, object, problem in
            try staging.countRow()
            switch object {
            case .none:
                count(
                    .invalid(field: "", reason: "is not a JSON object: \(problem ?? "unknown cause")"), input.name,
                    row: place.row,
                    line: place.line, &staging)
            case .some(let object):
                objects += 1
                if names.isEmpty { names = object.names() }
                for (column, wanted) in mapping.rows where !wanted.contains(object.scalar(column) ?? "") {
                    return staging.ignore()
                }
                chosen += 1
                var composite: Int?
                let cells = object.scalars(choice) { composite = composite ?? $0 }
                for index in cells.indices where cells[index] != nil { found[index] = true }
                let outcome: RowOutcome
                if let composite {
                    found[composite] = true
                    outcome = .invalid(field: columns[composite], reason: "is an object or a list, not a single value")
                } else {
                    outcome = builder.take(cells, row: place.row, line: place.line, into: &staging)
                }
                count(outcome, input.name, row: place.row, line: place.line, &staging)
            }
        }
        // An object may leave a field out; only one that none of them has is a mistake of the mapping.
        guard chosen > 0 else { return }
        do throws(ColumnMapping.Mismatch) {
            for field in ColumnMapping.Field.allCases where mapping.named.contains(field) && !found[field.place] {
                throw ColumnMapping.Mismatch(
                    message:
                        "has no field \"\(columns[field.place])\" in any of its \(objects) objects, which \(mapping.source) names for \(field.name). The first has: \(ColumnMapping.list(names))."
                )
            }
            try mapping.checkNeeded({ found[$0.place] }, columns: { ColumnMapping.list(names) })
        } catch {
            throw mismatch(input.name, error)
        }
    }

    // MARK: CSV

    private func readCSV(_ input: InputFinder.Input, limits: ArchiveLimits, into staging: inout Staging) throws {
        var builder = RecordBuilder(history: self)
        var reader = try CSVReader(
            TextSource.open(input.open(limits: limits), encoding: mapping.encoding), dialect: mapping.dialect)
        var table: Table
        do throws(ColumnMapping.Mismatch) { table = try Table(mapping, reader.heading) } catch {
            throw mismatch(input.name, error)
        }
        while let record = try reader.next() {
            try staging.countRow()
            let outcome: RowOutcome
            if mapping.dialect.hasHeading, !record.cells.isEmpty,
                let heading = Table.heading(record.cells, mapping, table)
            {
                outcome = .invalid(
                    field: "",
                    reason: heading.isSame
                        ? "repeats the heading" : "is another heading; the rows after it are read by it")
                if !heading.isSame {
                    reader.use(heading: record.cells)
                    table = heading.table
                }
            } else if let problem = record.problem {
                outcome = .invalid(field: "", reason: problem)
            } else if !table.takes(record.cells) {
                outcome = .notMusic
            } else {
                outcome = builder.take(table.cells(record.cells), row: record.row, line: record.line, into: &staging)
            }
            count(outcome, input.name, row: record.row, line: record.line, &staging)
        }
    }

    /// Where the fields stand in a table.
    private struct Table {
        let names: [String]
        private let places: [Int?]
        private let filter: [(place: Int, wanted: Set<String>)]

        init(_ mapping: ColumnMapping, _ names: [String]) throws(ColumnMapping.Mismatch) {
            self.names = names
            places = try mapping.places(in: names)
            filter = mapping.rows.compactMap { column, wanted in
                (names.firstIndex(of: column) ?? names.firstIndex { $0.lowercased() == column.lowercased() }).map {
                    ($0, wanted)
                }
            }
        }

        func takes(_ cells: [String]) -> Bool { filter.allSatisfy { $0.wanted.contains(cells[$0.place]) } }

        func cells(_ cells: [String]) -> RecordBuilder.Cells { places.map { place in place.map { cells[$0] } } }

        /// The columns that are wanted, by name.
        var wanted: [String] { Set(places.compactMap { $0 } + filter.map(\.place)).sorted().map { names[$0] } }

        /// Whether a record is a heading rather than a row: it names the columns that plays need.
        static func heading(_ cells: [String], _ mapping: ColumnMapping, _ known: Table) -> (
            table: Table, isSame: Bool
        )? {
            let names = cells.map { $0.trimmingSpaces() }
            if names == known.names { return (known, true) }
            guard let table = try? Table(mapping, names) else { return nil }
            return (table, false)
        }
    }

    // MARK: Parquet

    private func readParquet(_ input: InputFinder.Input, limits: ArchiveLimits, into staging: inout Staging) throws {
        let path: String
        var copy: TemporaryFile?
        switch input {
        case .file(let file):
            _ = try FileSource(path: file)
            path = file
        case .entry:
            let unpacked = try TemporaryFile(copyOf: input.open(limits: limits))
            copy = unpacked
            path = unpacked.path
        }
        defer { withExtendedLifetime(copy) {} }
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 1
        guard size > 0 else { throw IngestionError.empty(input.name) }
        var builder = RecordBuilder(history: self)
        var table: Table?
        var row = 0
        try ParquetTable.stream(
            path, name: input.name,
            choose: { names in
                do throws(ColumnMapping.Mismatch) {
                    let whole = try Table(mapping, names)
                    table = try Table(mapping, whole.wanted)
                    return whole.wanted
                } catch {
                    throw mismatch(input.name, error)
                }
            }
        ) { batch in
            guard let table else { return }
            for index in 0..<batch.rowCount {
                row += 1
                try staging.countRow()
                let texts = batch.columns.map { $0.value(at: index).text ?? "" }
                let outcome =
                    table.takes(texts)
                    ? builder.take(table.cells(texts), row: row, line: nil, into: &staging) : .notMusic
                count(outcome, input.name, row: row, line: nil, &staging)
            }
        }
        if row == 0 { throw IngestionError.empty(input.name) }
    }
}
