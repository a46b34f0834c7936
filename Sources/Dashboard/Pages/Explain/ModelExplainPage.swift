import Prediction

/// Where the numbers of a model come from.
enum ModelExplainPage {
    /// - Throws: ``PredictionError`` `models.unknown`.
    static func page(_ id: String, _ visit: PageContext) throws -> Page {
        let report = try visit.models.model(id)
        let spec = try ModelSpec.named(report.name)
        var explanation = Explanation(title: "The \(report.name) model", definition: definition(report))
        explanation.dataURL = "/api/models/\(report.name)"
        explanation.facts = ModelParts(report, spec).facts
        explanation.columns =
            switch spec.kind {
            case .logistic: classifier
            case .linear: regression
            }
        explanation.command = "segue models show \(report.name)"

        var page = visit.page(.explain, title: explanation.title)
        page.back = PageLink.back(to: "/models", visit.request)
        page.explanation = explanation
        return page
    }

    private static func definition(_ report: ModelReport) -> String {
        "\(report.about) It learned from the earlier days and is judged on the later ones, which training never saw, beside rules that need no learning"
            + (report.scores.contains { $0.role == .oracle }
                ? " and beside the probabilities from which the simulation drew." : ".")
    }

    private static let classifier = [
        Explanation.Column(
            name: "AUC", unit: "ratio",
            meaning: "the chance that a skip gets a higher probability than a listen; 0.5 is a coin's"),
        Explanation.Column(
            name: "log loss", unit: "nats", meaning: "the mean surprise at what happened; less is better"),
        Explanation.Column(
            name: "Brier", unit: "ratio", meaning: "the mean squared distance from the probability to what happened"),
        Explanation.Column(
            name: "calibration error", unit: "points",
            meaning: "the mean distance from predicted to observed, over bins of equally many predictions"),
        Explanation.Column(
            name: "precision", unit: "share", meaning: "of the plays called a skip, those that were one"),
        Explanation.Column(name: "recall", unit: "share", meaning: "of the skips, those that were called one"),
        Explanation.Column(name: "F1", unit: "ratio", meaning: "the harmonic mean of precision and recall"),
        Explanation.Column(
            name: "of what can be known", unit: "share",
            meaning: "AUC less 0.5, divided by the same of the planted probability: chance is 0, the truth is 1"),
    ]

    private static let regression = [
        Explanation.Column(
            name: "explained variance", unit: "share",
            meaning: "R²: how much of the variance on the later days the predictions explain"),
        Explanation.Column(
            name: "root mean square error", unit: "minutes", meaning: "the square root of the mean squared miss"),
        Explanation.Column(name: "mean error", unit: "minutes", meaning: "the mean absolute miss"),
        Explanation.Column(
            name: "what could be explained", unit: "share",
            meaning: "R² of the expectation from which the simulation drew"),
    ]
}
