import Foundation
import Hummingbird
import Warehouse
struct DashboardApplication {
    init(warehouse: any Warehouse, modelsDirectory: URL, webAssets: URL?, host: String) throws {}
    func router() throws -> Router<BasicRequestContext> { Router() }
}
