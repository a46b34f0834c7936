import Formatting
import Foundation

/// The validation study as a page.
struct ValidationReport {
    /// In Markdown.
    private(set) var text = ""
    /// How many promises were tested.
    let promises: Int
    /// Those that were not kept, each in a sentence.
    private(set) var failures: [String] = []

    /// With which probability the page calls at least one kept promise broken.
    static let falseAlarm = 0.01

    init(_ sections: [Section]) {
        promises = sections.reduce(0) { $0 + $1.rows.filter(\.isBound).count }
        let tail = Self.falseAlarm / Double(max(1, promises))
        let tables = sections.map { section in
            "## \(section.title)\n\n\(section.text)\n\n" + table(section.rows, tail: tail)
        }
        text = introduction(tail) + tables.joined(separator: "\n") + "\n"
    }

    private mutating func table(_ rows: [Claim], tail: Double) -> String {
        var lines = [
            "| what | data | runs | seed | measured | promised | bound | kept |", "|---|---|--:|--:|--:|--:|--:|---|",
        ]
        for row in rows {
            let bounds = (try? row.bounds(tail: tail)) ?? nil
            let isKept = bounds.map { $0.lower <= row.value && row.value <= $0.upper }
            if row.isBound, isKept != true {
                failures.append(
                    "\(row.what) (\(row.data)): \(Self.number(row.value)), promised \(Self.promise(row)), bound \(Self.range(bounds))"
                )
            }
            let cells = [
                row.what, row.data, Self.grouped(row.runs), String(row.seed), Self.number(row.value), Self.promise(row),
                Self.range(bounds),
                isKept.map { $0 ? "yes" : "**no**" } ?? "–",
            ]
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func promise(_ row: Claim) -> String {
        switch row.promise {
        case .equal(let value): number(value)
        case .atMost(let value): "≤ \(number(value))"
        case .atLeast(let value): "≥ \(number(value))"
        case .exceeds(let value): "must exceed \(number(value))"
        case .none: "–"
        }
    }

    private static func range(_ bounds: (lower: Double, upper: Double)?) -> String {
        guard let bounds else { return "–" }
        if bounds.lower == -.infinity { return "≤ \(number(bounds.upper))" }
        if bounds.upper == .infinity { return "≥ \(number(bounds.lower))" }
        return "\(number(bounds.lower)) … \(number(bounds.upper))"
    }

    private static func number(_ value: Double) -> String { String(format: abs(value) >= 100 ? "%.1f" : "%.4f", value) }

    static func grouped(_ number: Int) -> String { Digits.grouped(number) }

    private func introduction(_ tail: Double) -> String {
        let kept =
            failures.isEmpty
            ? "All of them are kept." : "\(failures.count) of them \(failures.count == 1 ? "is" : "are") not kept."
        return """
            # Validation study of the experiment statistics

            Whether an experiment's statistics hold what they promise can be found out: simulate experiments whose truth is known, and count. This
            page is the count. `make validate-statistics` makes it anew, the same to the last digit whatever the number of threads, and fails where a promise
            is not kept.

            **\(promises) promises were tested. \(kept)**

            *How to read it.* A run is one simulated experiment from units that were drawn one by one. Run i draws from stream i of the
            generator with the seed in the table. Sizes are units per arm, control first. *Measured* is the share of the runs in which the thing
            happened, unless the table says otherwise. *Promised* is a share that must be met (no sign), or not be exceeded (≤), or be reached (≥).
            *Bound* is how far chance may take the measured share from the promised one: the binomial distribution's quantile, or about four
            standard errors where the figure is no share. Bounds are Bonferroni-corrected over all \(promises) promises: if all were kept, a page
            with a fresh seed would call one or more of them broken with a probability of at most \(String(format: "%.0f", 100 * Self.falseAlarm)) %, so each is tested at
            \(String(format: "%.1e", tail)). With 10,000 runs at a level of 5 % that leaves about ±0.9 of a percentage point. Rows with – promise nothing
            and are told for comparison; a control *must exceed* its level, which shows that the harness sees inflation where there is some.

            *The data* are made up to be like listening: **minutes** a listener are exponential with mean 40 (skewness 2), calm ones gamma with shape 4
            (skewness 1); **plays** a listener are geometric with mean 30; **heavy** values are log-normal with σ = 1 (skewness 6.2; such a metric
            should have a cap, and here it has none); **skips** are binomial of a listener's plays with a tendency of the listener's own, beta(2, 3);
            **converted** listeners are Bernoulli. Minutes follow those of the time before in an exponential autoregression, so that the
            correlation ρ is known and the outcome stays exponential.

            """
    }
}
