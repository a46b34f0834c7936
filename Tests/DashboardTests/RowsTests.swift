import Foundation
import HummingbirdTesting
import Insights
import Listening
import Server
import Testing
import Warehouse

@testable import Dashboard

@Suite("Rows behind a number")
struct RowsTests {
    @Test("plays are paged through, each once")
    func pages() async throws {
        let fixture = try await DashboardFixture.shared.value
        let first = try await fixture.get("/rows/plays")
        #expect(first.text.contains("Rows 1 to 50"))
        #expect(first.text.contains("rel=\"next\"") && !first.text.contains("rel=\"prev\""))
        let second = try await fixture.get("/rows/plays?page=2")
        #expect(second.text.contains("Rows 51 to 100"))
        #expect(second.text.contains("rel=\"prev\""))
        #expect(rows(first) == 50 && rows(second) == 50)
        #expect(first.text(after: "<tbody>", to: "</tbody>") != second.text(after: "<tbody>", to: "</tbody>"))
    }

    @Test("a group's plays are as many as the group has")
    func group() async throws {
        let fixture = try await DashboardFixture.shared.value
        let data = try #require(try await InsightService(fixture.warehouse).days()).whole
        let rates = try await InsightService(fixture.warehouse).ask("skip_rates", ["dimension": "device"]).rows
        let name = try #require(rates.value("group_name", at: 0).text)
        let csv = try await fixture.get(
            "/rows/plays.csv?first_day=\(data.lowerBound)&last_day=\(data.upperBound)&dimension=device&group_name=\(Link.encoded(name))"
        )
        #expect(csv.headers[.contentType] == "text/csv; charset=utf-8")
        #expect(csv.headers[.contentDisposition]?.contains("segue-plays.csv") == true)
        let lines = csv.text.split(separator: "\n").count - 1
        // Every play of a simulated service says whether it was skipped.
        #expect(Int64(lines) == rates.value("plays", at: 0).integer)
    }

    @Test("rows say how many they are, of what and when, and what they come to; and lead back")
    func reconciles() async throws {
        let fixture = try await DashboardFixture.shared.value
        let data = try #require(try await InsightService(fixture.warehouse).days()).whole
        let filter = InsightFilter(firstDay: data.lowerBound, lastDay: data.upperBound)
        let rates = try await InsightService(fixture.warehouse).ask(
            "skip_rates", filter: filter, ["dimension": "genre"]
        )
        .table
        let row = try #require(rates.first { $0.text("group_name") != "unknown" }),
            genre = try #require(row.text("group_name"))
        let days = "first_day=\(data.lowerBound)&last_day=\(data.upperBound)"
        let answer = try await fixture.get(
            "/rows/plays?\(days)&dimension=genre&group_name=\(Link.encoded(genre))&from=%2Fskips")
        let plays = row.count("plays"), skips = row.count("skips")
        #expect(
            answer.text.contains(
                "<h1>\(Format.count(plays)) plays of \(genre), \(Format.date(data.lowerBound.description)) to \(Format.date(data.upperBound.description)): \(Format.count(skips)) skipped"
            ))
        #expect(answer.text.contains("Rows 1 to 50 of \(Format.count(plays))") && answer.text.contains("← Skips"))
        let activity = try await fixture.get("/rows/activity?\(days)")
        let summary = try #require(
            try await InsightService(fixture.warehouse).ask("summary", filter: filter).table.first)
        #expect(
            activity.text.contains(
                "\(Format.count(summary.count("listener_days"))) listener-days on \(summary.count("days")) complete days"
            ))
        let links = try await fixture.get("/skips").text.components(separatedBy: "href=\"").filter {
            $0.hasPrefix("/rows/plays?")
        }
        #expect(!links.isEmpty && links.allSatisfy { $0.prefix { $0 != "\"" }.hasSuffix("from=%2Fskips") })
    }

    @Test("a listing is sorted by any of its columns, over all of its pages")
    func sorted() async throws {
        let fixture = try await DashboardFixture.shared.value
        let rows = try await InsightService(fixture.warehouse).ask("activity", filter: InsightFilter()).table
        let most = try #require(rows.map { $0.count("plays") }.max()), days = rows.compactMap { $0.day("day") }
        let first = try #require(days.first)
        let answer = try await fixture.get("/rows/activity?first_day=\(first)&sort=-plays")
        let row = try #require(answer.text(after: "<tbody>", to: "</tr>"))
        #expect(row.contains(">\n          \(Format.count(most))\n"), "\(row)")
        #expect(answer.text.contains("aria-sort=\"descending\"") && answer.text.contains("sort=plays\""))
        #expect(try await fixture.get("/rows/activity?sort=nonsense").status == .badRequest)
        let order = try RowsSort(PageRequest(path: "/rows/x", query: QueryItems(query: "sort=a")), columns: ["a"])
            .order(
                ColumnBatch(columns: [Column("a", .int64([3, 0, 1, 3]), valid: [true, false, true, true])]))
        #expect(order == [2, 0, 3, 1], "what is not known comes last, equals as they were")
    }

    @Test("the listeners of a day are as many as its daily listeners")
    func listeners() async throws {
        let fixture = try await DashboardFixture.shared.value
        let activity = try await InsightService(fixture.warehouse).ask("activity").rows
        let busiest = try #require(
            (0..<activity.rowCount).max {
                (activity.value("dau", at: $0).integer ?? 0) < (activity.value("dau", at: $1).integer ?? 0)
            })
        let day = activity.value("day", at: busiest).description
        let answer = try await fixture.get("/rows/listeners?day=\(day)")
        #expect(answer.status == .ok)
        #expect(rows(answer) == min(50, Int(activity.value("dau", at: busiest).integer ?? 0)))
        #expect(try await fixture.get("/rows/activity").text.contains("/rows/listeners?"))
    }

    @Test("a cell of the cohorts leads to the cohort's listeners")
    func cohort() async throws {
        let fixture = try await DashboardFixture.shared.value
        let page = try await fixture.get("/retention")
        let link = try #require(page.text.components(separatedBy: "href=\"").first { $0.hasPrefix("/rows/cohort?") })
            .prefix { $0 != "\"" }
        let path = String(link).replacingOccurrences(of: "&amp;", with: "&")
        let answer = try await fixture.get(path)
        #expect(answer.status == .ok)
        #expect(rows(answer) > 0)
    }

    @Test("catalogues list every feature and every question")
    func catalogues() async throws {
        let fixture = try await DashboardFixture.shared.value
        let questions = try await fixture.get("/rows/questions")
        for insight in InsightCatalogue.all(dialect: "duckdb") {
            #expect(questions.text.contains("/explain/\(insight.name)\""))
        }
        #expect(try await fixture.get("/rows/features").text.contains("Rows 1 to 50 of"))
    }

    private func rows(_ answer: TestResponse) -> Int {
        guard let table = answer.text(after: "<tbody>", to: "</tbody>") else { return 0 }
        return table.components(separatedBy: "<tr>").count - 1
    }
}
