package import Prediction

/// What a model goes by most, in words, by the rule of the page of models.
package enum StrongestFeature {
    /// - Returns: nil where several count alike.
    package static func name(_ report: ModelReport) -> String? { ModelFindings(report).strongest }
}
