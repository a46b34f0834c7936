import Foundation
package import Testing

/// Texts that are kept as files beside the tests, so that a change of what users see is seen in review.
///
/// `make golden` writes them anew, which is refused in continuous integration.
package enum Golden {
    private static var environment: [String: String] { ProcessInfo.processInfo.environment }

    /// Compares a text with the file `Golden/NAME` beside the test.
    package static func check(
        _ text: String, _ name: String, test: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let file = URL(filePath: test).deletingLastPathComponent().appending(path: "Golden/\(name)")
        if environment["SEGUE_GOLDEN"] == "write" {
            guard environment["CI"] == nil else {
                Issue.record("Golden files are not written in continuous integration.", sourceLocation: sourceLocation)
                return
            }
            do {
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            } catch {
                Issue.record("\(file.path) could not be written: \(error)", sourceLocation: sourceLocation)
            }
            return
        }
        guard let kept = try? String(contentsOf: file, encoding: .utf8) else {
            Issue.record("Golden/\(name) is missing. Write it with `make golden`.", sourceLocation: sourceLocation)
            return
        }
        guard kept != text else { return }
        let before = kept.split(separator: "\n", omittingEmptySubsequences: false)
        let now = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = zip(before, now).enumerated().first { $1.0 != $1.1 }?.offset ?? min(before.count, now.count)
        func show(_ lines: [Substring]) -> String {
            line < lines.count ? String(lines[line].prefix(300)) : "(no such line)"
        }
        Issue.record(
            "Golden/\(name), line \(line + 1): was \(show(before)), is \(show(now)). If that is meant, `make golden`.",
            sourceLocation: sourceLocation)
    }
}
