#if Spark
import GRPCCore
import Listening
import Warehouse

/// Turns what gRPC and Spark say into errors with a remedy.
struct SparkFailure {
    let endpoint: SparkEndpoint
    let sql: String?
    /// How long was waited. Unit: seconds.
    let deadline: Int

    init(endpoint: SparkEndpoint, sql: String?, deadline: Int? = nil) {
        self.endpoint = endpoint
        self.sql = sql
        self.deadline = deadline ?? endpoint.deadline
    }

    func error(_ error: any Error) -> any Error {
        if error is WarehouseError { return error }
        if error is CancellationError { return WarehouseError.interrupted }
        guard let rpc = error as? RPCError else {
            return WarehouseError(code: "spark", message: "\(endpoint): \(error)", fault: .system, sql: sql)
        }
        let words = rpc.message
        switch rpc.code {
        case .cancelled: return WarehouseError.interrupted
        case .unavailable:
            return failure(
                "connect",
                "\(endpoint) cannot be reached, or went away: \(words). See whether the Connect server runs, and the address and use_ssl.",
                .system)
        case .deadlineExceeded:
            return failure(
                "deadline",
                "\(endpoint) did not answer in \(deadline) s. Narrow the question, or raise ;deadline=… in the address.",
                .system)
        case .unauthenticated, .permissionDenied:
            return failure(
                "token", "\(endpoint) does not accept who asks: \(words). Put the right token into SEGUE_SPARK_TOKEN.",
                .usage)
        case .resourceExhausted:
            return failure(
                "memory",
                "\(endpoint) ran out of what the statement needs: \(words). Narrow the question, or give its workers more.",
                .system)
        default: return statement(words)
        }
    }

    private func statement(_ words: String) -> WarehouseError {
        let first = words.split(separator: "\n").first.map(String.init) ?? words
        if words.contains("OPERATION_CANCELED") || words.contains("OPERATION_CANCELLED") { return .interrupted }
        if words.contains("PATH_NOT_FOUND") || words.contains("No such file") || words.contains("FAILED_READ_FILE")
            || words.contains("not a Parquet file") || words.contains("Invalid Parquet file")
            || words.contains("Corrupt footer")
        {
            return failure(
                "lake-damaged",
                "A file of the lake is missing or damaged: \(first) Write the lake again with `segue export parquet --lake`.",
                .input)
        }
        if words.contains("SESSION_CLOSED") || words.contains("SESSION_NOT_FOUND")
            || words.contains("INVALID_HANDLE.SESSION")
        {
            return failure(
                "connection-lost", "\(endpoint) has forgotten this session, as after a restart. Repeat the command.",
                .system)
        }
        return failure("statement", first, .usage)
    }

    private func failure(_ code: String, _ message: String, _ fault: ErrorCategory) -> WarehouseError {
        WarehouseError(code: code, message: message, fault: fault, sql: sql)
    }
}
#endif
