import Features
import Foundation
import Ingestion
import Listening

/// What the configuration file sets. Everything has a default, so that no file is needed.
struct Configuration: Sendable {
    /// Memory that queries may use. Unit: megabytes.
    var memoryMegabytes: Int?
    var threads: Int?
    /// The warehouse, as `--engine` takes it.
    var engine: String?
    /// The lake, as `--lake` takes it.
    var lake: String?
    var engagement = EngagementWeights.standard

    init() {}

    /// Reads a file; without one, `segue.yaml` in the data directory if there is one.
    init(_ options: GlobalOptions) throws {
        let standard = options.places.configuration.path
        guard options.config != nil || FileManager.default.fileExists(atPath: standard) else { return }
        let path = options.config ?? standard
        let document: Any?
        do { document = try BoundedYAML.load(BoundedYAML.text(of: path)) } catch {
            throw CommandError.configuration("\(path) \(error.words)")
        }
        guard let document else { return }
        guard let entries = document as? [String: Any] else {
            throw CommandError.configuration("\(path) is not a YAML mapping. Write entries such as `memory_mb: 2048`.")
        }
        for (key, value) in entries {
            switch key {
            case "memory_mb": memoryMegabytes = try Self.whole(value, key, 64...1_000_000, path)
            case "threads": threads = try Self.whole(value, key, 1...1024, path)
            case "engine": engine = try Self.text(value, key, path)
            case "lake": lake = try Self.text(value, key, path)
            case "engagement": engagement = try Self.weights(value, path)
            default:
                throw CommandError.configuration(
                    "\(path) has an unknown entry \"\(key)\"; it takes memory_mb, threads, engine, lake and engagement."
                )
            }
        }
    }

    private static func whole(_ value: Any, _ key: String, _ bounds: ClosedRange<Int>, _ path: String) throws -> Int {
        guard let number = value as? Int, bounds.contains(number) else {
            throw CommandError.configuration(
                "\(path): \(key) takes a whole number from \(bounds.lowerBound) to \(bounds.upperBound).")
        }
        return number
    }

    private static func text(_ value: Any, _ key: String, _ path: String) throws -> String {
        guard let text = value as? String else { throw CommandError.configuration("\(path): \(key) takes a text.") }
        return text
    }

    private static func weights(_ value: Any, _ path: String) throws -> EngagementWeights {
        let numbers =
            (value as? [String: Any])?.compactMapValues { $0 as? Double ?? ($0 as? Int).map(Double.init) } ?? [:]
        guard let recency = numbers["recency"], let frequency = numbers["frequency"], let volume = numbers["volume"],
            numbers.count == 3,
            numbers.values.allSatisfy({ $0 >= 0 }), (recency + frequency + volume - 1).magnitude < 1e-9
        else {
            throw CommandError.configuration("\(path): engagement takes recency, frequency and volume, which sum to 1.")
        }
        return EngagementWeights(recency: recency, frequency: frequency, volume: volume)
    }
}
