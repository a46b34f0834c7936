package import Listening
import TextFiles

/// What can be wrong with what was handed in. Each names the file, the row or field where there is one, and the remedy.
package struct IngestionError: ExplainedError {
    package let code: String
    package let message: String
    package let fault: ErrorCategory
    /// The rows that were not taken, where the error is about them.
    package let rejected: [RejectedRow]

    init(_ code: String, _ message: String, fault: ErrorCategory = .input, rejected: [RejectedRow] = []) {
        self.rejected = rejected
        self.code = "import.\(code)"
        self.message = message
        self.fault = fault
    }
}

extension IngestionError {
    static func missing(_ path: String) -> IngestionError {
        IngestionError("missing-file", "There is no file or folder \(path). Check the path.")
    }

    static func unreadable(_ path: String, _ cause: String) -> IngestionError {
        IngestionError("unreadable", "\(path) cannot be read: \(cause). Check its permissions.")
    }

    static func nothingToImport(_ path: String, expected: String) -> IngestionError {
        IngestionError("nothing-to-import", "\(path) holds nothing to import. Expected \(expected).")
    }

    static func empty(_ file: String) -> IngestionError {
        IngestionError("empty", "\(file) is empty. Export it again, or leave it out.")
    }

    static func truncated(_ file: String, row: Int) -> IngestionError {
        IngestionError(
            "truncated",
            "\(file) ends in the middle of row \(row): it is truncated. Download the export again. Nothing was imported."
        )
    }

    static func notJSON(_ file: String, at byte: Int, line: Int, afterRow row: Int) -> IngestionError {
        let place = row == 0 ? "" : ", after row \(row)"
        return IngestionError(
            "not-json",
            "\(file) is not a JSON list of plays: unexpected text at byte \(byte) (line \(line)\(place)). Check that it is the right file, unzipped and complete. Nothing was imported."
        )
    }

    static func damagedObject(_ file: String, row: Int, at byte: Int, _ cause: String) -> IngestionError {
        IngestionError(
            "not-json",
            "\(file) is damaged at row \(row) (byte \(byte)): \(cause). Where the row ends cannot be told, so nothing was imported. Repair it, or download the export again."
        )
    }

    static func wrongFormat(_ file: String, expected: String, found: String) -> IngestionError {
        IngestionError(
            "wrong-format",
            "\(file) is not \(expected): its first row has \(found). Choose the format that fits, or give a mapping with --map."
        )
    }

    static func mapping(_ message: String) -> IngestionError { IngestionError("mapping", message) }

    static func archive(_ file: String, _ cause: String) -> IngestionError {
        IngestionError(
            "archive", "\(file) was refused: \(cause). Unpack it by hand if you trust it, and import the folder.")
    }

    static func zoneConflict(listener: String, stored: String, given: String) -> IngestionError {
        IngestionError(
            "zone-conflict",
            "Listener \"\(listener)\" is kept in zone \(stored), and --zone says \(given). Leave --zone out, or undo the earlier imports first: one listener has one calendar.",
            fault: .usage)
    }

    static func nothingValid(_ files: [String], rejects: Rejects) -> IngestionError {
        let first = rejects.rows.first
        let source = files.count == 1 ? files[0] : "\(files.count) files"
        let reasons = rejects.reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let shown = reasons.prefix(5).map { "\($0.value) × \($0.key)" }.joined(separator: "; ")
        let more = reasons.count > 5 ? "; \(reasons.count - 5) other reasons" : ""
        let place = first.map { "The first is \($0.file), \($0.line.map { "line \($0)" } ?? "row \($0.row)"). " } ?? ""
        return IngestionError(
            "nothing-valid",
            "None of the \(rejects.count) rows of \(source) can be taken: \(shown)\(more). \(place)Check the format and the mapping. Nothing was imported.",
            rejected: rejects.rows)
    }

    static func unknownImport(_ key: Int64) -> IngestionError {
        IngestionError("unknown-import", "There is no import \(key). `segue imports list` lists them.", fault: .absent)
    }
}

extension IngestionError {
    /// An error about a file, under the codes that imports have.
    init(_ error: TextFileError) {
        let kind = error.code.split(separator: ".").last.map(String.init) ?? "unreadable"
        let code =
            switch kind {
            case "missing": "missing-file"
            case "damaged", "too-large": "archive"
            case "heading": "mapping"
            default: kind
            }
        self.init(code, error.message + (kind == "missing" ? "" : " Nothing was imported."), fault: error.fault)
    }
}
