import Server

/// What an error page says.
struct ProblemView: TemplateView {
    private let problem: Problem

    init(_ problem: Problem) { self.problem = problem }

    var fields: [String: Any] {
        named([
            "status": String(problem.status), "code": problem.code, "title": problem.title, "detail": problem.detail,
            "remedy": problem.remedy,
            "command": nil, "back_url": "/overview", "back_label": "Overview",
        ])
    }
}
