import Server

/// The page that says what went wrong and what to do. It asks nothing of the warehouse, so that it can always be shown.
enum ErrorPage {
    static func page(_ problem: Problem) -> Page {
        var page = Page(.error, title: problem.title, navigation: Navigation(current: nil, link: { $0 }))
        page.problem = ProblemView(problem)
        return page
    }
}

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
