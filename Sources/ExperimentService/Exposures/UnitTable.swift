import Experimentation
import Foundation
import TextFiles
import Warehouse

/// A CSV or Parquet file with units in its first wanted column, read row by row. All of it is taken, or nothing.
enum UnitTable {
    private static let mostUnitBytes = 512

    /// Hands over the cells of the wanted columns, of each row; columns may stand in any order, with others between.
    /// - Parameters:
    ///   - optional: of the columns, those that a file may lack; their cells are empty then.
    ///   - code: of errors.
    ///   - body: throws a ``Complaint`` about a row.
    /// - Throws: ``ExperimentationError`` of that code, which names the file, the row or line, and the remedy; `warehouse.file`.
    static func stream(
        _ url: URL, columns names: [String], optional: Set<String> = [], code: String,
        _ body: (_ cells: [String]) throws -> Void
    ) throws {
        let path = url.path
        func failure(_ message: String) -> ExperimentationError { ExperimentationError(code, "\(path): \(message)") }
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw failure("it cannot be read. Check the path.")
        }
        func places(_ heading: [String]) throws -> [Int?] {
            let lowered = heading.map { $0.lowercased() }
            return try names.map { name in
                let place = lowered.firstIndex(of: name)
                guard place != nil || optional.contains(name) else {
                    throw failure(
                        "it has no column \(name); it needs \(names.joined(separator: ", ")). Its first row names \(heading.prefix(40).joined(separator: ", "))."
                    )
                }
                return place
            }
        }
        func take(_ cells: [String], _ place: String) throws {
            do {
                guard !cells[0].isEmpty, cells[0].utf8.count <= mostUnitBytes else {
                    throw Complaint("the unit is empty or longer than \(mostUnitBytes) bytes")
                }
                guard !cells.contains(where: { $0.utf8.contains(0) }) else {
                    throw Complaint("it holds a NUL character")
                }
                try body(cells)
            } catch let complaint as Complaint {
                throw failure("\(place): \(complaint.words). Repair it; nothing was taken.")
            }
        }
        var rows = 0
        if url.pathExtension.lowercased() == "parquet" {
            // The wanted columns come in the order in which they were chosen.
            var columns: [Int?] = []
            try ParquetTable.stream(
                path, name: path,
                choose: { heading in
                    let found = try places(heading)
                    var next = 0
                    columns = found.map { place in
                        guard place != nil else { return nil }
                        defer { next += 1 }
                        return next
                    }
                    return found.compactMap { $0.map { heading[$0] } }
                }
            ) { batch in
                for index in 0..<batch.rowCount {
                    rows += 1
                    try take(
                        columns.map { $0.flatMap { batch.columns[$0].value(at: index).text } ?? "" }, "row \(rows)")
                }
            }
        } else {
            do {
                var reader = try CSVReader(TextSource.open(FileSource(path: path)))
                let columns = try places(reader.heading)
                try reader.forEach { record in
                    rows += 1
                    if let problem = record.problem {
                        throw failure("line \(record.line) \(problem). Repair it; nothing was taken.")
                    }
                    try take(columns.map { $0.map { record.cells[$0] } ?? "" }, "line \(record.line)")
                }
            } catch let error as TextFileError {
                throw ExperimentationError(code, error.message)
            }
        }
        guard rows > 0 else { throw failure("it has no rows below its heading.") }
    }

    /// What is wrong with a row.
    struct Complaint: Error {
        let words: String
        init(_ words: String) { self.words = words }
    }
}
