import Server

/// The page that says what went wrong and what to do. It asks nothing of the warehouse, so that it can always be shown.
enum ErrorPage {
    static func page(_ problem: Problem) -> Page {
        var page = Page(.error, title: problem.title, navigation: Navigation(current: nil, link: { $0 }))
        page.problem = ProblemView(problem)
        return page
    }
}
