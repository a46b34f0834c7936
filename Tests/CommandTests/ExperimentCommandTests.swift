import Foundation
import Testing

@Suite("Experiments on the command line")
struct ExperimentCommandTests {
    private func started(_ segue: CommandLine, plan more: String = "") throws {
        let plan = segue.directory.appending(path: "plan.yaml")
        try "key: mailing\nmetrics: [{metric: minutes, role: primary}]\nplanned_units: 100\n\(more)".write(
            to: plan, atomically: true, encoding: .utf8)
        #expect(try segue.run("experiment", "draft", "mailing", "--plan", plan.path).code == 0)
        #expect(try segue.run("experiment", "start", "mailing").code == 0)
    }

    private func list(_ segue: CommandLine, _ text: String) throws -> String {
        let file = segue.directory.appending(path: "list.csv")
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    @Test("a list is dealt out so that the arms are balanced in every stratum, the same in whatever order it comes")
    func strata() throws {
        let segue = try CommandLine()
        defer { segue.clean() }
        try started(segue)
        let rows = (0..<103).map { "listener-\($0),\($0 % 4 == 0 ? "paying, long" : "free")" }
        func dealt(_ rows: [String]) throws -> [String: [String]] {
            let quoted = rows.map { $0.replacingOccurrences(of: "paying, long", with: "\"paying, long\"") }
            let answer = try segue.run(
                "experiment", "assign", "mailing", "--strata",
                list(segue, "unit,stratum\n" + quoted.joined(separator: "\n")))
            #expect(answer.code == 0, "\(answer.errors)")
            let lines = answer.output.split(separator: "\n").map(String.init)
            #expect(lines.first == "unit,stratum,arm" && lines.count == rows.count + 1)
            return Dictionary(grouping: lines.dropFirst().sorted()) { $0.contains("paying") ? "paying" : "free" }
        }
        let forward = try dealt(rows)
        #expect(forward["paying"]?.count == 26 && forward["free"]?.count == 77)
        for (_, lines) in forward {
            let treated = lines.count { $0.hasSuffix(",treatment") }
            #expect(abs(2 * treated - lines.count) <= 1)
        }
        #expect(try dealt(rows.reversed()) == forward)
    }

    @Test("who is held out is not dealt an arm")
    func heldOut() throws {
        let segue = try CommandLine()
        defer { segue.clean() }
        try started(segue, plan: "assignment: {holdout: {name: all, share: 0.5}}\n")
        let rows = (0..<200).map { "u\($0),one" }
        let answer = try segue.run(
            "experiment", "assign", "mailing", "--json", "--strata",
            list(segue, "unit,stratum\n" + rows.joined(separator: "\n")))
        let assignments = try #require(answer.json["assignments"] as? [[String: Any]])
        let arms = assignments.map { $0["arm"] as? String }
        #expect(assignments.allSatisfy { ($0["arm"] is String) != ($0["excluded"] as? String == "held_out") })
        #expect((60...140).contains(arms.count { $0 == nil }))
        #expect(abs(arms.count { $0 == "treatment" } - arms.count { $0 == "control" }) <= 1)
    }

    @Test(
        "a list that makes no sense is refused, and the error names the line",
        arguments: [
            ("unit,stratum\na,x\n,x\n", "line 3"), ("unit,group\na,x\n", "no column stratum"),
            ("unit,stratum\n", "no rows"),
            ("unit,stratum\na,x\na,y\n", "a stands in the list twice"),
        ])
    func refused(_ text: String, _ words: String) throws {
        let segue = try CommandLine()
        defer { segue.clean() }
        try started(segue)
        let answer = try segue.run("experiment", "assign", "mailing", "--strata", list(segue, text))
        #expect(answer.code != 0 && answer.output.isEmpty && answer.errors.contains(words), "\(answer.errors)")
    }

    @Test("a damaged record is told of, after the experiments that can be relied on")
    func damaged() throws {
        let segue = try CommandLine()
        defer { segue.clean() }
        try started(segue)
        let folder = URL(filePath: segue.data).appending(path: "experiments/broken")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("{".utf8).write(to: folder.appending(path: "0001.json"))
        let answer = try segue.run("experiment", "list")
        #expect(answer.code == 1 && answer.output.contains("mailing") && answer.errors.contains("broken/0001.json"))
    }
}
