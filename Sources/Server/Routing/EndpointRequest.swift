package import Foundation
package import Hummingbird

/// A request as an endpoint sees it.
package struct EndpointRequest: Sendable {
    package let request: Request
    package let context: ServerContext
    /// The parameters of the address, decoded.
    package let query: QueryItems
    private let endpoint: Endpoint

    /// - Throws: ``ServerError`` where the address cannot be read, or names what the endpoint does not take.
    init(_ request: Request, _ context: ServerContext, _ endpoint: Endpoint) throws {
        self.request = request
        self.context = context
        self.endpoint = endpoint
        query = try QueryItems(query: request.uri.query)
        // Pages take over what other pages were asked with; programs should learn what is not understood.
        if endpoint.scope != .pages { try checkQuery() }
    }

    private func checkQuery() throws {
        let known = endpoint.parameters.filter { $0.location == .query }
        let names = query.items.map(\.name)
        guard names.allSatisfy({ name in known.contains { $0.name == name } }) else {
            throw ServerError.unknownParameter(endpoint.path, known: known.map(\.name))
        }
        guard Set(names).count == names.count else { throw ServerError.repeated }
    }

    /// A part of the path, decoded.
    package func path(_ name: String) throws -> String {
        let text = try context.parameters.require(name)
        return text.removingPercentEncoding ?? text
    }

    /// The rest of the path that `{name...}` stands for.
    package var restOfPath: String { context.parameters.getCatchAll().joined(separator: "/") }

    /// The whole body, within the endpoint's bounds.
    /// - Throws: ``ServerError`` `server.body` where it is not sent as HTTP asks for; an `HTTPError` where it is too large.
    package func body() async throws -> Data {
        do {
            let buffer = try await request.body.collect(upTo: endpoint.body?.mostBytes ?? 0)
            return Data(buffer.readableBytesView)
        } catch let error as any HTTPResponseError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            // Chunks that are none, or fewer bytes than were announced.
            throw ServerError.body
        }
    }
}
