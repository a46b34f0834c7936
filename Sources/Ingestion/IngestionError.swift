package import Listening

/// What can be wrong with what was handed in. Each names the file, the row or field where there is one, and the remedy.
package struct IngestionError: ExplainedError {
    package let code: String
    package let message: String
    package let fault: Fault

    init(_ code: String, _ message: String, fault: Fault = .input) {
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
            "truncated", "\(file) ends in the middle of row \(row): it is truncated. Download the export again. Nothing was imported.")
    }

    static func notJSON(_ file: String, at byte: Int) -> IngestionError {
        IngestionError("not-json", "\(file) is no JSON list of plays: unexpected text at byte \(byte). Check that it is the file meant, unpacked and whole.")
    }

    static func wrongFormat(_ file: String, expected: String, found: String) -> IngestionError {
        IngestionError("wrong-format", "\(file) is not \(expected): its first row has \(found). Choose the format that fits, or give a mapping with --map.")
    }

    static func encoding(_ file: String, _ found: String) -> IngestionError {
        IngestionError("encoding", "\(file) is encoded as \(found); UTF-8 is needed. Convert it, for instance with iconv, and repeat.")
    }

    static func mapping(_ message: String) -> IngestionError { IngestionError("mapping", message) }

    static func archive(_ file: String, _ cause: String) -> IngestionError {
        IngestionError("archive", "\(file) was refused: \(cause). Unpack it by hand if you trust it, and import the folder.")
    }

    static func zoneConflict(listener: String, stored: String, given: String) -> IngestionError {
        IngestionError(
            "zone-conflict",
            "Listener \"\(listener)\" is kept in zone \(stored), and --zone says \(given). Leave --zone out, or undo the earlier imports first: one listener has one calendar.",
            fault: .usage)
    }

    static func nothingValid(_ file: String, rows: Int, first: RejectedRow) -> IngestionError {
        let field = first.field.isEmpty ? "" : " \(first.field)"
        return IngestionError(
            "nothing-valid", "None of the \(rows) rows of \(file) can be taken; row \(first.row):\(field) \(first.reason). Check the format and the mapping. Nothing was imported.")
    }

    static func unknownImport(_ key: Int64) -> IngestionError {
        IngestionError("unknown-import", "There is no import \(key). `segue imports list` shows those there are.", fault: .absent)
    }
}
