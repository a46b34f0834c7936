package import Hummingbird

/// What a request carries from the first middleware to its endpoint.
package struct ServerContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The caller and their rights.
    package var identity = Identity.local
    /// When the answer is given up; nil until the work limits set it.
    package var deadline: ContinuousClock.Instant?

    package init(source: ApplicationRequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }

    /// The number under which the log has what happened.
    package var requestID: String { logger[metadataKey: "hb.request.id"].map { "\($0)" } ?? "unknown" }
}

/// The caller and their rights.
package struct Identity: Sendable, Hashable {
    /// What the log calls them.
    package let name: String
    package let scopes: Set<AccessScope>

    package init(name: String, scopes: Set<AccessScope>) {
        self.name = name
        self.scopes = scopes
    }

    /// Everybody on this machine: the server listens to it alone.
    package static let local = Identity(name: "local", scopes: Set(AccessScope.allCases))
}

/// What an endpoint takes to be allowed.
package enum AccessScope: String, Sendable, Hashable, CaseIterable {
    /// Pages for people.
    case pages
    /// Answers for programs.
    case read
    /// Data that services send.
    case write
    /// What changes how the server works.
    case admin
}
