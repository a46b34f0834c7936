import Formatting
import Foundation
import Prediction
import Warehouse

/// A model report for a person and for a program.
struct ModelPrinter {
    let report: ModelReport

    init(_ report: ModelReport) { self.report = report }

    var text: TerminalText {
        """
        \(report.name)@\(report.version)  \(report.about)
        Learned from \(TextFormat.count(report.training.rows, "row")), \(report.training.firstDay) to \(report.training.lastDay); \
        judged on \(TextFormat.count(report.test.rows)) later ones, to \(report.test.lastDay).\(unjudged)

        \(scores.rendered(width: Terminal.width))

        \(coefficients(report.coefficients).rendered(width: Terminal.width))
        """ + drivers
    }

    /// Who is not judged, on a line of its own.
    private var unjudged: TerminalText {
        guard let unjudged = report.unjudged, unjudged.listeners > 0 else { return "" }
        let rest =
            unjudged.listeners > unjudged.ids.count
            ? " and \(TextFormat.count(unjudged.listeners - unjudged.ids.count)) more" : ""
        return
            "\nNot judged: \(TextFormat.count(unjudged.listeners, "listener")) without a later row (\(unjudged.ids.joined(separator: ", "))\(rest))."
    }

    /// The report as JSON, with the leaks that were found where they were looked for.
    func json(leaks: [LeakCheck.Leak]?) throws -> JSONValue {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard case .object(var fields) = JSONValue(parsing: try encoder.encode(report)) else { return .null }
        if let leaks {
            fields.append(
                (
                    "leaks",
                    .array(leaks.map { .object([("feature", .text($0.feature)), ("changed", .double($0.changed))]) })
                ))
        }
        return .object(fields)
    }

    private var scores: TextTable {
        if report.kind == "logistic" {
            return TextTable(
                headings: ["", "AUC", "95 % interval", "log loss", "Brier", "calibration error", "F1"],
                rows: report.scores.map {
                    [
                        label($0), TextFormat.decimal($0.auc?.value, places: 4), interval($0.auc, places: 4),
                        TextFormat.decimal($0.logLoss, places: 4),
                        TextFormat.decimal($0.brier, places: 4), TextFormat.decimal($0.calibrationError, places: 4),
                        TextFormat.decimal($0.f1),
                    ]
                }, numeric: [false, true, true, true, true, true, true])
        }
        return TextTable(
            headings: ["", "R²", "95 % interval", "RMSE (min)", "MAE (min)"],
            rows: report.scores.map {
                [
                    label($0), TextFormat.decimal($0.rSquared?.value, places: 4), interval($0.rSquared, places: 4),
                    TextFormat.decimal($0.rmse, places: 2),
                    TextFormat.decimal($0.mae, places: 2),
                ]
            }, numeric: [false, true, true, true, true])
    }

    /// What moves a listener, all else equal.
    private var drivers: TerminalText {
        guard let drivers = report.drivers else { return "" }
        let tendency = drivers.tendency
        let planted = drivers.plantedTendency.map { "; planted \(TextFormat.decimal($0, places: 2))" } ?? ""
        return """


            What moves a listener, all else equal: effects on the log-odds of a skip, each of \(TextFormat.count(drivers.listeners)) listeners with
            a tendency of their own. All intervals hold at once at 95 %. The tendencies' standard deviation is \(TextFormat.decimal(tendency.value)) \
            (\(TextFormat.decimal(tendency.low)) to \(TextFormat.decimal(tendency.high))\(planted)).

            \(coefficients(drivers.coefficients).rendered(width: Terminal.width))
            """
    }

    private func coefficients(_ all: [ModelReport.Coefficient]) -> TextTable {
        let planted = all.contains { $0.planted != nil }
        return TextTable(
            headings: ["coefficient", "estimate", "std. error", "95 % interval", "per st. dev."]
                + (planted ? ["planted"] : []),
            rows: all.sorted { abs($0.standardized) > abs($1.standardized) }.map {
                [
                    $0.feature, TextFormat.decimal($0.estimate, places: 4),
                    TextFormat.decimal($0.standardError, places: 4),
                    "\(TextFormat.decimal($0.low, places: 3)) to \(TextFormat.decimal($0.high, places: 3))",
                    TextFormat.decimal($0.standardized),
                ] + (planted ? [TextFormat.decimal($0.planted)] : [])
            }, numeric: [false, true, true, true, true] + (planted ? [true] : []))
    }

    private func label(_ score: ModelReport.Score) -> String {
        switch score.role {
        case .model: score.name
        case .baseline: "  \(score.name)"
        case .oracle: "  \(score.name) (the best possible)"
        }
    }

    private func interval(_ estimate: ModelReport.Estimate?, places: Int) -> String {
        estimate.map {
            "\(TextFormat.decimal($0.low, places: places)) to \(TextFormat.decimal($0.high, places: places))"
        }
            ?? "–"
    }
}
