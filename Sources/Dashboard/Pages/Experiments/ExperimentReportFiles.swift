import Experimentation
import Hummingbird
import Server

extension Dashboard {
    /// An experiment's report as a file.
    func report(_ ending: String, _ type: String, _ text: @escaping @Sendable (ExperimentReport) -> String) -> Endpoint
    {
        Endpoint(
            .get, "/experiments/{key}/report.\(ending)", .pages, "An experiment's report as a file",
            parameters: [.path("key", .string("The experiment's key."))], answer: .file(type, "The report.")
        ) { request in
            let experiments = services.experiments
            let report = try await experiments.report(experiments.registry.find(request.path("key")))
            // A plan that could be analysed has a key of letters, digits, `-` and `_`, so that the name of the file needs no quoting.
            return Responses.text(
                text(report), type: type,
                headers: [.contentDisposition: "attachment; filename=\"segue-\(report.plan.key).\(ending)\""])
        }
    }
}
