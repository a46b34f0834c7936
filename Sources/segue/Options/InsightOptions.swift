import Insights
import Warehouse

/// The options of an insight's command, as its header names them.
struct InsightOptions {
    private let insight: Insight

    init(_ insight: String) throws {
        self.insight = try InsightCatalogue.insight(insight, dialect: "neutral")
    }

    /// Refuses a word that is not one of those that an option takes, before anything is opened.
    func check(_ values: [String: Value]) throws {
        for parameter in insight.parameters {
            guard let typed = values[parameter.name]?.text, let known = parameter.choices, !known.contains(typed) else {
                continue
            }
            throw CommandError.choice(name(parameter.name), typed, among: known)
        }
    }

    /// What a parameter takes.
    func choices(_ parameter: String) -> [String] { insight.parameter(parameter)?.choices ?? [] }

    /// The option that sets a parameter.
    func name(_ parameter: String) -> String {
        insight.parameter(parameter)?.option ?? FilterOptions.option(parameter)
    }
}
