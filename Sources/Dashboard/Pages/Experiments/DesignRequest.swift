import Experimentation
import Listening
import Server

/// What the form of the calculator asks for: a plan, or what is wrong with which field.
struct DesignRequest {
    /// The fields, by name, as they were given or as they are at first.
    private(set) var values: [String: String]
    private(set) var errors: [String: String] = [:]
    private(set) var plan: ExperimentPlan?
    /// The name that the command line gives the draft.
    var key: String { values["key"] ?? "" }

    static let monitorings = [
        (value: "fixed", label: "Once, at the end"), (value: "group-sequential", label: "At 4 planned looks"),
        (value: "always-valid", label: "Whenever I like (always valid)"),
        (value: "mixture", label: "Whenever I like (mSPRT)"),
    ]

    private static let first = [
        "key": "my-experiment", "effect": "3", "margin": "2", "arms": "2", "share": "50", "power": "80",
        "significance": "5",
        "window": "14",
        "monitoring": "fixed", "guardrail": "",
    ]

    init(_ query: QueryItems, _ metrics: [Metric]) {
        values = Self.first
        values["primary"] = metrics.contains { $0.key == "skip_rate" } ? "skip_rate" : metrics.first?.key ?? ""
        let known = Set(Self.first.keys).union(["primary"])
        for item in query.items where known.contains(item.name) { values[item.name] = String(item.value.prefix(100)) }
        // The share of the treatments follows the arms where it was not given.
        let arms = number("arms", 2...20, whole: true)
        if query["share"] == nil, let arms { values["share"] = Self.short(100 * (arms - 1) / arms) }
        let share = number("share", 1...99), power = number("power", 1...99.9),
            significance = number("significance", 0.01...50)
        let effect = number("effect", 0.01...900), window = number("window", 1...366, whole: true)
        let primary = metric("primary", metrics),
            guardrail = values["guardrail"] == "" ? nil : metric("guardrail", metrics)
        let margin = guardrail == nil ? nil : number("margin", 0.01...99)
        let monitoring = monitoring()
        if let guardrail, guardrail == primary { errors["guardrail"] = "This metric decides already. Choose another." }
        if !Self.isName(key) { errors["key"] = "Use letters a to z, digits, - and _, at most 64." }
        guard errors.isEmpty, let primary, let arms, let share, let power, let significance, let effect, let window,
            let monitoring
        else {
            return
        }
        let treatments = Int(arms) - 1
        plan = ExperimentPlan(
            key: "design",
            arms: [Arm("control", weight: 100 - share)]
                + (1...treatments).map {
                    Arm(treatments == 1 ? "treatment" : "treatment-\($0)", weight: share / Double(treatments))
                },
            metrics: [PlannedMetric(primary, role: .primary, minimumEffect: effect / 100)]
                + (guardrail.map { [PlannedMetric($0, role: .guardrail, margin: (margin ?? 2) / 100)] } ?? []),
            monitoring: monitoring, significance: significance / 100, power: power / 100, windowDays: Int(window))
    }

    /// A number as it was typed, within bounds; otherwise the field has an error.
    private mutating func number(_ name: String, _ bounds: ClosedRange<Double>, whole: Bool = false) -> Double? {
        let text = (values[name] ?? "").trimmingSuffix("%")
        guard let number = Double(decimal: text), number.isFinite, bounds.contains(number),
            !whole || number == number.rounded()
        else {
            errors[name] =
                "It takes a \(whole ? "whole " : "")number from \(Self.short(bounds.lowerBound)) to \(Self.short(bounds.upperBound))."
            return nil
        }
        return number
    }

    private mutating func metric(_ name: String, _ metrics: [Metric]) -> String? {
        guard let key = values[name], metrics.contains(where: { $0.key == key }) else {
            errors[name] = "There is no such metric. Choose one."
            return nil
        }
        return key
    }

    private mutating func monitoring() -> Monitoring? {
        switch values["monitoring"] {
        case "fixed": return .fixed
        case "group-sequential": return .groupSequential(looks: 4, spending: .obrienFleming)
        // What it is tuned for follows from the design itself.
        case "always-valid": return .alwaysValid(tunedFor: 5000)
        case "mixture": return .mixture
        default:
            errors["monitoring"] = "Choose one of the ways to look."
            return nil
        }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64 && !text.hasPrefix("-")
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }

    /// `3`, `2.5`: as short as it is exact.
    static func short(_ number: Double) -> String {
        let rounded = (number * 100).rounded() / 100
        return rounded == rounded.rounded() ? String(Int(saturating: rounded)) : String(rounded)
    }
}

extension String {
    /// The text without blanks around it, and without an ending.
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        let text = String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        return text.hasSuffix(suffix) ? String(text.dropLast(suffix.count)).trimmingSuffix(suffix) : text
    }
}
