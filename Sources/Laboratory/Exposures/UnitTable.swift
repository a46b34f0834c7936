import Experimentation
import Foundation
import Warehouse

/// A CSV or Parquet file with units in its first wanted column, read row by row.
enum UnitTable {
    private static let mostUnitBytes = 512

    /// Hands over the cells of the wanted columns, of each row; columns may stand in any order, with others between.
    /// - Parameters:
    ///   - code: of errors.
    ///   - body: throws a ``Complaint`` about a row.
    /// - Throws: ``ExperimentationError`` of that code, which names the file, the row and the remedy; `warehouse.file`.
    static func stream(_ url: URL, columns names: [String], code: String, _ body: (_ cells: [String]) throws -> Void) throws {
        func failure(_ message: String) -> ExperimentationError { ExperimentationError(code, "\(url.path): \(message)") }
        guard FileManager.default.isReadableFile(atPath: url.path) else { throw failure("it cannot be read. Check the path.") }
        var row = 0
        try FileTable.stream(url.path, kind: url.pathExtension.lowercased() == "parquet" ? .parquet : .csv) { batch in
            let columns = try names.map { name in
                guard let column = batch.columns.first(where: { $0.name.lowercased() == name }) else {
                    throw failure("it has no column \(name). Its first row names the columns: \(names.joined(separator: ",")).")
                }
                return column
            }
            for index in 0..<batch.rowCount {
                let cells = columns.map { $0.value(at: index).text ?? "" }
                row += 1
                do {
                    guard !cells[0].isEmpty, cells[0].utf8.count <= mostUnitBytes else {
                        throw Complaint("the unit is empty or longer than \(mostUnitBytes) bytes")
                    }
                    try body(cells)
                } catch let complaint as Complaint {
                    throw failure("row \(row) below the heading: \(complaint.words). Repair it; nothing was taken.")
                }
            }
        }
        guard row > 0 else { throw failure("it has no rows below its heading.") }
    }

    /// What is wrong with a row.
    struct Complaint: Error {
        let words: String
        init(_ words: String) { self.words = words }
    }
}
