import Foundation
import Testing
import Warehouse

@testable import SparkWarehouse

/// Arrow streams that pyarrow wrote (Reference/arrow.py).
@Suite("Arrow streams")
struct ArrowStreamTests {
    struct Fixture: Decodable {
        struct Column: Decodable {
            let name: String
            let values: [String?]
        }
        let stream: String
        let empty: String
        let columns: [Column]
    }

    private static func fixture() throws -> Fixture {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/arrow.json")
        return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
    }

    private static func bytes(_ text: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: text))) }

    @Test("every type that is read comes out as it went in")
    func types() throws {
        let fixture = try Self.fixture()
        var stream = ArrowStream()
        let batches = try stream.read(try Self.bytes(fixture.stream))
        #expect(batches.map(\.rowCount) == [3, 1] && stream.empty == nil)
        for column in fixture.columns {
            let found = try #require(batches[0].column(column.name))
            for (row, wanted) in column.values.enumerated() {
                let value = found.value(at: row)
                let shown: String? =
                    switch value {
                    case .null: nil
                    case .day(let day): "\(day)"
                    case .instant(let micros): "\(micros)"
                    case .double(let number): "\(number)"
                    default: value.description
                    }
                #expect(
                    shown == wanted || shown.flatMap { Double($0) } == wanted.flatMap { Double($0) } && shown != nil,
                    "\(column.name), row \(row)")
            }
            // The second batch is a slice, whose buffers do not begin with its first row.
            #expect(batches[1].column(column.name)?.value(at: 0) == .null, "\(column.name) of the slice")
        }
    }

    @Test("an answer without rows names its columns")
    func empty() throws {
        let fixture = try Self.fixture()
        var stream = ArrowStream()
        #expect(try stream.read(try Self.bytes(fixture.empty)).isEmpty)
        #expect(stream.empty?.names == fixture.columns.map(\.name))
    }

    @Test("a stream that is cut or changed anywhere is refused or read, and never traps")
    func damaged() throws {
        let whole = try Self.bytes(try Self.fixture().stream)
        for end in stride(from: 0, to: whole.count, by: 7) {
            var stream = ArrowStream()
            _ = try? stream.read(Array(whole.prefix(end)))
        }
        var random = SystemRandomNumberGenerator()
        for place in whole.indices {
            var bytes = whole
            bytes[place] = UInt8.random(in: 0...255, using: &random)
            bytes[Int.random(in: whole.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            var stream = ArrowStream()
            _ = try? stream.read(bytes)
        }
    }

    @Test("what has no place in a table is named")
    func unsupported() throws {
        #expect(
            ArrowError.unsupported("tags", "list").message.contains("tags")
                && ArrowError.range("total").message.contains("total"))
    }
}
