package import Listening

/// What can be wrong with a question.
package struct InsightError: ExplainedError {
    package let code: String
    package let message: String
    package let fault: ErrorCategory
    /// The parameter that it is about, where it is about one; the message begins with it.
    package private(set) var parameter: String?

    /// The error as it reads to somebody who knows the parameter by another name, such as an option of the command line.
    package func naming(_ name: (String) -> String) -> InsightError {
        guard let parameter, message.hasPrefix(parameter) else { return self }
        return InsightError(
            code: code, message: name(parameter) + message.dropFirst(parameter.count), fault: fault,
            parameter: parameter)
    }

    static func unknown(_ name: String, known: [String]) -> InsightError {
        InsightError(
            code: "insights.unknown",
            message: "There is no insight \"\(name)\". There are: \(known.joined(separator: ", ")).",
            fault: .absent)
    }

    /// The header of an insight's file cannot be read.
    static func header(_ place: String, _ problem: String) -> InsightError {
        InsightError(code: "insights.header", message: "\(place): \(problem)", fault: .system)
    }

    static func parameter(_ name: String, _ given: String, _ expected: String) -> InsightError {
        InsightError(
            code: "insights.parameter", message: "\(name) is \"\(given)\"; it takes \(expected).", fault: .usage,
            parameter: name)
    }

    /// A filter that nothing can match, and the value that was given.
    static func filter(_ problem: FilterProblem, _ filter: InsightFilter) -> InsightError {
        let (name, value): (String, String?) =
            switch problem {
            case .range: ("last_day", filter.lastDay?.description)
            case .outside(let data):
                filter.firstDay.map { $0 > data.upperBound } == true
                    ? ("first_day", filter.firstDay?.description) : ("last_day", filter.lastDay?.description)
            case .unknown(let field, _): (field.rawValue, filter.value(of: field))
            }
        let rest = "\(problem.title). \(problem.detail) \(problem.remedy(listing: 60))"
        return InsightError(
            code: "insights.filter", message: "\(name) is \"\(value ?? "")\". \(rest)", fault: .usage, parameter: name)
    }

    /// There are no plays to look into.
    package static let empty = InsightError(
        code: "insights.empty",
        message:
            "There are no plays yet. Import a history with `segue import`, or simulate a service with `segue simulate --plays 100000`.",
        fault: .absent)
}
