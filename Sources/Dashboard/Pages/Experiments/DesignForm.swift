import Experimentation

/// The form of the calculator.
struct DesignForm {
    private let request: DesignRequest
    private let metrics: [Metric]
    private let path: String

    init(_ request: DesignRequest, _ metrics: [Metric], path: String) {
        self.request = request
        self.metrics = metrics
        self.path = path
    }

    func view(problem: String? = nil) -> DesignView {
        DesignView(
            action: path,
            groups: [
                .init(
                    label: "Goal",
                    fieldset: [
                        metric("primary", "Primary metric", none: nil),
                        number("effect", "Smallest change worth finding", "%", 0.01, 900),
                        metric("guardrail", "Guardrail", none: "None"),
                        number("margin", "Non-inferiority margin", "%", 0.01, 99),
                    ]),
                .init(
                    label: "On whom, and for how long",
                    fieldset: [
                        number("arms", "Arms, the control included", nil, 2, 20),
                        number("share", "Share that gets a treatment", "%", 1, 99),
                        number("window", "Days after exposure that count", "days", 1, 366),
                        text("key", "Name of the experiment"),
                    ]),
                .init(
                    label: "How sure",
                    fieldset: [
                        choice(
                            "monitoring", "When it is looked at", DesignRequest.monitorings.map { ($0.value, $0.label) }
                        ),
                        number("power", "Power", "%", 1, 99.9),
                        number("significance", "Chance of a false alarm", "%", 0.01, 50),
                    ]),
            ], problem: problem)
    }

    private func number(_ name: String, _ label: String, _ unit: String?, _ minimum: Double, _ maximum: Double)
        -> DesignView.Field
    {
        DesignView.Field(
            name: name, label: label, value: request.values[name] ?? "", unit: unit,
            minimum: DesignRequest.short(minimum),
            maximum: DesignRequest.short(maximum), error: request.errors[name])
    }

    private func text(_ name: String, _ label: String) -> DesignView.Field {
        DesignView.Field(
            name: name, label: label, value: request.values[name] ?? "", isNumber: false, error: request.errors[name])
    }

    private func metric(_ name: String, _ label: String, none: String?) -> DesignView.Field {
        choice(name, label, (none.map { [("", $0)] } ?? []) + metrics.map { ($0.key, $0.name) })
    }

    private func choice(_ name: String, _ label: String, _ options: [(value: String, label: String)])
        -> DesignView.Field
    {
        let current = request.values[name] ?? ""
        return DesignView.Field(
            name: name, label: label, value: current, error: request.errors[name],
            options: options.map {
                SelectField.Option(value: $0.value, label: $0.label, isSelected: $0.value == current)
            })
    }
}
