extension ModelArtifact {
    /// A stable summary of what was learned, from what, and how well it did, as sixteen hexadecimal digits of FNV-1a.
    ///
    /// Equal training gives equal fingerprints: the time it took place and the notes do not count.
    public var fingerprint: String {
        var summary = Checksum()
        summary.add(formatVersion)
        summary.add(name)
        summary.add(kind.rawValue)
        summary.add(rowCount)
        summary.add(coefficients.count)
        for coefficient in [intercept] + coefficients {
            summary.add(coefficient.name)
            for estimate in [coefficient.raw, coefficient.standardized] {
                summary.add(estimate.value)
                summary.add(estimate.standardError)
            }
        }
        for number in means + scales { summary.add(number) }
        droppedColumns.forEach { summary.add($0) }
        add(metrics, to: &summary)
        for (rule, metrics) in baselines.sorted(by: { $0.key < $1.key }) {
            summary.add(rule)
            add(metrics, to: &summary)
        }
        add(provenance, to: &summary)
        return summary.hex
    }

    private func add(_ metrics: [String: MetricValue], to summary: inout Checksum) {
        summary.add(metrics.count)
        for (name, metric) in metrics.sorted(by: { $0.key < $1.key }) {
            summary.add(name)
            summary.add(metric.value)
            guard let interval = metric.interval else { continue }
            for end in [interval.lower, interval.upper, interval.level] { summary.add(end) }
        }
    }

    private func add(_ provenance: ModelProvenance, to summary: inout Checksum) {
        for text in [provenance.firstDay, provenance.lastDay, provenance.dataFingerprint]
            + provenance.consentScope.sorted()
        {
            summary.add(text)
        }
        for (name, setting) in provenance.hyperparameters.sorted(by: { $0.key < $1.key }) {
            summary.add(name)
            switch setting {
            case .number(let value): summary.add(value)
            case .text(let value): summary.add(value)
            case .flag(let value): summary.add(value ? 1 : 0)
            }
        }
    }
}
