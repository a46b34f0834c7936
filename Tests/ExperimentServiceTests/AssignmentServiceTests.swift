import Experimentation
import Foundation
import Listening
import Testing

@testable import ExperimentService

@Suite("Assignment for a service")
struct AssignmentServiceTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "assignment-\(UUID().uuidString)")
    private let now = Instant(seconds: 1_800_000_000)

    private func start(_ key: String, _ change: (inout ExperimentPlan) -> Void = { _ in }) throws {
        var plan = ExperimentPlan(key: key, metrics: [PlannedMetric("minutes", role: .primary)], plannedUnits: 1000)
        change(&plan)
        var record = ExperimentRecord(plan: plan)
        try record.start(at: now, now: now)
        _ = try ExperimentRegistry(folder).save(record)
    }

    @Test func runningExperimentsAssignAsTheirPlansDo() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try start("one")
        try start("two") { $0.assignment.targeting = TargetingCondition(["country": "DK"]) }
        _ = try ExperimentRegistry(folder).save(
            ExperimentRecord(plan: ExperimentPlan(key: "draft", metrics: [PlannedMetric("minutes", role: .primary)])))
        let service = AssignmentService(ExperimentRegistry(folder))
        let found = try service.assign("listener-1", attributes: ["country": "SE"])
        #expect(found.map(\.experiment) == ["one", "two"])
        #expect(["control", "treatment"].contains(found[0].arm ?? ""))
        #expect(found[1].arm == nil && found[1].excluded == .notTargeted)
        #expect(try service.assign("listener-1", in: "two", attributes: ["country": "DK"]).first?.arm != nil)
        let error = #expect(throws: ExperimentationError.self) { try service.assign("listener-1", in: "draft") }
        #expect(error?.code == "experiment.not-running")
    }

    @Test func whoMayNotTakePartGetsNoArm() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try start("one")
        let service = AssignmentService(ExperimentRegistry(folder)) { $0 != "without-consent" }
        #expect(try service.assign("without-consent").first?.excluded == .notEligible)
        #expect(try service.assign("with-consent").first?.arm != nil)
    }

    @Test func aDamagedFileStopsItsOwnExperimentOnly() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try start("good")
        try start("bad")
        try Data("{".utf8).write(to: folder.appending(path: "bad/0001.json"))
        let service = AssignmentService(ExperimentRegistry(folder))
        #expect(try service.assign("listener-1").map(\.experiment) == ["good"])
    }

    @Test func exposuresOfUnknownArmsAndExperimentsAreObjectedTo() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try start("one")
        let service = AssignmentService(ExperimentRegistry(folder))
        func row(_ experiment: String, _ arm: String) -> ExposureRow {
            ExposureRow(experiment: experiment, unit: "u", arm: arm, at: now)
        }
        #expect(try service.objection(to: row("one", "control")) == nil)
        #expect(try service.objection(to: row("one", "purple")) != nil)
        #expect(try service.objection(to: row("none", "control")) != nil)
    }
}
