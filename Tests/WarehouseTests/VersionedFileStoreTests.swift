import Foundation
import Testing

@testable import Warehouse

@Suite("Records of which every state is kept")
struct VersionedFileStoreTests {
    private func temporary() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
    }

    @Test("versions are written once, read in order, and foreign files are left alone")
    func versions() throws {
        let store = VersionedFileStore(temporary())
        defer { try? FileManager.default.removeItem(at: store.directory) }
        #expect(store.names.isEmpty && store.versions(of: "a").isEmpty)
        for version in [1, 2, 12_345] { try store.write([("json", Data("x".utf8))], of: "a", as: version) }
        for name in ["2.json", "00003.json", "0000.json", "notes.json", "0004.txt", "9999999.json"] {
            try Data().write(to: store.folder(of: "a").appending(path: name))
        }
        #expect(store.versions(of: "a") == [1, 2, 12_345] && store.names == ["a"])
        #expect(store.file(of: "a", 2).lastPathComponent == "0002.json")
        #expect(throws: VersionedFileStore.Failure.taken) {
            try store.write([("json", Data("other".utf8))], of: "a", as: 2)
        }
        #expect(try String(contentsOf: store.file(of: "a", 2), encoding: .utf8) == "x")
        #expect(throws: VersionedFileStore.Failure.full) { try store.write([("json", Data())], of: "a", as: 1_000_001) }
    }

    @Test("of many that write a version at once one does")
    func concurrent() async throws {
        let store = VersionedFileStore(temporary())
        defer { try? FileManager.default.removeItem(at: store.directory) }
        let wins = await withTaskGroup(of: Bool.self) { group in
            for writer in 0..<16 {
                group.addTask { (try? store.write([("json", Data("\(writer)".utf8))], of: "a", as: 1)) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1 && store.versions(of: "a") == [1])
    }
}
