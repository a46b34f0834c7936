/// One record of a table of text, valid while it is handed over.
package struct CSVRecord {
    /// The line on which the record begins, from 1.
    package let line: Int
    /// The number of the record below the heading, from 1.
    package let row: Int
    /// The cells: as many as there are columns, unless `problem` says otherwise.
    package let cells: [String]
    /// Why the record cannot be read; nil where it can.
    package let problem: String?
}
