package import ExperimentService
package import Features
package import Insights
package import Listening
package import Prediction
package import Warehouse

/// What the server answers from, wired by the program that starts it.
package struct ServerServices: Sendable {
    package let insights: CachedInsightService
    /// The questions in the warehouse's dialect.
    package let questions: [Insight]
    package let features: FeatureCatalogue
    package let models: ModelRegistry
    package let experiments: ExperimentAnswers
    let assignment: AssignmentService
    let ledger: ExposureLedger
    let exposures: ExposureWriter
    let now: @Sendable () -> Instant

    /// - Parameters:
    ///   - warehouse: what is asked; it stays open for as long as the server runs.
    ///   - models: the trained models. The folder need not exist.
    ///   - experiments: the registered experiments. The folder need not exist.
    ///   - analyzer: analyses them over the same warehouse.
    ///   - now: the clock.
    package init(
        warehouse: any Warehouse, models: ModelRegistry, experiments: ExperimentRegistry, analyzer: ExperimentAnalyzer,
        now: @escaping @Sendable () -> Instant = { .now }
    ) {
        insights = CachedInsightService(warehouse)
        questions = InsightCatalogue.all(dialect: warehouse.dialect.name)
        features = FeatureCatalogue(dialect: warehouse.dialect)
        self.models = models
        self.experiments = ExperimentAnswers(experiments, analyzer, warehouse, now: now)
        assignment = AssignmentService(experiments)
        self.now = now
        ledger = ExposureLedger(warehouse)
        exposures = ExposureWriter(ledger)
    }

    /// The addresses for programs: everything but pages.
    package var endpoints: [Endpoint] {
        InsightAPI.endpoints(self) + ExperimentAPI.endpoints(self) + AssignmentAPI.endpoints(self)
            + ExposureAPI.endpoints(self) + ModelAPI.endpoints(self) + FeatureAPI.endpoints(self)
            + HealthAPI.endpoints(self)
    }
}
