import Listening
import Prediction
import Server

/// What each model is worth: beside baselines that need no learning and, on simulated data, beside the truth.
enum ModelsPage {
    static let route = PageRoute(
        path: "/models", template: .models,
        empty: ("There is no model yet", "A model is trained from the features in the warehouse.", "segue train skip"),
        make: .machinery(page))

    /// The models that there can be, with what they are called and what it takes to have them.
    private static let known = [
        (
            id: "skip", name: "Skip prediction",
            words: "A model is trained from the plays in the warehouse. It takes about a minute for a million plays."
        ),
        (
            id: "duration", name: "Session length",
            words: "A model is trained from the sessions in the warehouse. It takes about a minute for a million plays."
        ),
    ]

    static func page(_ visit: PageContext) async throws -> Page {
        let registry = visit.models
        let reports = try known.map { try registry.current($0.id) }
        var page = visit.page(.models, title: title(reports.compactMap { $0 }))
        page.lead =
            "Each model stands beside baselines that need no learning and, on simulated data, beside the truth itself."
        page.notice = notice(reports.compactMap { $0 }, visit.facts)
        page.models = zip(known, reports).map { model, report in
            guard let report else {
                return ModelSection(
                    id: model.id, name: model.name, finding: "There is no \(model.name.lowercased()) model yet",
                    empty: EmptyState(words: model.words, command: "segue train \(model.id)"))
            }
            return report.kind == "logistic"
                ? SkipModelView(report, model.name).section : DurationModelView(report, model.name).section
        }
        return page
    }

    /// Says so where plays were added after a model was trained.
    private static func notice(_ reports: [ModelReport], _ facts: DataFacts) -> String? {
        guard let loaded = facts.grownAt else { return nil }
        let older = reports.filter { report in Instant(report.trainedAt).map { $0 < loaded } ?? false }
        guard let first = older.first else { return nil }
        return older.count == 1
            ? "Plays were added after the \(first.name) model was trained. `segue train \(first.name)` trains it anew."
            : "Plays were added after these models were trained. `segue train skip` and `segue train duration` retrain them."
    }

    private static func title(_ reports: [ModelReport]) -> String {
        guard !reports.isEmpty else { return "There is no model yet" }
        guard let skip = reports.first(where: { $0.kind == "logistic" }) else { return "What is each model worth?" }
        return ModelFindings(skip).title
    }
}
