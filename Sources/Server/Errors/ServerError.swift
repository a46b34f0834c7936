package import Listening

/// What can be wrong with a request, whatever it asks for.
///
/// What was typed into the address is not repeated in a message: an answer that echoes nothing cannot be made to say something else.
package struct ServerError: TitledError {
    package let code: String
    /// What went wrong, in one line: the title of the problem.
    package let title: String
    package let detail: String
    package let remedy: String
    package let fault: ErrorCategory
    package let status: Int?

    private init(
        _ code: String, _ title: String, _ detail: String, remedy: String, fault: ErrorCategory = .usage,
        status: Int? = nil
    ) {
        self.code = "server.\(code)"
        self.title = title
        self.detail = detail
        self.remedy = remedy
        self.fault = fault
        self.status = status
    }
}

extension ServerError {
    static let address = ServerError(
        "address", "Invalid address", "Its parameters are not encoded as an address asks for, or there are too many.",
        remedy: "Encode them, and give fewer.")

    static func parameter(_ name: String, unit: String) -> ServerError {
        let expected =
            switch unit {
            case "date": "a day such as 2025-12-01"
            case "ratio", "share": "a number"
            default: "a whole number"
            }
        return ServerError(
            "parameter", "Invalid parameter", "The parameter \(name) takes \(expected).",
            remedy: "Correct it, or leave it out for the default.")
    }

    static func unknownParameter(_ place: String, known: [String]) -> ServerError {
        ServerError(
            "unknown-parameter", "Unknown parameter", "\(place) was given a parameter that it does not take.",
            remedy: known.isEmpty ? "It takes none." : "It takes: \(known.joined(separator: ", ")).")
    }

    static let repeated = ServerError(
        "repeated", "Repeated parameter", "Each parameter takes one value.", remedy: "Give it once.")

    static let tooManyDays = ServerError(
        "days", "Too many days", "A question is answered for at most 36,600 days at once.",
        remedy: "Ask for a shorter range.")

    package static let notFound = ServerError(
        "not-found", "Not found", "Nothing answers at this address.",
        remedy: "Start from a page of the navigation, or from /api.", fault: .absent)

    static func method(_ allowed: [String]) -> ServerError {
        ServerError(
            "method", "Method not allowed", "This address takes \(allowed.joined(separator: ", ")).",
            remedy: "Use one of these.", status: 405)
    }

    static let mediaType = ServerError(
        "media-type", "Unsupported media type",
        "The body has to be application/json, from a service and not from a page.",
        remedy: "Send it with that Content-Type and without Origin.", status: 415)

    static let forbidden = ServerError(
        "forbidden", "Forbidden", "This takes a right that the caller does not have.",
        remedy: "Ask the person who runs the server for a key that has it.", status: 403)

    static let host = ServerError(
        "host", "Unknown host name", "Segue does not answer to this host name.",
        remedy: "Open it as http://localhost, or start it with --host and the name you use.", status: 421)

    static let body = ServerError(
        "body", "Invalid body", "It is not sent as HTTP asks for: its chunks or its length are wrong.",
        remedy: "Send it again.")

    static let busy = ServerError(
        "busy", "Too many requests at once", "Others are being answered, and too many wait already.",
        remedy: "Ask again in a few seconds.", fault: .system, status: 503)

    static let deadline = ServerError(
        "deadline", "The answer took too long", "It was stopped, so that others can be answered.",
        remedy: "Ask for a shorter range.", fault: .system, status: 503)

    static func route(_ name: String, _ fault: String) -> ServerError {
        ServerError(
            "route", "A route cannot be registered", "\(name): \(fault).", remedy: "Declare it in full.", fault: .system
        )
    }

    static func webAssets(_ name: String) -> ServerError {
        ServerError(
            "web-assets", "A script of the pages cannot be read",
            "\(name) is in the folder of web assets, but cannot be read.",
            remedy: "Check its permissions, or remove it: the pages work without.", fault: .system)
    }
}
