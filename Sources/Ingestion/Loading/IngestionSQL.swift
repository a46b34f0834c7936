import Warehouse

/// The SQL files of this module.
enum IngestionSQL {
    /// The statement of a file, by its path within the folder, without the ending.
    static func text(_ name: String) -> String {
        SQLFile.statement(name, in: EmbeddedFiles.text)
    }
}
