import Foundation

/// How much the server does at once, and for how long.
package struct WorkLimits: Sendable {
    /// Pages and questions that are worked on at the same time.
    package var running = 12
    /// Those that wait for their turn; more are refused.
    package var waiting = 256
    /// How long a page or a question may take.
    package var deadline = Duration.seconds(120)
    /// How long health, assignment, exposures and files may take.
    package var promptDeadline = Duration.seconds(30)
    /// After how long a request is given up when its connection closes. Quick ones are not watched, so that their connection can be used again.
    package var patience = Duration.milliseconds(250)
    /// Whether there are connections that can close. There are none where requests are made in-process.
    package var watchesConnections = true

    package init() {}
}
