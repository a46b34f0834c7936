public import Foundation

extension ModelArtifact {
    /// The artifact as JSON, keys in order, so that equal artifacts give equal bytes.
    public func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return try encoder.encode(self)
    }

    /// Reads an artifact that ``encoded()`` wrote, by this program or an older one.
    /// - Throws: ``LearningError`` of kind `.newerFormat` or `.malformedArtifact`.
    public static func decode(_ json: Data) throws -> ModelArtifact {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        do {
            return try decoder.decode(ModelArtifact.self, from: json)
        } catch let error as DecodingError {
            throw LearningError.malformedArtifact(Self.cause(of: error))
        }
    }

    private static func cause(of error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(path(context.codingPath)) has the wrong type"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty ? "it is not valid JSON" : "\(path(context.codingPath)) cannot be read"
        @unknown default: "it cannot be read"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }.joined(separator: ".")
    }
}
