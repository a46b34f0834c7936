import ExperimentService
import Experimentation
import Formatting
import Foundation
import Listening
import Warehouse

/// Which unit was exposed to which arm, as a service reports it: `POST /experiments/exposures` with `{"exposures": [{"experiment", "unit", "arm", "exposed_at"?}]}`.
///
/// Each row gets a receipt: accepted, duplicate (the unit was exposed to the arm before), or rejected with the reason. A row that was accepted is durable.
enum ExposureAPI {
    private static let mostBytes = 1_048_576
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

    static func endpoints(_ services: ServerServices) -> [Endpoint] {
        let row = JSONSchema.object(fields: [
            ("experiment", .string("Its key.")), ("unit", .string("The listener's id.")),
            ("arm", .string("The arm's key.")),
            ("exposed_at?", .moment("When; now by default.")),
        ])
        let receipt = JSONSchema.object(fields: [
            ("status", .string(choices: ["accepted", "duplicate", "rejected"])),
            ("reason?", .string("Why it was rejected.")),
        ])
        return [
            Endpoint(
                .post, "/experiments/exposures", .write, "Record exposures",
                body: Endpoint.Body(
                    .object(fields: [("exposures", .array(of: row, most: mostRows))]), mostBytes: mostBytes),
                answer: .json(
                    "A receipt for each exposure, in order. What was accepted is durable.",
                    .object(fields: [("receipts", .array(of: receipt))])), isPrompt: true
            ) { request in
                let (rows, places, rejected) = try rows(
                    try await request.body(), services.assignment, now: services.now())
                let outcomes = rows.isEmpty ? [] : try await services.exposures.write(rows, now: services.now())
                return Responses.json(receipts(outcomes, places, rejected))
            }
        ]
    }

    /// The rows that can be written, their places among all, and why others cannot.
    static func rows(_ body: Data, _ service: AssignmentService, now: Instant) throws -> (
        rows: [ExposureRow], places: [Int], rejected: [Int: String]
    ) {
        guard let parsed = try? JSONDecoder().decode(Body.self, from: body) else {
            throw ExperimentationError(
                "exposures",
                "The body is not JSON such as {\"exposures\":[{\"experiment\":\"…\",\"unit\":\"…\",\"arm\":\"…\",\"exposed_at\":\"2026-01-31T18:00:00Z\"}]}.",
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
                rejected[place] = "exposed_at is not a moment such as 2026-01-31T18:00:00Z, or is in the future"
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

    static func receipts(_ outcomes: [ExposureWriter.WriteOutcome], _ places: [Int], _ rejected: [Int: String])
        -> JSONValue
    {
        var all = rejected.map {
            (place: $0.key, receipt: JSONValue.object([("status", .text("rejected")), ("reason", .text($0.value))]))
        }
        all += zip(places, outcomes).map { ($0, JSONValue.object([("status", .text($1.rawValue))])) }
        return .object([("receipts", .array(all.sorted { $0.place < $1.place }.map(\.receipt)))])
    }
}
