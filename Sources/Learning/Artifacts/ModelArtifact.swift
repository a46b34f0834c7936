/// A linear or logistic model as it is kept: everything needed to score with it, to judge it, and to know where it comes from.
///
/// It is written as JSON of format version 1; a newer version is refused. See ``encoded()`` and ``decode(_:)``.
/// Reference: model-v1.json.
public struct ModelArtifact: Sendable, Hashable, Codable {
    /// What a score is.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// The probability of a positive label.
        case logistic
        /// The expected value of a number.
        case linear
    }

    /// The newest format version that this program writes and reads.
    public static let currentFormatVersion = 1

    /// The format version of this artifact.
    public let formatVersion: Int
    /// What the model is called, for example `skip`.
    public let name: String
    /// What a score is.
    public let kind: Kind
    /// The features that a score needs, in order.
    public let featureNames: [String]
    /// The means of the features in the training rows.
    public let means: [Double]
    /// The standard deviations of the features in the training rows, above 0.
    public let scales: [Double]
    /// The intercept, on both scales.
    public let intercept: Coefficient
    /// One for each feature, in their order, on both scales.
    public let coefficients: [Coefficient]
    /// Columns that training dropped because their values were all equal.
    public let droppedColumns: [String]
    /// The number of training rows.
    public let rowCount: Int
    /// What the model reached on rows it had not seen, by name.
    public let metrics: [String: MetricValue]
    /// What simpler rules reached on the same rows: by rule, then by metric.
    public let baselines: [String: [String: MetricValue]]
    /// Where the model comes from.
    public let provenance: ModelProvenance

    /// The artifact of a fitted model.
    /// - Parameters:
    ///   - name: what the model is called.
    ///   - model: what was fitted.
    ///   - metrics: what it reached on rows it had not seen, by name.
    ///   - baselines: what simpler rules reached on the same rows: by rule, then by metric.
    ///   - provenance: where it comes from.
    public init(
        name: String, model: some FittedModel, metrics: [String: MetricValue],
        baselines: [String: [String: MetricValue]] = [:],
        provenance: ModelProvenance
    ) {
        formatVersion = Self.currentFormatVersion
        self.name = name
        kind = type(of: model).kind
        featureNames = model.featureNames
        means = model.means
        scales = model.scales
        intercept = model.intercept
        coefficients = model.coefficients
        droppedColumns = model.droppedColumns
        rowCount = model.rowCount
        self.metrics = metrics
        self.baselines = baselines
        self.provenance = provenance
    }

    /// Reads an artifact and refuses what it cannot vouch for.
    /// - Throws: ``LearningError`` of kind `.newerFormat` or `.malformedArtifact`, or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        formatVersion = try values.decode(Int.self, forKey: .formatVersion)
        guard formatVersion <= Self.currentFormatVersion else {
            throw LearningError.newerFormat(found: formatVersion, known: Self.currentFormatVersion)
        }
        name = try values.decode(String.self, forKey: .name)
        kind = try values.decode(Kind.self, forKey: .kind)
        featureNames = try values.decode([String].self, forKey: .featureNames)
        means = try values.decode([Double].self, forKey: .means)
        scales = try values.decode([Double].self, forKey: .scales)
        intercept = try values.decode(Coefficient.self, forKey: .intercept)
        coefficients = try values.decode([Coefficient].self, forKey: .coefficients)
        droppedColumns = try values.decode([String].self, forKey: .droppedColumns)
        rowCount = try values.decode(Int.self, forKey: .rowCount)
        metrics = try values.decode([String: MetricValue].self, forKey: .metrics)
        baselines = try values.decode([String: [String: MetricValue]].self, forKey: .baselines)
        provenance = try values.decode(ModelProvenance.self, forKey: .provenance)
        try check()
    }

    private func check() throws {
        guard formatVersion >= 1 else {
            throw LearningError.malformedArtifact("it has format version \(formatVersion)")
        }
        guard featureNames == coefficients.map(\.name), means.count == featureNames.count,
            scales.count == featureNames.count
        else {
            throw LearningError.malformedArtifact("its features, scaling and coefficients do not match one another")
        }
        guard scales.allSatisfy({ $0 > 0 }) else {
            throw LearningError.malformedArtifact("a standard deviation is not above zero")
        }
        try provenance.check()
    }
}
