package import Insights
package import Listening
package import Warehouse

/// One row of an answer, read by the names of its columns.
package struct AnswerRow: Sendable {
    private let batch: ColumnBatch
    private let index: Int

    fileprivate init(_ batch: ColumnBatch, _ index: Int) {
        self.batch = batch
        self.index = index
    }

    package subscript(_ column: String) -> Value { batch.value(column, at: index) }

    package func number(_ column: String) -> Double? { self[column].double.flatMap { $0.isFinite ? $0 : nil } }
    package func count(_ column: String) -> Int { Int(self[column].integer ?? 0) }
    package func text(_ column: String) -> String? { self[column].text }
    /// Whether a flag is set; a flag that is missing is not.
    package func flag(_ column: String) -> Bool { self[column].integer == 1 }

    package func day(_ column: String) -> CalendarDay? {
        if case .day(let days) = self[column] { CalendarDay(daysSinceEpoch: days) } else { nil }
    }
}

extension InsightAnswer {
    /// The rows one by one.
    package var table: [AnswerRow] { (0..<rows.rowCount).map { AnswerRow(rows, $0) } }
}
