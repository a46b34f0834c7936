/// A table that lasts, kept in slices: one for each day that a column of it names.
package struct SnapshotTable: Sendable {
    package let name: String
    /// Every column, in order.
    package let columns: [String]
    /// The column of the day.
    package let day: String

    package init(_ name: String, columns: [String], day: String) {
        self.name = name
        self.columns = columns
        self.day = day
    }
}
