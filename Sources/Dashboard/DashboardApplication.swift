import ExperimentService
import Features
package import Foundation
import Hummingbird
import Insights
import Listening
import Prediction
package import Warehouse

/// The dashboard and its API: pages over the insights of a warehouse, each number of which can be questioned.
///
/// It only reads. Nothing is loaded from elsewhere, nothing inline runs, and requests that name a foreign host are refused.
package struct DashboardApplication: Sendable {
    let desk: CachedInsightService
    let renderer: PageRenderer
    let insights: [Insight]
    let features: FeatureCatalogue
    let models: ModelRegistry
    let experiments: ExperimentRegistry
    let experimentDesk: ExperimentAnalyzer
    let experimentAnswers: ExperimentAnswers
    let assignment: AssignmentService
    let ledger: ExposureLedger
    let exposures: ExposureWriter
    let dialect: String
    private let webAssets: URL?
    private let host: String?

    /// - Parameters:
    ///   - warehouse: what is asked; it stays open for as long as the dashboard runs.
    ///   - modelsDirectory: where the registry keeps trained models. It need not exist.
    ///   - directory: the data directory, with the experiments and the metrics of one's own. They need not exist.
    ///   - version: of the program, for reports.
    ///   - webAssets: the folder with `echarts.min.js` and `htmx.min.js`. Without it tables are shown in place of charts.
    ///   - host: the name or address that the server listens on, which requests may use besides those of this machine.
    /// - Throws: ``DashboardError`` `dashboard.templates`; `ExperimentationError` where a metric's file makes no sense.
    package init(
        warehouse: any Warehouse, modelsDirectory: URL, directory: URL? = nil, version: String = "",
        webAssets: URL? = nil, host: String? = nil
    ) throws {
        desk = CachedInsightService(warehouse)
        renderer = try PageRenderer()
        dialect = warehouse.dialect.name
        insights = InsightCatalogue.all(dialect: warehouse.dialect.name)
        features = FeatureCatalogue(dialect: warehouse.dialect)
        models = ModelRegistry(modelsDirectory)
        let directory = directory ?? modelsDirectory.deletingLastPathComponent()
        experiments = ExperimentRegistry(directory.appending(path: "experiments"))
        experimentDesk = ExperimentAnalyzer(
            warehouse,
            catalogue: try MetricCatalogue(
                dialect: warehouse.dialect.name, folder: directory.appending(path: "metrics")), version: version)
        experimentAnswers = ExperimentAnswers(experiments, experimentDesk, warehouse)
        assignment = AssignmentService(experiments)
        ledger = ExposureLedger(warehouse)
        exposures = ExposureWriter(ledger)
        self.webAssets = webAssets
        self.host = host
    }

    /// Everything that answers, within bounds on how much is done at once.
    /// - Throws: ``DashboardError`` `dashboard.web-assets`.
    package func responder(_ limits: WorkLimits = WorkLimits()) throws -> BoundedResponder {
        BoundedResponder(try router().buildResponder(), limits, replies: ErrorMiddleware(renderer: renderer))
    }

    /// Everything that answers, behind the guards.
    /// - Throws: ``DashboardError`` `dashboard.web-assets`.
    func router() throws -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        // From the outside in: what is refused still carries the headers, and every error becomes an answer.
        router.add(middleware: SecurityHeaders())
        router.add(middleware: HostMiddleware(host: host))
        router.add(middleware: ReadOnlyMiddleware())
        router.add(middleware: ErrorMiddleware(renderer: renderer))
        addPages(to: router)
        addAPI(to: router)
        addAssignment(to: router)
        addExperiments(to: router)
        addFiles(try StaticFiles(webAssets: webAssets), to: router)
        return router
    }
}
