import Warehouse

/// The SQL files of this module.
enum IngestionSQL {
    /// The text of a file, by its name without the ending.
    static func text(_ name: String) -> String {
        guard let text = EmbeddedFiles.texts["SQL/\(name).sql"] else {
            preconditionFailure("SQL/\(name).sql is not embedded in this build")
        }
        return SQLFile(path: name, text: text).body
    }
}
