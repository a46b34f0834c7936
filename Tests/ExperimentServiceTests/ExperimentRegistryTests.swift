import Experimentation
import Foundation
import Listening
import Testing

@testable import ExperimentService

@Suite("The registry of experiments")
struct ExperimentRegistryTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "experiments-\(UUID().uuidString)")
    private let now = Instant(seconds: 1_800_000_000)
    private var registry: ExperimentRegistry { ExperimentRegistry(folder) }

    private func plan(_ key: String = "quiet") -> ExperimentPlan {
        ExperimentPlan(
            key: key, metrics: [PlannedMetric("minutes", role: .primary, minimumEffect: 0.02)], plannedUnits: 1000)
    }

    @Test func anExperimentGoesThroughItsLife() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        var record = try registry.save(ExperimentRecord(plan: plan()))
        #expect(record.version == 1)
        try record.start(at: now, now: now)
        record = try registry.save(record)
        #expect(try registry.find("quiet").state == .running)
        try record.stop(at: now, reason: "enough", now: now)
        record = try registry.save(record)
        try record.decide(.ship, arm: "treatment", reason: "it works", now: now)
        record = try registry.save(record)
        let found = try registry.find("quiet")
        #expect(found.state == .decided && found.decision == "ship treatment: it works")
        #expect(found.history.map(\.what) == ["started", "stopped", "decided"])
        #expect(throws: ExperimentationError.self) { try record.start(at: now, now: now) }
        #expect(throws: ExperimentationError.self) { try record.amend(plan(), reason: "late", now: now) }
    }

    @Test func aDamagedFileStandsInNobodysWay() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try registry.save(ExperimentRecord(plan: plan()))
        _ = try registry.save(ExperimentRecord(plan: plan("bad")))
        try Data("{".utf8).write(to: folder.appending(path: "bad/0001.json"))
        let inventory = registry.inventory()
        #expect(inventory.records.map(\.plan.key) == ["quiet"])
        #expect(inventory.damaged.map(\.key) == ["bad"] && inventory.damaged.first?.error.code == "experiment.registry")
        // Who asks for one that is not there is told of those that can be had.
        let error = #expect(throws: ExperimentationError.self) { try registry.find("absent") }
        #expect(error?.code == "experiment.unknown" && error?.message.contains("quiet") == true)
    }

    @Test func aRegisteredPlanIsNotChangedSilently() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        var record = ExperimentRecord(plan: plan())
        var other = plan()
        other.windowDays = 7
        try record.amend(other, reason: nil, now: now)
        #expect(record.changes.isEmpty, "a draft is free")
        try record.start(at: now, now: now)
        let digest = record.planDigest
        other.windowDays = 21
        #expect(throws: ExperimentationError.self) { try record.amend(other, reason: nil, now: now) }
        try record.amend(other, reason: "windows were too short", now: now)
        #expect(record.changes.first?.contains("window days 7 → 21") == true)
        #expect(record.changes.first?.contains("windows were too short") == true)
        #expect(record.planDigest == digest, "the digest stays that of the registered plan")
        var arms = other
        arms.arms = [Arm("control"), Arm("treatment"), Arm("third")]
        #expect(throws: ExperimentationError.self) { try record.amend(arms, reason: "more", now: now) }
        var seed = other
        seed.assignment.seed = "else"
        #expect(throws: ExperimentationError.self) { try record.amend(seed, reason: "more", now: now) }
    }

    @Test func aPlanWithoutUnitsDoesNotStart() throws {
        var open = plan()
        open.plannedUnits = nil
        var record = ExperimentRecord(plan: open)
        let error = #expect(throws: ExperimentationError.self) { try record.start(at: now, now: now) }
        #expect(error?.message.contains("segue experiment design") == true)
    }

    @Test func ofTwoChangesOfOneStateTheSecondFails() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try registry.save(ExperimentRecord(plan: plan()))
        var one = first, two = first
        try one.start(at: now, now: now)
        _ = try registry.save(one)
        try two.start(at: now, now: now)
        let error = #expect(throws: ExperimentationError.self) { try registry.save(two) }
        #expect(error?.code == "experiment.registry" && error?.fault == .inUse)
        #expect(try registry.find("quiet").version == 2)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "quiet").path).sorted()
        #expect(left == ["0001.json", "0002.json"], "nothing half-done stays behind")
    }

    @Test func aFileThatWasChangedByHandIsRefused() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try registry.save(ExperimentRecord(plan: plan()))
        let file = folder.appending(path: "quiet/0001.json")
        let text = try String(contentsOf: file, encoding: .utf8).replacingOccurrences(
            of: "\"significance\" : 0.05", with: "\"significance\" : 0.2")
        try text.write(to: file, atomically: true, encoding: .utf8)
        let error = #expect(throws: ExperimentationError.self) { try registry.find("quiet") }
        #expect(error?.message.contains("changed by hand") == true)
    }

    @Test("a key that would be a path is unknown", arguments: ["../secret", "a/b", "", ".", "quiet\\x"])
    func paths(_ key: String) {
        let error = #expect(throws: ExperimentationError.self) { try registry.find(key) }
        #expect(error?.code == "experiment.unknown")
    }

    @Test func looksAreWrittenDownOnceEach() throws {
        var sequential = plan()
        sequential.monitoring = .groupSequential(looks: 4, spending: .pocock)
        var record = ExperimentRecord(plan: sequential)
        try record.start(at: now, now: now)
        for units in [100, 260, 261, 600, 1000] {
            let look = Look(sequential, units: units, earlier: record.looks.map(\.information))
            record.take(look, units: units, asOf: "x", findings: [], now: now)
        }
        #expect(record.looks.map(\.units) == [260, 600, 1000], "too early ones and repeated ones spend nothing")
        #expect(record.history.filter { $0.what == "peeked" }.count == 1, "a look that came too early is told")
    }
}
