import Insights
package import Listening

/// What can be wrong with an address of the dashboard.
///
/// What was typed into the address is not repeated in a message: a page that echoes nothing cannot be made to say something else.
package struct DashboardError: ExplainedError {
    package let code: String
    /// What went wrong, in one line: the title of the error page.
    package let title: String
    package let detail: String
    package let remedy: String
    package let fault: ErrorCategory

    package var message: String { "\(title). \(detail) \(remedy)" }

    private init(_ code: String, _ title: String, _ detail: String, remedy: String, fault: ErrorCategory = .usage) {
        self.code = "dashboard.\(code)"
        self.title = title
        self.detail = detail
        self.remedy = remedy
        self.fault = fault
    }
}

extension DashboardError {
    static let address = DashboardError(
        "address", "The address cannot be read",
        "Its parameters are not encoded as an address asks for, or there are too many.",
        remedy: "Start from a page of the navigation.")

    static func day(_ parameter: FilterParameter) -> DashboardError {
        DashboardError(
            "day", "Invalid date",
            "“\(parameter == .firstDay ? "From" : "to")” (\(parameter.rawValue)) is not a day of the calendar.",
            remedy: "Write a day as 2025-12-01, or choose one of the ranges.")
    }

    /// A filter that nothing can match, in the words of ``FilterProblem``.
    static func filter(_ problem: FilterProblem) -> DashboardError {
        let code =
            switch problem {
            case .range: "range"
            case .outside: "outside"
            case .unknown: "filter"
            }
        return DashboardError(code, problem.title, problem.detail, remedy: problem.remedy)
    }

    static func choice(_ name: String, _ choices: [String]) -> DashboardError {
        DashboardError(
            "choice", "That cannot be chosen", "The parameter \(name) takes one of a few words.",
            remedy: "Choose one of: \(choices.joined(separator: ", ")).")
    }

    static let page = DashboardError(
        "page", "There is no such page of rows", "Pages are counted from 1.", remedy: "Start from the first page.")

    static func parameter(_ name: String, unit: String) -> DashboardError {
        let expected =
            switch unit {
            case "date": "a day such as 2025-12-01"
            case "ratio", "share": "a number"
            default: "a whole number"
            }
        return DashboardError(
            "parameter", "That value does not fit", "The parameter \(name) takes \(expected).",
            remedy: "Correct it, or leave it out for the default.")
    }

    static func unknownParameter(_ insight: String, known: [String]) -> DashboardError {
        DashboardError(
            "unknown-parameter", "There is no such parameter",
            "The question \(insight) was given a parameter that it does not take.",
            remedy: known.isEmpty ? "It takes none." : "It takes: \(known.joined(separator: ", ")).")
    }

    static let repeated = DashboardError(
        "repeated", "A parameter was given twice", "Each parameter of a question takes one value.",
        remedy: "Give it once.")

    static let tooManyDays = DashboardError(
        "days", "Those are too many days", "A question is answered for at most 36,600 days at once.",
        remedy: "Ask for a shorter range.")

    static func rows(known: [String]) -> DashboardError {
        DashboardError(
            "rows", "There are no such rows", "There is no listing of that name.",
            remedy: "There are: \(known.joined(separator: ", ")).",
            fault: .absent)
    }

    static let unknownPage = DashboardError(
        "not-found", "There is no such page", "Nothing answers at this address.",
        remedy: "Start from a page of the navigation.",
        fault: .absent)

    static let body = DashboardError(
        "body", "The body cannot be read", "It is not sent as HTTP asks for: its chunks or its length are wrong.",
        remedy: "Send it again.")

    static let busy = DashboardError(
        "busy", "Too much is asked at once", "Other questions are being answered, and too many wait already.",
        remedy: "Ask again in a few seconds.", fault: .system)

    static let deadline = DashboardError(
        "deadline", "The answer took too long", "It was stopped, so that others can be answered.",
        remedy: "Ask for a shorter range.",
        fault: .system)

    static let templates = DashboardError(
        "templates", "Something went wrong", "A template of this program is broken.", remedy: "Report this as a bug.",
        fault: .system)

    static func webAssets(_ name: String) -> DashboardError {
        DashboardError(
            "web-assets", "A script of the pages cannot be read",
            "\(name) is in the folder of web assets, but cannot be read.",
            remedy: "Check its permissions, or remove it: the pages work without.", fault: .system)
    }
}
