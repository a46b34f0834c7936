import Insights
package import Listening
import Server

/// What can be wrong with an address of the dashboard.
///
/// What was typed into the address is not repeated in a message: a page that echoes nothing cannot be made to say something else.
package struct DashboardError: TitledError {
    package let code: String
    package let title: String
    package let detail: String
    package let remedy: String
    package let fault: ErrorCategory

    private init(_ code: String, _ title: String, _ detail: String, remedy: String, fault: ErrorCategory = .usage) {
        self.code = "dashboard.\(code)"
        self.title = title
        self.detail = detail
        self.remedy = remedy
        self.fault = fault
    }
}

extension DashboardError {
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
            "choice", "Invalid choice", "The parameter \(name) takes one of a few words.",
            remedy: "Choose one of: \(choices.joined(separator: ", ")).")
    }

    static let page = DashboardError(
        "page", "Invalid page of rows", "Pages are counted from 1.", remedy: "Start from the first page.")

    static func rows(known: [String]) -> DashboardError {
        DashboardError(
            "rows", "Not found", "No listing has that name.",
            remedy: "There are: \(known.joined(separator: ", ")).",
            fault: .absent)
    }

    static let templates = DashboardError(
        "templates", "Segue failed", "A template of this program is broken.", remedy: "Report this as a bug.",
        fault: .system)
}
