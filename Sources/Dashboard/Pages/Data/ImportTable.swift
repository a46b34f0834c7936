import Warehouse

/// What came from where, and what became of each row.
struct ImportTable {
    private let imports: [ImportRecord]

    init(_ imports: [ImportRecord]) { self.imports = imports }

    /// More imports than these are read on the command line.
    private static let most = 200

    var block: TableBlock {
        TableBlock(
            id: "imports", title: "Imports",
            subtitle: "Newest first: what came from where, and what became of each row",
            table: Table(
                columns: [
                    .text("Imported"), .text("Format"), .text("Source"), .text("Listener"), .number("Read"),
                    .number("New"),
                    .number("Duplicate"),
                    .number("Invalid"), .number("Ignored"), .text("From"), .text("To"),
                ],
                rows: imports.suffix(Self.most).reversed().map { record in
                    [
                        .time(record.importedAt.description), .text(record.format),
                        .text(Self.source(record.source), muted: true),
                        .optional(record.listenerID), .number(Format.count(record.rowsRead)),
                        .number(Format.count(record.rowsNew)),
                        .number(Format.count(record.rowsDuplicate)), .number(Format.count(record.rowsInvalid)),
                        .number(Format.count(record.rowsIgnored)), .time(record.firstDay?.description),
                        .time(record.lastDay?.description),
                    ]
                }),
            remark: imports.count > Self.most
                ? "The last \(Self.most) of \(Format.count(imports.count)); `segue imports list` has all." : nil)
    }

    /// The file's name, and how many there are besides. Folders of the machine are nobody's business here.
    private static func source(_ source: String) -> String {
        let files = source.split(separator: "\n")
        guard let first = files.first else { return "" }
        let name = first.split(separator: "/").last.map(String.init) ?? String(first)
        return files.count == 1 ? name : "\(name) and \(Format.count(files.count - 1)) more"
    }
}
