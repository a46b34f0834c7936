import ArgumentParser
import ExperimentService
import Experimentation
import Formatting
import Foundation
import Listening
import Warehouse

extension ExperimentCommand {
    struct Assign: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say which arm listeners get.",
            discussion: """
                The same listener gets the same arm everywhere. Nothing is written: exposures are what counts, and `expose` brings them in. A list \
                that is dealt out by --strata has to be kept: the hash knows nothing of it, and a longer list may move listeners.

                Example:
                  segue experiment assign fewer-skips listener-1 listener-2
                """
        )
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Argument(help: "The experiment's key.") var key: String
        @Argument(help: "Listeners' ids; without any they are read from standard input, one a line.") var units:
            [String] = []
        @Option(
            help: ArgumentHelp(
                "What is known of the listeners, as a JSON object; targeting asks it.", valueName: "json"))
        var attributes: String?
        @Option(
            help: ArgumentHelp(
                "A CSV or Parquet file with the columns unit and stratum: all its units are dealt out at once, so that the arms are balanced in every stratum.",
                valueName: "file"))
        var strata: String?

        func run() throws {
            let record = try ExperimentCommand.registry(global).find(key)
            guard record.state == .running || record.state == .draft else {
                throw CommandError.usage("\(key) is \(record.state.rawValue): nobody new gets an arm.")
            }
            let known = try attributes.map { text in
                guard let value = AttributeValue(json: Data(text.utf8)) else {
                    throw CommandError.usage(
                        "--attributes is not JSON of at most \(AttributeValue.mostDepth) levels. Write it as {\"country\": \"DK\"}."
                    )
                }
                return value
            }
            let assigner = Assigner(record.plan)
            var answers: [Answer] = []
            if let strata {
                guard units.isEmpty else {
                    throw CommandError.usage("Listeners are named in the file of --strata, or as arguments; not both.")
                }
                answers = try Self.dealt(
                    StratumFile.read(URL(filePath: strata)), assigner, seed: record.plan.assignment.seed, known ?? .null
                )
            } else if units.isEmpty {
                while let line = readLine() {
                    if !line.isEmpty { answers.append(Answer(line, assigner, known ?? .null)) }
                }
                guard !answers.isEmpty else {
                    throw CommandError.usage(
                        "No listener was given. Name them after \(key), or give them on standard input, one a line.")
                }
            } else {
                answers = units.map { Answer($0, assigner, known ?? .null) }
            }
            if global.json {
                return try Console.output(
                    .object([("experiment", .text(key)), ("assignments", .array(answers.map(\.json)))]))
            }
            let heading = strata == nil ? "unit,arm" : "unit,stratum,arm"
            try Console.output(data: ([heading] + answers.map(\.line)).joined(separator: "\n") + "\n")
        }

        /// Those who take part, dealt out within their strata; the others keep the reason why they do not.
        private static func dealt(
            _ list: [(unit: String, stratum: String)], _ assigner: Assigner, seed: String, _ attributes: AttributeValue
        ) throws -> [Answer] {
            var answers = list.map { entry in
                var answer = Answer(entry.unit, assigner, attributes)
                answer.stratum = entry.stratum
                return answer
            }
            let places = answers.indices.filter { answers[$0].arm != nil }
            let arms = try StratifiedAssignment.assign(places.map { list[$0] }, to: assigner.arms, seed: seed)
            for (place, arm) in zip(places, arms) { answers[place].arm = assigner.arms[arm].key }
            return answers
        }

        /// What became of a listener.
        private struct Answer {
            let unit: String
            var stratum: String?
            var arm: String?
            var reason: String?

            init(_ unit: String, _ assigner: Assigner, _ attributes: AttributeValue) {
                self.unit = unit
                switch assigner.assign(unit, attributes: attributes) {
                case .arm(let arm): self.arm = assigner.arms[arm].key
                case .excluded(let reason): self.reason = reason.rawValue
                }
            }

            var line: String {
                ([unit] + (stratum.map { [$0] } ?? []) + [arm ?? ""]).map(CSVField.quoted).joined(separator: ",")
            }

            var json: JSONValue {
                .object(
                    [("unit", .text(unit))] + (stratum.map { [("stratum", .text($0))] } ?? [])
                        + [("arm", .optional(arm)), ("excluded", .optional(reason))])
            }
        }
    }

    struct Expose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring in exposures: who met which arm, and when.",
            discussion: """
                A CSV or Parquet file with the columns unit (a listener's id), arm and exposed_at (such as 2026-01-31T18:00:00Z). Repeated exposures \
                count once, with the first moment; bringing a file in twice changes nothing. All rows are taken, or none. `segue imports undo` takes \
                a file back.

                Example:
                  segue experiment expose fewer-skips exposures.csv
                """)
        @OptionGroup(title: "Shared options") var global: GlobalOptions
        @Argument(help: "The experiment's key.") var key: String
        @Argument(help: "The file.") var file: String

        func run() async throws {
            let record = try ExperimentCommand.registry(global).find(key)
            let rows = try ExposureFile.read(URL(filePath: file), experiment: key, arms: record.plan.arms.map(\.key))
            try await Workspace.with(global) { workspace in
                let receipt = try await ExposureLedger(workspace.warehouse).record(
                    rows, source: URL(filePath: file).lastPathComponent, at: Workspace.now)
                if global.json {
                    return try Console.output(
                        .object([
                            ("rows", .count(rows.count)), ("new", .count(receipt.new)),
                            ("repeated", .count(receipt.repeated)),
                            ("new_listeners", .count(receipt.newListeners)), ("multiple", .count(receipt.multiple)),
                        ]))
                }
                var lines: [TerminalText] = [
                    "\(TextFormat.count(rows.count, "row")) read: \(TextFormat.count(receipt.new)) new, \(TextFormat.count(receipt.repeated)) known already"
                ]
                if receipt.newListeners > 0 {
                    lines.append(
                        "  \(TextFormat.count(receipt.newListeners, "listener")) of whom nothing was known before")
                }
                if receipt.multiple > 0 {
                    lines.append(
                        "  \(TextFormat.count(receipt.multiple, "listener")) met more than one arm; analyses leave them out and say so"
                    )
                }
                try Console.output(lines.joined(separator: "\n"))
            }
        }
    }
}
