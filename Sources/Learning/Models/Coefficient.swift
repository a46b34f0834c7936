public import Statistics

/// One number of a model with its uncertainty.
public struct Estimate: Sendable, Hashable, Codable {
    /// The estimate.
    public let value: Double
    /// Its standard error, at least 0.
    public let standardError: Double
    /// Value over standard error: z of a logistic, t of a linear model. Zero where both are.
    public let statistic: Double
    /// The probability of a statistic at least as far from zero if the true value were zero; two-sided.
    public let pValue: Double
    /// The interval at the level that the fit was asked for.
    public let interval: ConfidenceInterval
}

/// The weight of a feature in a model, per unit of the feature and per standard deviation of it.
///
/// Both tell the same model: `standardized.value` = `raw.value` · standard deviation, with equal statistics and p-values.
public struct Coefficient: Sendable, Hashable, Codable {
    /// The feature.
    public let name: String
    /// Change of the linear predictor per unit of the feature.
    public let raw: Estimate
    /// Change of the linear predictor per standard deviation of the feature in the training rows.
    public let standardized: Estimate
}
