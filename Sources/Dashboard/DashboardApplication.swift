import Features
package import Foundation
package import Hummingbird
import Insights
import Listening
import Prediction
package import Warehouse

/// The dashboard and its API: pages over the insights of a warehouse, each number of which can be questioned.
///
/// It only reads. Nothing is loaded from elsewhere, nothing inline runs, and requests that name a foreign host are refused.
package struct DashboardApplication: Sendable {
    let desk: AnswerDesk
    let renderer: PageRenderer
    let insights: [Insight]
    let features: FeatureCatalogue
    let models: ModelRegistry
    let dialect: String
    private let webAssets: URL?
    private let host: String?

    /// - Parameters:
    ///   - warehouse: what is asked; it stays open for as long as the dashboard runs.
    ///   - modelsDirectory: where the registry keeps trained models. It need not exist.
    ///   - webAssets: the folder with `echarts.min.js` and `htmx.min.js`. Without it tables are shown in place of charts.
    ///   - host: the name or address that the server listens on, which requests may use besides those of this machine.
    /// - Throws: ``DashboardError`` `dashboard.templates`.
    package init(warehouse: any Warehouse, modelsDirectory: URL, webAssets: URL? = nil, host: String? = nil) throws {
        desk = AnswerDesk(warehouse)
        renderer = try PageRenderer()
        dialect = warehouse.dialect.name
        insights = InsightCatalogue.all(dialect: warehouse.dialect.name)
        features = FeatureCatalogue(dialect: warehouse.dialect)
        models = ModelRegistry(modelsDirectory)
        self.webAssets = webAssets
        self.host = host
    }

    /// Everything that answers, behind the guards.
    /// - Throws: ``DashboardError`` `dashboard.web-assets`.
    package func router() throws -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        // From the outside in: what is refused still carries the headers, and every error becomes an answer.
        router.add(middleware: SecurityHeaders())
        router.add(middleware: HostGuard(host: host))
        router.add(middleware: ReadOnlyGuard())
        router.add(middleware: ErrorReplies(renderer: renderer))
        addPages(to: router)
        addAPI(to: router)
        addFiles(try StaticFiles(webAssets: webAssets), to: router)
        return router
    }
}
