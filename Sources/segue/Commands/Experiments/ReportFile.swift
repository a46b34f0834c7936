import Experimentation
import Foundation
import Warehouse

/// Writes a report to a file, whole or not at all.
enum ReportFile {
    enum Form: String, CaseIterable {
        case html, pdf, json
        case markdown = "md"
    }

    static func write(_ report: ExperimentReport, as form: Form, to target: URL) async throws {
        switch form {
        case .html: try keep(report.html(), target)
        case .markdown: try keep(report.markdown(), target)
        case .json: try keep(report.json(), target)
        case .pdf: try writePDF(report.html(), target)
        }
    }

    private static func keep(_ text: String, _ target: URL) throws {
        do {
            let bytes = Data(text.utf8)
            try AtomicFile.write(bytes, to: target)
        } catch {
            throw CommandError.file("The report could not be written to \(target.path): \(error.localizedDescription)")
        }
    }

    /// The names under which a browser that prints may be installed.
    private static let browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

    /// Prints a page by a browser without a window.
    private static func writePDF(_ page: String, _ target: URL) throws {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":").map(String.init)
        let candidates = folders.flatMap { folder in browsers.map { "\(folder)/\($0)" } }
        guard let browser = candidates.first(where: FileManager.default.isExecutableFile) else {
            throw CommandError.file(
                "A PDF is printed by Chromium, and none is installed. Install it (Debian: apt install chromium), or write .html and print that."
            )
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "segue-report-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = folder.appending(path: "report.html"), printed = folder.appending(path: "report.pdf")
        try Data(page.utf8).write(to: source)
        let process = Process()
        process.executableURL = URL(filePath: browser)
        process.arguments = [
            "--headless", "--disable-gpu", "--no-pdf-header-footer",
            "--user-data-dir=\(folder.appending(path: "profile").path)",
            "--print-to-pdf=\(printed.path)", source.absoluteString,
        ]
        // Chromium refuses its sandbox to root; the page is our own and runs no scripts.
        if getuid() == 0 { process.arguments?.insert("--no-sandbox", at: 0) }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0, let data = try? Data(contentsOf: printed),
            data.starts(with: Data("%PDF".utf8))
        else {
            throw CommandError.file(
                "\(browser) did not print the report (exit \(process.terminationStatus)). Write .html and print that.")
        }
        do {
            try AtomicFile.write(data, to: target)
        } catch {
            throw CommandError.file("The report could not be written to \(target.path): \(error.localizedDescription)")
        }
    }
}
