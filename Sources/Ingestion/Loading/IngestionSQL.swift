import Warehouse

/// The SQL files of this module.
enum IngestionSQL {
    /// The text of a file, by its name without the ending.
    static func text(_ name: String) -> String {
        SQLFile(path: name, text: EmbeddedFiles.text("SQL/\(name).sql")).body
    }
}
