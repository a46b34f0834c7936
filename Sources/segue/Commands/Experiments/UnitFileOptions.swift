import ArgumentParser
import ExperimentService
import Experimentation

/// Which columns of a file of units say what, and what kind of value it is.
struct UnitFileOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The column of the unit.", valueName: "column")) var unit = "unit"
    @Option(help: ArgumentHelp("The column of the arm.", valueName: "column")) var arm = "arm"
    @Option(help: ArgumentHelp("The column of the value.", valueName: "column")) var value = "value"
    @Option(help: ArgumentHelp("A column of what was known before, to be taken out (CUPED).", valueName: "column"))
    var given: String?
    @Option(help: ArgumentHelp("mean, proportion or quantile(0.9). (default: by the values)", valueName: "kind"))
    var kind: String?
    @Option(help: ArgumentHelp("Which way is good: higher or lower.", valueName: "direction")) var better = "higher"
    @Option(
        help: ArgumentHelp(
            "The arm that the others are compared with. (default: control, or the first)", valueName: "arm"))
    var control: String?

    func question() throws -> FinishedTest.Question {
        var question = FinishedTest.Question()
        question.unit = unit
        question.arm = arm
        question.value = value
        question.given = given
        question.control = control
        if let kind {
            guard let known = Metric.Kind(kind) else {
                throw CommandError.usage("--kind is \"\(kind)\"; it takes mean, proportion or quantile(0.9).")
            }
            question.kind = known
            if case .quantile = known, given != nil {
                throw CommandError.usage("--given takes out of means what was known before; a quantile knows none.")
            }
        }
        guard let direction = Metric.Direction(rawValue: better) else {
            throw CommandError.usage("--better is \"\(better)\"; it takes higher or lower.")
        }
        question.better = direction
        return question
    }
}
