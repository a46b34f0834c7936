public import Foundation

extension ExperimentReport {
    /// The report as JSON, the same text for the same report: keys in order, infinite ends of intervals as `"Infinity"` and `"-Infinity"`.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: Self.infinity, negativeInfinity: "-" + Self.infinity, nan: "NaN")
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// Reads what ``json()`` wrote.
    /// - Throws: ``ExperimentationError`` `experiment.report`, which names the field that is missing or wrong.
    public init(json: Data) throws {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: Self.infinity, negativeInfinity: "-" + Self.infinity, nan: "NaN")
        do {
            let version = try decoder.decode(Form.self, from: json).formatVersion
            guard version == 1 else {
                throw ExperimentationError(
                    "report",
                    "The report has the form \(version), and this version of Segue reads form 1. Use the version that wrote it."
                )
            }
            self = try decoder.decode(ExperimentReport.self, from: json)
        } catch let error as DecodingError {
            throw ExperimentationError(
                "report", "This is no experiment report: \(Self.explained(error)). Write it anew with `json()`.")
        }
    }

    private static let infinity = "Infinity"

    /// As much as has to be read before the rest can be.
    private struct Form: Decodable {
        let formatVersion: Int

        enum CodingKeys: String, CodingKey {
            case formatVersion = "format_version"
        }
    }

    private static func explained(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            return "\(([place(context)].filter { !$0.isEmpty } + [key.stringValue]).joined(separator: ".")) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(place(context)) is of another kind"
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty ? "it is no JSON" : "\(place(context)): \(context.debugDescription)"
        @unknown default: return "it cannot be read"
        }
    }
}
