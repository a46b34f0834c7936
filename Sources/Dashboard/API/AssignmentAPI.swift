import ExperimentService
import Experimentation
import Foundation
import Warehouse

/// The arms of a unit, for a service: `GET /experiments/assign?unit=…[&experiment=…][&attributes={…}]`.
///
/// Asking writes nothing: what counts is that a unit met its arm, and `POST /experiments/exposures` tells that.
enum AssignmentAPI {
    private static let known = ["unit", "experiment", "attributes"]
    private static let mostUnitBytes = 512
    private static let mostAttributeBytes = 8192

    /// - Throws: ``DashboardError``, `ExperimentationError`.
    static func answer(_ query: QueryItems, _ service: AssignmentService, firstArms: [String: String]) throws -> String
    {
        let given = query.items.map(\.name)
        guard given.allSatisfy(known.contains) else { throw DashboardError.unknownParameter("assign", known: known) }
        guard Set(given).count == given.count else { throw DashboardError.repeated }
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
