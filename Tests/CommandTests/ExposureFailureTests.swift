import Foundation
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// What becomes of exposures when the server that took them dies.
@Suite("Exposures and a server that is killed")
struct ExposureFailureTests {
    private static let batch = 10

    @Test("each exposure that was acknowledged is there after kill -9 under load, once, and sending again adds nothing")
    func killed() async throws {
        let segue = try CommandLine()
        defer { segue.clean() }
        let plan = try segue.write(
            "key: loud\nmetrics: [{metric: minutes, role: primary}]\nplanned_units: 100\n", to: "plan.yaml")
        for arguments in [
            ["simulate", "--plays", "2000"], ["experiment", "draft", "loud", "--plan", plan],
            ["experiment", "start", "loud"],
        ] {
            #expect(try segue.run(arguments + ["--data", segue.data]).code == 0)
        }
        let server = try segue.start(["serve", "--port", "0", "--data", segue.data])
        defer { if server.process.isRunning { kill(server.process.processIdentifier, SIGKILL) } }
        let address = try await self.address(of: server)
        let acknowledged = try await withThrowingTaskGroup(of: [String].self) { group in
            for sender in 0..<4 { group.addTask { await self.send(to: address, sender) } }
            // Long enough for many transactions, and short of the end of what is sent.
            try await Task.sleep(for: .milliseconds(4000))
            kill(server.process.processIdentifier, SIGKILL)
            server.process.waitUntilExit()
            return try await group.reduce(into: [String]()) { $0 += $1 }
        }
        #expect(acknowledged.count >= 4 * Self.batch, "nothing was acknowledged before the end")
        let kept = try segue.run(
            "sql",
            "SELECT listener_id FROM exposures INNER JOIN listeners ON exposures.listener_key = listeners.listener_key WHERE experiment = 'loud'",
            "--csv")
        #expect(kept.code == 0, "\(kept.errors)")
        let units = kept.output.split(separator: "\n").dropFirst().map(String.init)
        #expect(Set(units).count == units.count)
        #expect(Set(acknowledged).isSubset(of: Set(units)))

        let list = try segue.write(
            "unit,arm,exposed_at\n"
                + acknowledged.map { "\($0),control,\(Date().formatted(.iso8601))" }.joined(separator: "\n"),
            to: "again.csv")
        let again = try segue.run("experiment", "expose", "loud", list, "--json").json
        #expect(again["new"] as? Int == 0 && again["repeated"] as? Int == acknowledged.count)
    }

    private func address(of server: CommandLine.Running) async throws -> URL {
        for _ in 0..<600 {
            let words = try String(contentsOf: server.errors, encoding: .utf8).split(separator: " ")
            if let word = words.first(where: { $0.hasPrefix("http://") }),
                let url = URL(string: word + "/experiments/exposures")
            {
                return url
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw CocoaError(.fileReadUnknown)
    }

    /// Sends batches until the server answers no more, and answers the units that were acknowledged.
    private func send(to address: URL, _ sender: Int) async -> [String] {
        var acknowledged: [String] = []
        for number in 0..<100_000 {
            let units = (0..<Self.batch).map { "sent-\(sender)-\(number)-\($0)" }
            let exposures = units.map { ["experiment": "loud", "unit": $0, "arm": "control"] }
            var request = URLRequest(url: address)
            request.httpMethod = "POST"
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = try? JSONSerialization.data(withJSONObject: ["exposures": exposures])
            guard let (data, _) = try? await URLSession.shared.data(for: request) else { return acknowledged }
            let answer = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
            let receipts = answer?["receipts"] as? [[String: Any]] ?? []
            for (unit, receipt) in zip(units, receipts) where receipt["status"] as? String == "accepted" {
                acknowledged.append(unit)
            }
        }
        return acknowledged
    }
}
