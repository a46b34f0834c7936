import Warehouse

/// What can be wrong with an Arrow stream.
enum ArrowError {
    static let cut = WarehouseError(
        code: "answer",
        message: "The server's answer cannot be read: an Arrow message ends too early or points outside of itself.",
        fault: .system)

    static func unsupported(_ column: String, _ type: String) -> WarehouseError {
        WarehouseError(
            code: "answer",
            message:
                "Column \(column) is of type \(type), which has no place in a table here. Cast it, for example to STRING.",
            fault: .usage)
    }

    static func range(_ column: String) -> WarehouseError {
        WarehouseError(
            code: "range",
            message: "Column \(column) holds a whole number beyond 64 bits. Divide it, or cast it to DOUBLE.",
            fault: .usage)
    }
}
