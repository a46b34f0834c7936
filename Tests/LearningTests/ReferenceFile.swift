import Foundation

/// Expected values that a script beside them made; see `Reference/`.
enum ReferenceFile {
    /// The contents of `Reference/<name>.json`.
    static func load<Contents: Decodable>(_ name: String, as type: Contents.Type = Contents.self) throws -> Contents {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/\(name).json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(contentsOf: file))
    }
}

/// Whether two numbers agree to a relative or an absolute tolerance.
func isClose(_ found: Double, _ expected: Double, relative: Double, absolute: Double = 0) -> Bool {
    abs(found - expected) <= max(absolute, relative * abs(expected))
}
