import Foundation

/// The bounds within which the embedded warehouse works.
package struct DuckDBSettings: Sendable {
    /// Memory that queries may use before they spill to disk. Unit: megabytes.
    package var memoryMegabytes: Int
    /// Threads that a query may use.
    package var threads: Int
    /// Whether statements may read and write files besides the warehouse.
    package var reachesFiles: Bool
    /// The folder of the lake that is read, if one is.
    var lake: URL?

    package init(memoryMegabytes: Int? = nil, threads: Int? = nil, reachesFiles: Bool = true) {
        self.reachesFiles = reachesFiles
        let machine = Int(ProcessInfo.processInfo.physicalMemory / 1_048_576)
        self.memoryMegabytes = memoryMegabytes ?? max(512, min(machine / 4, 8192))
        self.threads = threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount)
    }

    func options(spill: String) -> [(String, String)] {
        [
            ("memory_limit", "\(memoryMegabytes)MB"), ("threads", "\(threads)"), ("temp_directory", spill),
            ("autoinstall_known_extensions", "false"), ("autoload_known_extensions", "false"),
        ] + (reachesFiles || lake != nil ? [] : [("enable_external_access", "false")])
    }

    /// Statements that shut a database off from all files but those of its lake.
    var enclosure: [String] {
        guard let lake, !reachesFiles else { return [] }
        // Both as it is and as views write it, with what would be a wildcard in brackets.
        let folders = Set([lake.path, DuckDBPath.literal(lake.path)]).sorted().map(DuckDBPath.quoted)
        return ["SET allowed_directories = [\(folders.joined(separator: ", "))]", "SET enable_external_access = false"]
    }
}
