import ExperimentService
import Experimentation
import Hummingbird

extension DashboardApplication {
    /// The pages of experiments, their reports as files, and their records for programs.
    ///
    /// A name in the address that is a word of its own (`design`, `assign`) goes before an experiment of that key.
    func addExperiments(to router: Router<BasicRequestContext>) {
        router.get("/experiments") { request, _ in
            try await html { try await ExperimentsPage.page(try await visit(request)) }
        }
        router.get("/experiments/design") { request, _ in
            try await html { try await DesignPage.page(try await visit(request)) }
        }
        router.get("/experiments/:key") { request, context in
            let key = try Self.key(context)
            return try await html { try await ExperimentPage.page(key, try await visit(request)) }
        }
        router.get("/experiments/:key/monitor") { request, context in
            let key = try Self.key(context)
            return try await html { try await MonitorPage.page(key, try await visit(request)) }
        }
        router.get("/explain/experiment/:key") { request, context in
            let key = try Self.key(context)
            return try await html { try await ExperimentExplainPage.page(key, try await visit(request)) }
        }
        router.get("/experiments/:key/report.html") { _, context in
            let report = try await report(try Self.key(context))
            return Self.file(report.html(), "\(report.plan.key).html", type: "text/html; charset=utf-8")
        }
        router.get("/experiments/:key/report.md") { _, context in
            let report = try await report(try Self.key(context))
            return Self.file(report.markdown(), "\(report.plan.key).md", type: "text/markdown; charset=utf-8")
        }
        router.get("/api/experiments") { _, _ in
            Responses.text(try ExperimentAPI.list(experiments), type: "application/json")
        }
        router.get("/api/experiments/:key") { _, context in
            Responses.text(try ExperimentAPI.record(try Self.key(context), experiments), type: "application/json")
        }
        router.get("/api/experiments/:key/report") { _, context in
            Responses.text(
                try await ExperimentAPI.report(try Self.key(context), experimentAnswers), type: "application/json")
        }
    }

    private func report(_ key: String) async throws -> ExperimentReport {
        try await experimentAnswers.report(experiments.find(key))
    }

    private static func key(_ context: BasicRequestContext) throws -> String {
        let key = try context.parameters.require("key")
        return key.removingPercentEncoding ?? key
    }

    /// A plan that could be analysed has a key of letters, digits, `-` and `_`, so that the name of the file needs no quoting.
    private static func file(_ text: String, _ name: String, type: String) -> Response {
        Responses.text(text, type: type, headers: [.contentDisposition: "attachment; filename=\"segue-\(name)\""])
    }
}
