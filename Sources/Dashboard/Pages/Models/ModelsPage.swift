import Listening
import Prediction
import Server

/// What each model is worth: beside baselines that need no learning and, on simulated data, beside the truth.
enum ModelsPage {
    static let route = PageRoute(
        path: "/models", template: .models,
        empty: ("There is no model yet", "A model is trained from the features in the warehouse.", "segue train skip"),
        make: .machinery(page))

    static func page(_ visit: PageContext) async throws -> Page {
        let registry = visit.models
        let models = try ModelSpec.all.map { (spec: $0, report: try registry.current($0.name)) }
        let reports = models.compactMap { $0.report }
        var page = visit.page(.models, title: title(reports))
        page.lead =
            "Each model stands beside baselines that need no learning and, on simulated data, beside the truth itself."
        page.notice = notice(reports, visit.facts)
        page.models = models.map { section($0.spec, $0.report) }
        return page
    }

    private static func section(_ spec: ModelSpec, _ report: ModelReport?) -> ModelSection {
        guard let report else {
            return ModelSection(
                id: spec.name, name: spec.title, finding: "There is no \(spec.title.lowercased()) model yet",
                empty: EmptyState(
                    words:
                        "A model is trained from the \(spec.unit.table) in the warehouse. It takes about a minute for a million plays.",
                    command: "segue train \(spec.name)"))
        }
        return switch spec.kind {
        case .logistic: SkipModelView(report, spec).section
        case .linear: DurationModelView(report, spec).section
        }
    }

    /// Says so where plays were added after a model was trained.
    private static func notice(_ reports: [ModelReport], _ facts: DataFacts) -> String? {
        guard let loaded = facts.grownAt else { return nil }
        let older = reports.filter { report in Instant(report.trainedAt).map { $0 < loaded } ?? false }
        guard let first = older.first else { return nil }
        return older.count == 1
            ? "Plays were added after the \(first.name) model was trained. `segue train \(first.name)` trains it anew."
            : "Plays were added after these models were trained. \(commands(older)) retrain them."
    }

    private static func commands(_ reports: [ModelReport]) -> String {
        reports.map { "`segue train \($0.name)`" }.joined(separator: " and ")
    }

    /// The head of the page is about the first classifier.
    private static func title(_ reports: [ModelReport]) -> String {
        guard !reports.isEmpty else { return "There is no model yet" }
        guard let classifier = reports.first(where: { $0.scores.first?.auc != nil }) else {
            return "What is each model worth?"
        }
        return ModelFindings(classifier).title(of: classifier.name)
    }
}
