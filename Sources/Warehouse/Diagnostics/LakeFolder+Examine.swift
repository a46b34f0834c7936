extension LakeFolder {
    /// Looks at a lake without changing anything: whether it can be read, and whether its files are there and as long as they should be.
    package func examine() -> [DiagnosticCheck] {
        do {
            let manifest = try read()
            try checkSizes(manifest)
            return [.lake(manifest)]
        } catch {
            return [DiagnosticCheck("lake", .bad, url.path, remedy: error.message)]
        }
    }
}

extension DiagnosticCheck {
    /// What a lake holds.
    package static func lake(_ manifest: LakeManifest) -> DiagnosticCheck {
        let rows = manifest.tables.reduce(0) { $0 + $1.rows },
            megabytes = manifest.files.reduce(0) { $0 + $1.bytes } >> 20
        return DiagnosticCheck(
            "lake", .good,
            "schema \(manifest.schemaVersion), \(rows) rows in \(manifest.files.count) files, \(megabytes) MB")
    }
}
