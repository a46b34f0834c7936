import Foundation
import Testing
import Warehouse

/// Files that are there wholly or not at all.
@Suite("Whole files")
struct AtomicFileTests {
    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "whole-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    @Test("a file is written, replaced, and leaves no second name")
    func replaced() throws {
        let folder = try folder(), file = folder.appending(path: "report.json")
        defer { try? FileManager.default.removeItem(at: folder) }
        // What a killed writer of the same file could have left is taken over.
        try Data("old".utf8).write(to: folder.appending(path: ".report.json.next"))
        for size in [0, 1, 5_000_000] {
            try AtomicFile.write(Data(repeating: 7, count: size), to: file)
            #expect(try Data(contentsOf: file).count == size)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report.json"])
    }

    @Test("where nothing may be replaced, a second writer fails and changes nothing")
    func exclusive() throws {
        let folder = try folder(), file = folder.appending(path: "0001.json")
        defer { try? FileManager.default.removeItem(at: folder) }
        try AtomicFile.write(Data("first".utf8), to: file, replaces: false)
        let error = #expect(throws: CocoaError.self) {
            try AtomicFile.write(Data("second".utf8), to: file, replaces: false)
        }
        #expect(error?.code == .fileWriteFileExists)
        #expect(try String(contentsOf: file, encoding: .utf8) == "first")
    }

    @Test("a folder that is missing is an error that says so")
    func missing() {
        let file = FileManager.default.temporaryDirectory.appending(path: "no-\(UUID().uuidString)/x")
        let error = #expect(throws: CocoaError.self) { try AtomicFile.write(Data(), to: file) }
        #expect(error?.localizedDescription.contains("No such file") == true)
    }
}
