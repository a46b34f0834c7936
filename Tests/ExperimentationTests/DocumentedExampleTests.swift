import Experimentation
import Foundation
import Statistics
import Testing

/// The example in docs/experiments.md, which has to compile and to run as it stands there.
@Suite("The documented example")
struct DocumentedExampleTests {
    private struct Unit {
        let arm: Int
        let minutes: Double
        let minutesBefore: Double
    }

    @Test func itRuns() throws {
        let units = (0..<10_000).map {
            Unit(arm: $0 % 2, minutes: Double($0 % 7 + $0 % 2), minutesBefore: Double($0 % 5))
        }
        // The example begins.
        let plan = ExperimentPlan(
            key: "fewer-skips",
            metrics: [PlannedMetric("minutes", role: .primary, minimumEffect: 0.02)], plannedUnits: 10_000)
        try plan.check()

        let assigner = Assigner(plan)
        if case .arm(let arm) = assigner.assign("listener-42") { print(plan.arms[arm].key) }

        // Sums by arm, from wherever the data lie. Columns: the outcome, then what was known before.
        var arms = [JointMoments(columns: 2), JointMoments(columns: 2)]
        for unit in units { arms[unit.arm].add([unit.minutes, unit.minutesBefore]) }
        let minutes = Metric(key: "minutes", name: "Minutes", kind: .mean, unit: "min", better: .higher)
        let analysis = try ExperimentAnalysis(
            plan, data: [MetricData(metric: minutes, arms: arms)], look: Look(plan, units: units.count))
        // The example ends.
        let found = try #require(analysis.metrics.first?.comparisons.first)
        #expect(abs(found.difference.estimate - 1) < 0.1 && found.verdict == .better)
    }

    @Test func itIsWhatThePageShows() throws {
        let source = try String(contentsOfFile: #filePath, encoding: .utf8)
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/experiments.md"), encoding: .utf8)
        let shown = try #require(page.components(separatedBy: "```swift\n").last?.components(separatedBy: "```").first)
        let compiled = try #require(
            source.components(separatedBy: "// The example begins.\n").dropFirst().first?.components(
                separatedBy: "        // The example ends."
            ).first)
        func lines(_ text: String, indented: Int) -> [String] {
            text.split(separator: "\n").map { String($0.hasPrefix(" ") ? $0.dropFirst(indented) : $0) }
        }
        #expect(lines(shown, indented: 0).filter { !$0.hasPrefix("import ") } == lines(compiled, indented: 8))
    }
}
