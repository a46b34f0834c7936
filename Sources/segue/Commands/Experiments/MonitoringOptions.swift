import ArgumentParser
import Experimentation

/// When the results of a test may be looked at.
struct MonitoringOptions: ParsableArguments {
    @Option(
        name: .customLong("monitoring"),
        help: ArgumentHelp(
            "When results may be looked at: fixed, group-sequential, always-valid or mixture.", valueName: "kind"))
    var kind: String?
    @Option(
        help: ArgumentHelp("Planned looks of a group-sequential design.", valueName: "number"), transform: Number.whole)
    var looks: Int?
    @Option(
        help: ArgumentHelp(
            "How a group-sequential design spends its level: obrien-fleming or pocock.", valueName: "kind"))
    var spending: String?

    func monitoring(_ before: Monitoring) throws -> Monitoring {
        var spent = SpendingChoice.obrienFleming
        if let spending {
            guard let choice = SpendingChoice(rawValue: spending) else {
                throw CommandError.choice("--spending", spending, among: ["obrien-fleming", "pocock"])
            }
            spent = choice
        }
        switch kind {
        case nil:
            guard looks != nil || spending != nil else { return before }
            return .groupSequential(looks: looks ?? 4, spending: spent.function)
        case "fixed", "always-valid", "mixture":
            guard looks == nil, spending == nil else {
                throw CommandError.usage("--looks and --spending belong to --monitoring group-sequential.")
            }
            return kind == "fixed" ? .fixed : kind == "mixture" ? .mixture : .alwaysValid(tunedFor: 5000)
        case "group-sequential": return .groupSequential(looks: looks ?? 4, spending: spent.function)
        case .some(let other):
            throw CommandError.choice(
                "--monitoring", other, among: ["fixed", "group-sequential", "always-valid", "mixture"])
        }
    }

    private enum SpendingChoice: String {
        case obrienFleming = "obrien-fleming"
        case pocock

        var function: Monitoring.Spending { self == .pocock ? .pocock : .obrienFleming }
    }
}
