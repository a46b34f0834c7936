import Formatting
import Foundation
import Listening
import Warehouse

/// A tiny data set with the features that were worked out for it from their definitions, in plain Python with exact fractions
/// (`fixture.py` and `reference.py` beside it).
struct Fixture {
    let document: JSONValue

    init() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/hand_checked.json")
        document = JSONValue(parsing: try Data(contentsOf: file))
    }

    var asOf: CalendarDay {
        get throws {
            guard case .text(let text)? = document["as_of"], let day = CalendarDay(text) else {
                throw CocoaError(.coderInvalidValue)
            }
            return day
        }
    }

    /// Loads the tables, but for those rows of facts that lie on or after a day.
    func load(into warehouse: any Warehouse) async throws {
        guard case .object(let tables)? = document["tables"] else { throw CocoaError(.coderInvalidValue) }
        try await warehouse.write { connection in
            for (table, rows) in tables {
                guard case .array(let rows) = rows else { continue }
                for case .object(let cells) in rows {
                    var parameters: [String: Value] = [:]
                    for (name, cell) in cells { parameters[name] = Self.value(cell) }
                    let names = cells.map(\.0)
                    try connection.execute(
                        Statement(
                            "INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(names.map { ":\($0)" }.joined(separator: ", ")))",
                            parameters))
                }
            }
        }
    }

    /// The expected features of each listener.
    var expected: [String: [String: JSONValue]] {
        guard case .object(let listeners)? = document["expected"] else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: listeners.map { id, features in
                if case .object(let cells) = features {
                    (id, Dictionary(uniqueKeysWithValues: cells))
                } else {
                    (id, [:])
                }
            })
    }

    private static func value(_ cell: JSONValue) -> Value {
        switch cell {
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .double(let value): .double(value)
        case .text(let value):
            if let day = CalendarDay(value) {
                .day(day)
            } else if value.hasSuffix("Z"), let instant = Instant(value) {
                .instant(instant)
            } else {
                .text(value)
            }
        default: .null
        }
    }
}
