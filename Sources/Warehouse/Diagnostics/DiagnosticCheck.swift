/// One thing that was looked at when an engine was examined.
package struct DiagnosticCheck: Sendable, Hashable {
    package enum Verdict: String, Sendable { case good, notice, bad }

    /// What was looked at, such as `version`.
    package let subject: String
    package let verdict: Verdict
    /// What was found.
    package let detail: String
    /// What to do about it; nil where nothing is.
    package let remedy: String?

    package init(_ subject: String, _ verdict: Verdict, _ detail: String, remedy: String? = nil) {
        self.subject = subject
        self.verdict = verdict
        self.detail = detail
        self.remedy = remedy
    }
}

extension DiagnosticCheck {
    /// How a schema stands beside the migrations that this program has.
    static func schema(found: Int, dialect: String) -> DiagnosticCheck {
        let known = Migrator.newest(dialect: dialect)
        if found == 0 {
            return DiagnosticCheck(
                "schema", .notice, "none yet", remedy: "The next command that opens the warehouse makes it.")
        }
        if found > known {
            return DiagnosticCheck(
                "schema", .bad, "version \(found); this program knows \(known)",
                remedy: "Use the newer program that wrote it.")
        }
        if found < known {
            return DiagnosticCheck(
                "schema", .notice, "version \(found) of \(known)",
                remedy: "The next command that opens the warehouse brings it up to date."
            )
        }
        return DiagnosticCheck("schema", .good, "version \(found), up to date")
    }

    /// How far a server's clock is from this machine's.
    package static func clock(ahead seconds: Double) -> DiagnosticCheck {
        let distance = seconds.magnitude
        if distance < 5 { return DiagnosticCheck("clock", .good, "within 5 s of this machine's") }
        let side = seconds > 0 ? "ahead of" : "behind"
        return DiagnosticCheck(
            "clock", .notice, "\(Int(saturating: distance)) s \(side) this machine's",
            remedy: "Let both follow a time server; moments of imports are this machine's.")
    }
}
