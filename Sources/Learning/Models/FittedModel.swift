/// A model that scores with a weighted sum of features and can be kept as a ``ModelArtifact``.
public protocol FittedModel: Sendable {
    /// What a score is.
    static var kind: ModelArtifact.Kind { get }
    /// The features that have a coefficient, in order.
    var featureNames: [String] { get }
    /// The means of the features in the training rows.
    var means: [Double] { get }
    /// The standard deviations of the features in the training rows.
    var scales: [Double] { get }
    /// The intercept: raw where all features are zero, standardised where all are at their means.
    var intercept: Coefficient { get }
    /// One for each feature.
    var coefficients: [Coefficient] { get }
    /// Columns that were dropped because their values are all equal.
    var droppedColumns: [String] { get }
    /// The number of training rows.
    var rowCount: Int { get }
}
