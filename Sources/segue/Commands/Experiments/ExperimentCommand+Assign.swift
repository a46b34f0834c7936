import ArgumentParser
import Experimentation
import Foundation
import Laboratory
import Listening
import Warehouse

extension ExperimentCommand {
    struct Assign: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say which arm listeners get.",
            discussion:
                "The same listener gets the same arm everywhere. Nothing is written: meeting the arm is what counts, and `expose` brings that in."
        )
        @OptionGroup var global: GlobalOptions
        @Argument(help: "The experiment's key.") var key: String
        @Argument(help: "Listeners' ids; without any they are read from standard input, one a line.") var units: [String] = []
        @Option(help: ArgumentHelp("What is known of the listeners, as a JSON object; targeting asks it.", valueName: "json"))
        var attributes: String?

        func run() throws {
            let record = try ExperimentCommand.registry(global).find(key)
            guard record.state == .running || record.state == .draft else {
                throw CommandError.usage("\(key) is \(record.state.rawValue): nobody new gets an arm.")
            }
            let known = try attributes.map { text in
                guard let value = try? JSONDecoder().decode(AttributeValue.self, from: Data(text.utf8)) else {
                    throw CommandError.usage("--attributes is no JSON object such as {\"country\": \"DK\"}.")
                }
                return value
            }
            let assigner = Assigner(record.plan)
            var answers: [(unit: String, arm: String?, reason: String?)] = []
            func answer(_ unit: String) {
                switch assigner.assign(unit, attributes: known ?? .null) {
                case .arm(let arm): answers.append((unit, assigner.arms[arm].key, nil))
                case .excluded(let reason): answers.append((unit, nil, reason.rawValue))
                }
            }
            if units.isEmpty {
                while let line = readLine() { if !line.isEmpty { answer(line) } }
            } else {
                units.forEach(answer)
            }
            if global.json {
                return Console.output(
                    .object([
                        ("experiment", .text(key)),
                        (
                            "assignments",
                            .array(
                                answers.map {
                                    .object([("unit", .text($0.unit)), ("arm", .optional($0.arm)), ("excluded", .optional($0.reason))])
                                })
                        ),
                    ]))
            }
            Console.output("unit,arm\n" + answers.map { "\(CSVField.quoted($0.unit)),\($0.arm ?? "")" }.joined(separator: "\n"))
        }
    }

    struct Expose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring in who met which arm.",
            discussion: """
                A CSV or Parquet file with the columns unit (a listener's id), arm and exposed_at (such as 2026-01-31T18:00:00Z). Repeated meetings count once,
                with the first moment; bringing a file in twice changes nothing. All rows are taken, or none. `segue imports undo` takes a file back.
                """)
        @OptionGroup var global: GlobalOptions
        @Argument(help: "The experiment's key.") var key: String
        @Argument(help: "The file.") var file: String

        func run() async throws {
            let record = try ExperimentCommand.registry(global).find(key)
            let rows = try ExposureFile.read(URL(filePath: file), experiment: key, arms: record.plan.arms.map(\.key))
            try await Workspace.with(global) { workspace in
                let receipt = try await ExposureLedger(workspace.warehouse).record(
                    rows, source: URL(filePath: file).lastPathComponent, at: Workspace.now)
                if global.json {
                    return Console.output(
                        .object([
                            ("rows", .count(rows.count)), ("new", .count(receipt.new)), ("repeated", .count(receipt.repeated)),
                            ("new_listeners", .count(receipt.newListeners)), ("multiple", .count(receipt.multiple)),
                        ]))
                }
                var lines = [
                    "\(Phrase.count(rows.count, "row")) read: \(Phrase.count(receipt.new)) new, \(Phrase.count(receipt.repeated)) known already"
                ]
                if receipt.newListeners > 0 {
                    lines.append("  \(Phrase.count(receipt.newListeners, "listener")) of whom nothing was known before")
                }
                if receipt.multiple > 0 {
                    lines.append(
                        "  \(Phrase.count(receipt.multiple, "listener")) met more than one arm; analyses leave them out and say so")
                }
                Console.output(lines.joined(separator: "\n"))
            }
        }
    }
}

/// A field of CSV.
private enum CSVField {
    static func quoted(_ text: String) -> String {
        text.contains { ",\"\r\n".contains($0) } ? "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : text
    }
}
