package import Listening

/// What can go wrong in the warehouse.
package struct WarehouseError: ExplainedError {
    package let code: String
    package let message: String
    package let fault: ErrorCategory
    /// The SQL text that failed, without its bound values.
    package let sql: String?

    package init(code: String, message: String, fault: ErrorCategory, sql: String? = nil) {
        self.code = "warehouse.\(code)"
        self.message = message
        self.fault = fault
        self.sql = sql
    }
}

extension WarehouseError {
    static func open(_ path: String, _ cause: String) -> WarehouseError {
        WarehouseError(
            code: "open",
            message:
                "The warehouse \(path) could not be opened: \(cause). Check the folder's permissions and free space, or choose another with --data.",
            fault: .system)
    }

    static func inUse(directory: String, owner: String) -> WarehouseError {
        WarehouseError(
            code: "in-use",
            message:
                "The data directory \(directory) is in use by \(owner). Stop that process, ask it over its API, or choose another directory with --data.",
            fault: .inUse)
    }

    static func newerSchema(found: Int, known: Int) -> WarehouseError {
        WarehouseError(
            code: "newer-schema",
            message:
                "The warehouse has schema version \(found); this segue knows versions up to \(known). Use the newer segue that wrote it, or another --data directory.",
            fault: .system)
    }

    static func statement(_ cause: String, sql: String) -> WarehouseError {
        let lowered = cause.lowercased()
        if lowered.contains("no space left") || lowered.contains("disk full") || lowered.contains("could not write") {
            return WarehouseError(
                code: "disk-full",
                message:
                    "The disk is full or not writable: \(cause) Nothing of this step was kept. Free some space and repeat.",
                fault: .system, sql: sql)
        }
        if lowered.contains("out of memory") {
            return WarehouseError(
                code: "memory",
                message: "The query needs more memory than it may use: \(cause) Raise --memory or narrow the question.",
                fault: .system, sql: sql)
        }
        // A value that no type of the engine holds, such as a date in the year 300,000: whoever asked can ask for less.
        if lowered.contains("out of range error") || lowered.contains("conversion error")
            || lowered.contains("overflow in ")
        {
            return WarehouseError(
                code: "range", message: "A value is out of range: \(EngineMessage.plain(cause))", fault: .usage,
                sql: sql)
        }
        return WarehouseError(code: "statement", message: EngineMessage.plain(cause), fault: .usage, sql: sql)
    }

    package static let interrupted = WarehouseError(
        code: "interrupted", message: "The query was cancelled.", fault: .usage)
    package static let closed = WarehouseError(code: "closed", message: "The warehouse is closed.", fault: .system)

    package static let readOnlyLake = WarehouseError(
        code: "read-only",
        message:
            "A lake is only read. Load with the embedded engine or PostgreSQL, then write it with `segue export parquet --lake`.",
        fault: .usage)

    static func macro(_ cause: String, sql: String) -> WarehouseError {
        WarehouseError(code: "macro", message: cause, fault: .system, sql: sql)
    }

    /// A text with a NUL character, which PostgreSQL cannot hold and nothing here means.
    static func nul(_ name: String) -> WarehouseError {
        WarehouseError(
            code: "text", message: "The value for :\(name) holds a NUL character. Take it out.", fault: .usage)
    }

    package static func missingParameter(_ name: String, sql: String) -> WarehouseError {
        WarehouseError(
            code: "parameter", message: "The statement needs a value for :\(name), and none was given.", fault: .usage,
            sql: sql)
    }
}
