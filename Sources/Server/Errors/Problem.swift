import Formatting
import Hummingbird
import Listening
import Warehouse

/// An error as a client sees it: a status, a stable code, and words that say what to do. It never holds SQL, values or a stack.
package struct Problem: Sendable, Hashable {
    package let status: Int
    package let code: String
    package let title: String
    package let detail: String
    package let remedy: String?
    /// Whether the cause is hidden from the client and belongs into the log.
    let isHidden: Bool

    /// - Parameter request: the number of the request, under which the log has the cause of what is hidden.
    init(_ error: any Error, request: String = "unknown") {
        let failed = "Segue failed; the log has the cause (request \(request))."
        switch error {
        case let error as any TitledError:
            self.init(
                error.status ?? Self.status(of: error.fault), error.code, error.title, error.detail, error.remedy)
        case let error as WarehouseError where error.code == WarehouseError.interrupted.code:
            self.init(CancellationError())
        case let error as WarehouseError where Self.values.contains(error.code):
            self.init(
                400, error.code, "Invalid value",
                "The warehouse cannot hold a value that was asked for.", "Ask for another.")
        case let error as WarehouseError where Self.hidden.contains(error.code):
            self.init(500, error.code, "The warehouse could not answer", failed, "Try another range.", isHidden: true)
        case let error as any ExplainedError where error.fault == .system:
            // These messages are for whoever runs the server: they name paths, servers and roles.
            self.init(500, error.code, "Segue failed", failed, nil, isHidden: true)
        case let error as any ExplainedError:
            self.init(Self.status(of: error.fault), error.code, Self.title(of: error.fault), error.message, nil)
        case let error as any HTTPResponseError where error.status == .notFound:
            self.init(ServerError.notFound)
        case let error as any HTTPResponseError:
            self.init(
                error.status.code, "http.\(error.status.code)", error.status.reasonPhrase,
                "The request could not be answered.", nil)
        case is CancellationError:
            self.init(
                503, "server.stopped", "The answer was stopped",
                "The server is closing, or the request was given up.", "Ask again.")
        default:
            self.init(
                500, "server.internal", "Segue failed", failed, "Report this if it happens again.",
                isHidden: true)
        }
    }

    private init(
        _ status: Int, _ code: String, _ title: String, _ detail: String, _ remedy: String?, isHidden: Bool = false
    ) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.remedy = remedy
        self.isHidden = isHidden
    }

    /// What OpenAPI says of a problem.
    static let schema = JSONSchema.object(
        "What went wrong (RFC 9457).",
        [
            "type": .string("Always about:blank."), "title": .string("In one line."),
            "status": .integer("The HTTP status."),
            "detail": .string("What was wrong, and what to do about it."),
            "code": .string("A stable identifier such as `server.unknown-parameter`."),
        ])

    /// RFC 9457 problem details. The stable code is an extension member.
    var json: JSONValue {
        .object([
            ("type", .text("about:blank")), ("title", .text(title)), ("status", .count(status)),
            (
                "detail",
                .text([detail, remedy ?? ""].filter { !$0.isEmpty }.joined(separator: " "))
            ),
            ("code", .text(code)),
        ])
    }

    /// What a value of the address made of it.
    private static let values: Set<String> = ["warehouse.range", "warehouse.text"]

    /// Messages of the engine may hold parts of a statement or of its values.
    private static let hidden: Set<String> = ["warehouse.statement", "warehouse.macro", "warehouse.parameter"]

    private static func status(of fault: ErrorCategory) -> Int {
        switch fault {
        case .usage, .input: 400
        case .absent: 404
        case .inUse: 409
        case .system: 500
        }
    }

    private static func title(of fault: ErrorCategory) -> String {
        switch fault {
        case .usage, .input: "Invalid request"
        case .absent: "Not found"
        case .inUse: "In use"
        case .system: "Segue failed"
        }
    }
}
