import ExperimentService
import Experimentation
import Formatting
import Foundation
import Warehouse

/// The arms of a unit, for a service: `GET /experiments/assign?unit=…[&experiment=…][&attributes={…}]`.
///
/// Asking writes nothing: what counts is that a unit was exposed to its arm, which `POST /experiments/exposures` reports.
enum AssignmentAPI {
    private static let mostUnitBytes = 512
    private static let mostAttributeBytes = 8192

    static func endpoints(_ services: ServerServices) -> [Endpoint] {
        let assignment = JSONSchema.object(fields: [
            ("experiment", .string("Its key.")),
            ("arm", .string("The arm's key; null where the unit takes no part.").orNull),
            ("excluded?", .string("Why it takes no part.")),
        ])
        return [
            Endpoint(
                .get, "/experiments/assign", .read, "The arms of a unit",
                parameters: [
                    .query("unit", .string("The listener's id, at most \(mostUnitBytes) bytes."), isRequired: true),
                    .query("experiment", .string("One running experiment; all by default.")),
                    .query(
                        "attributes",
                        .string("What targeting goes by, as a JSON object of at most \(mostAttributeBytes) bytes.")),
                ],
                answer: .json(
                    "The unit's arms in the running experiments.",
                    .object(fields: [("unit", .string()), ("assignments", .array(of: assignment))])), isPrompt: true
            ) { request in
                let sticky = try services.assignment.stickyExperiments(), unit = request.query["unit"] ?? ""
                let first = sticky.isEmpty ? [:] : try await services.ledger.firstArms(of: unit, in: sticky)
                return Responses.json(try answer(request.query, services.assignment, firstArms: first))
            }
        ]
    }

    /// - Throws: ``ServerError``, `ExperimentationError`.
    static func answer(_ query: QueryItems, _ service: AssignmentService, firstArms: [String: String]) throws -> String
    {
        guard let unit = query["unit"], !unit.isEmpty, unit.utf8.count <= mostUnitBytes else {
            throw ExperimentationError(
                "unit", "unit is missing or longer than \(mostUnitBytes) bytes. Give the listener's id: ?unit=…",
                fault: .usage)
        }
        let assignments = try service.assign(
            unit, in: query["experiment"], attributes: try attributes(query["attributes"]), firstArms: firstArms)
        var text = "{\"unit\":\(JSONValue.text(unit).serialized()),\"assignments\":["
        for (index, assignment) in assignments.enumerated() {
            if index > 0 { text += "," }
            // Keys and arms are names: nothing in them needs escaping.
            text += "{\"experiment\":\"\(assignment.experiment)\","
            text +=
                assignment.arm.map { "\"arm\":\"\($0)\"}" }
                ?? "\"arm\":null,\"excluded\":\"\(assignment.excluded?.rawValue ?? "")\"}"
        }
        return text + "]}"
    }

    private static func attributes(_ text: String?) throws -> AttributeValue {
        guard let text else { return .null }
        guard text.utf8.count <= mostAttributeBytes, let value = AttributeValue(json: Data(text.utf8)),
            case .object = value
        else {
            throw ExperimentationError(
                "attributes",
                "attributes is not a JSON object of at most \(mostAttributeBytes) bytes and \(AttributeValue.mostDepth) levels. Write it as {\"country\":\"DK\"}.",
                fault: .usage)
        }
        return value
    }
}
