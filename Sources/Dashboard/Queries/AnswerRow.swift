import Insights
import Listening
import Warehouse

/// One row of an answer, read by the names of its columns.
struct AnswerRow: Sendable {
    private let batch: ColumnBatch
    private let index: Int

    fileprivate init(_ batch: ColumnBatch, _ index: Int) {
        self.batch = batch
        self.index = index
    }

    subscript(_ column: String) -> Value { batch.value(column, at: index) }

    func number(_ column: String) -> Double? { self[column].double.flatMap { $0.isFinite ? $0 : nil } }
    func count(_ column: String) -> Int { Int(self[column].integer ?? 0) }
    func text(_ column: String) -> String? { self[column].text }
    /// Whether a flag is set; a flag that is missing is not.
    func flag(_ column: String) -> Bool { self[column].integer == 1 }

    func day(_ column: String) -> CalendarDay? {
        if case .day(let days) = self[column] { CalendarDay(daysSinceEpoch: days) } else { nil }
    }
}

extension InsightAnswer {
    /// The rows one by one.
    var table: [AnswerRow] { (0..<rows.rowCount).map { AnswerRow(rows, $0) } }
}
