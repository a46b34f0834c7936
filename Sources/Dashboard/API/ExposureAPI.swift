import ExperimentService
import Experimentation
import Foundation
import Listening
import Warehouse

/// Who met which arm, told by a service: `POST /experiments/exposures` with `{"exposures": [{"experiment", "unit", "arm", "exposed_at"?}]}`.
///
/// Each row gets a receipt: accepted, duplicate (the unit met the arm before), or rejected with the reason. A row that was accepted is durable.
enum ExposureAPI {
    static let mostBytes = 1_048_576
    private static let mostRows = 5000
    /// A clock may go a little ahead of this one.
    private static let ahead: Int64 = 3_600_000_000

    private struct Body: Decodable {
        struct Row: Decodable {
            let experiment: String?
            let unit: String?
            let arm: String?
            let exposedAt: String?

            private enum CodingKeys: String, CodingKey {
                case experiment, unit, arm
                case exposedAt = "exposed_at"
            }
        }

        let exposures: [Row]
    }

    /// The rows that can be written, their places among all, and why others cannot.
    static func rows(_ body: Data, _ service: AssignmentService, now: Instant) throws -> (
        rows: [ExposureRow], places: [Int], rejected: [Int: String]
    ) {
        guard let parsed = try? JSONDecoder().decode(Body.self, from: body) else {
            throw ExperimentationError(
                "exposures",
                "The body is no JSON such as {\"exposures\":[{\"experiment\":\"…\",\"unit\":\"…\",\"arm\":\"…\",\"exposed_at\":\"2026-01-31T18:00:00Z\"}]}.",
                fault: .input)
        }
        guard parsed.exposures.count <= mostRows else {
            throw ExperimentationError(
                "exposures",
                "There are \(parsed.exposures.count) exposures; at most \(mostRows) go into a request. Send them in parts.",
                fault: .input)
        }
        var rows: [ExposureRow] = [], places: [Int] = [], rejected: [Int: String] = [:]
        for (place, row) in parsed.exposures.enumerated() {
            guard let experiment = row.experiment, let arm = row.arm, let unit = row.unit, !unit.isEmpty,
                unit.utf8.count <= 512, !unit.utf8.contains(0)
            else {
                rejected[place] = "experiment, unit or arm is missing, or the unit is longer than 512 bytes"
                continue
            }
            let at = row.exposedAt.map { Instant($0) } ?? now
            guard let at, at.microseconds <= now.microseconds + ahead else {
                rejected[place] = "exposed_at is no moment such as 2026-01-31T18:00:00Z, or lies in the future"
                continue
            }
            let exposure = ExposureRow(experiment: experiment, unit: unit, arm: arm, at: at)
            if let objection = try service.objection(to: exposure) {
                rejected[place] = objection
            } else {
                rows.append(exposure)
                places.append(place)
            }
        }
        return (rows, places, rejected)
    }

    static func receipts(_ fates: [ExposureWriter.WriteOutcome], _ places: [Int], _ rejected: [Int: String])
        -> JSONValue
    {
        var all = rejected.map {
            (place: $0.key, receipt: JSONValue.object([("status", .text("rejected")), ("reason", .text($0.value))]))
        }
        all += zip(places, fates).map { ($0, JSONValue.object([("status", .text($1.rawValue))])) }
        return .object([("receipts", .array(all.sorted { $0.place < $1.place }.map(\.receipt)))])
    }
}
