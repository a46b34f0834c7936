import Listening
import Warehouse

/// Turns what became of listeners in an experiment into rows of the warehouse.
struct SimulatedExposureRows {
    private let keys: SimulationKeys
    private let experiment: String
    private let people: [(encounter: SimulatedExposure, device: Int)]

    init(_ parts: [ServicePart], keys: SimulationKeys, experiment: String) {
        self.keys = keys
        self.experiment = experiment
        people = parts.flatMap { part in
            part.people.compactMap { person in person.encounter.map { ($0, person.listener.mainDevice) } }
        }
    }

    private func key(_ encounter: SimulatedExposure) -> Int64 { keys.listener + Int64(encounter.listener) }

    /// Rows of `exposures`.
    var exposures: ColumnBatch {
        let rows = people.compactMap { person -> (key: Int64, arm: String, moment: Int64, day: Int32)? in
            guard person.encounter.isLogged, let arm = person.encounter.arm, let met = person.encounter.met else {
                return nil
            }
            return (key(person.encounter), arm, met.moment, met.day.daysSinceEpoch)
        }
        return ColumnBatch(columns: [
            Column("experiment", .text(rows.map { _ in experiment })),
            Column("listener_key", .int64(rows.map(\.key))),
            Column("arm", .text(rows.map(\.arm))),
            Column("exposed_at", .instant(rows.map(\.moment))),
            Column("local_date", .day(rows.map(\.day))),
            Column("import_key", .int64(rows.map { _ in keys.load })),
        ])
    }

    var surveyCount: Int { people.count { $0.encounter.survey != nil } }

    /// Surveys as rows of `events`. A survey is about no track.
    func surveys(firstKey: Int64) -> ColumnBatch {
        let rows = people.compactMap { person in
            person.encounter.survey.map { (key: key(person.encounter), device: person.device, survey: $0) }
        }
        return ColumnBatch(columns: [
            Column("event_key", .int64(rows.indices.map { firstKey + Int64($0) })),
            Column("import_key", .int64(rows.map { _ in keys.load })),
            Column("listener_key", .int64(rows.map(\.key))),
            Column("kind", .category(rows.map { _ in 0 }, values: [EventKind.survey.rawValue])),
            Column("occurred_at", .instant(rows.map(\.survey.moment))),
            Column("local_date", .day(rows.map(\.survey.day.daysSinceEpoch))),
            Column("platform", .category(rows.map { _ in 0 }, values: [Platform.custom.rawValue])),
            Column("device", .category(rows.map { UInt8($0.device) }, values: Population.devices.map(\.rawValue))),
            Column("payload", .text(rows.map { "{\"score\": \($0.survey.score)}" })),
        ])
    }

    /// Listeners who met an arm, by arm: those in the ledger, or those whom it lost.
    func count(logged: Bool, of experiment: PlantedExperiment) -> [String: Int] {
        var counts = experiment.truth.arms.mapValues { _ in 0 }
        for person in people where person.encounter.met != nil && person.encounter.isLogged == logged {
            if let arm = person.encounter.arm { counts[arm, default: 0] += 1 }
        }
        return counts
    }
}
