import Foundation
import Testing
import Warehouse

@testable import Dashboard

@Suite("Escaping")
struct EscapingTests {
    /// Markup as it stands, behind a quote that a combining mark hides, and behind a sign that draws the next character to itself.
    static let markup = [
        "<script>alert(1)</script>", "\"\u{301}><img src=x onerror=alert(2)>", "\u{600}<img src=x onerror=alert(3)>",
        "</script><b>x",
        "&amp;\u{200D}<svg onload=alert(4)>",
    ]

    @Test("a name in the data stays text, wherever it is shown", arguments: markup)
    func data(_ name: String) async throws {
        let fixture = try await DashboardFixture.simulated()
        try await fixture.warehouse.write { connection in
            for table in ["tracks", "artists"] {
                try connection.execute(Statement("UPDATE \(table) SET name = :name", ["name": .text(name)]))
            }
            try connection.execute(Statement("UPDATE tracks SET genre = :name", ["name": .text(name)]))
        }
        for path in [
            "/overview", "/skips?dimension=genre", "/rows/plays", "/rows/top_tracks",
            "/rows/skip_rates?dimension=genre",
        ] {
            let answer = try await fixture.get(path)
            #expect(answer.status == .ok)
            for markup in ["<script>alert", "<img", "<svg onload", "<b>x"] {
                #expect(!answer.holds(bytes: markup), "\(path): \(markup)")
            }
        }
        #expect(try await fixture.get("/rows/plays").text.contains("&lt;"))
    }

    @Test("what is typed into an address is not repeated as markup")
    func address() async throws {
        let fixture = try await DashboardFixture.shared.value
        let evil = "%3Cscript%3Ealert(1)%3C%2Fscript%3E"
        for path in [
            "/overview?tier=\(evil)", "/overview?first_day=\(evil)", "/skips?dimension=\(evil)",
            "/rows/plays?group_name=\(evil)&dimension=genre",
            "/rows/\(evil)", "/explain/\(evil)", "/retention?kind=\(evil)", "/funnels?step=\(evil)",
        ] {
            let answer = try await fixture.get(path)
            #expect(!answer.holds(bytes: "<script>alert"), "\(path)")
        }
    }

    @Test("only characters that hide markup are taken apart")
    func safe() {
        #expect("Ōtsuka “Trio” & \"Ōto\"".templateSafe == "Ōtsuka “Trio” & \"Ōto\"")
        #expect("plain <b>".templateSafe == "plain <b>")
        #expect(Array("\"\u{301}".templateSafe.unicodeScalars) == ["\u{2060}", "\"", "\u{2060}", "\u{301}"])
        for character in "\u{600}<".templateSafe where character.unicodeScalars.contains("<") {
            #expect(character == "<")
        }
    }
}
