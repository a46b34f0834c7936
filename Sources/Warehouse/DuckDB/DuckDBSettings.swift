import Foundation

/// The bounds within which the embedded warehouse works.
package struct DuckDBSettings: Sendable {
    /// Memory that queries may use before they spill to disk. Unit: megabytes.
    package var memoryMegabytes: Int
    /// Threads that a query may use.
    package var threads: Int

    package init(memoryMegabytes: Int? = nil, threads: Int? = nil) {
        let machine = Int(ProcessInfo.processInfo.physicalMemory / 1_048_576)
        self.memoryMegabytes = memoryMegabytes ?? max(512, min(machine / 4, 8192))
        self.threads = threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount)
    }

    func options(spill: String) -> [(String, String)] {
        [
            ("memory_limit", "\(memoryMegabytes)MB"), ("threads", "\(threads)"), ("temp_directory", spill),
            ("autoinstall_known_extensions", "false"), ("autoload_known_extensions", "false"),
        ]
    }
}
