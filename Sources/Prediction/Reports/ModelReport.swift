/// What is known of a trained model: what it learned from, how well it does beside its baselines and the truth, and its coefficients.
package struct ModelReport: Sendable, Codable {
    /// The name of its ``ModelSpec``.
    package var name: String
    package var version: Int
    /// `logistic` or `linear`.
    package var kind: String
    /// One sentence: what is predicted, from what, by which method.
    package var about: String
    /// ISO 8601, UTC.
    package var trainedAt: String
    package var training: Window
    package var test: Window
    /// Fingerprint of the model's content.
    package var fingerprint: String
    /// Fingerprint of the data that it was trained on.
    package var dataFingerprint: String
    /// The loads that the warehouse held when the model was trained; a model of other loads is stale.
    package var loads: [String]?
    /// L2 penalty on the standardised scale.
    package var penalty: Double
    /// The model itself first, then its baselines, then the oracle where the truth is known. All on the test window.
    package var scores: [Score]
    /// ROC curves of the scorers, for a classifier.
    package var curves: [Curve]
    /// Predicted against observed in bins of the model's predictions, on the test window.
    package var calibration: [CalibrationBin]
    package var coefficients: [Coefficient]
    /// Features that were left out, and why.
    package var dropped: [Dropped]
    /// What moves a listener to skip, all else equal; nil where there are too few listeners to tell.
    package var drivers: Drivers?
    /// Plays or sessions of the days that were left out because the source does not record what is predicted: whether a play was skipped, how
    /// long a session lasted. They are missing, not 0. nil in reports of older versions.
    package var leftOut: Int?

    /// Listeners who were learned from and of whom no row is judged, because their history ends before the test window. nil in reports of
    /// older versions.
    package var unjudged: Unjudged?

    package struct Unjudged: Sendable, Codable, Hashable {
        package var listeners: Int
        /// The ids of the first of them, in order.
        package var ids: [String]
    }

    package struct Window: Sendable, Codable, Hashable {
        package var firstDay: String
        package var lastDay: String
        package var rows: Int
    }

    package struct Estimate: Sendable, Codable, Hashable {
        package var value: Double
        package var low: Double
        package var high: Double
    }

    /// Who predicts.
    package enum Role: String, Sendable, Codable {
        case model, baseline, oracle
    }

    package struct Score: Sendable, Codable {
        package var name: String
        package var role: Role
        // Of a classifier.
        package var auc: Estimate?
        package var logLoss: Double?
        package var brier: Double?
        package var calibrationError: Double?
        package var precision: Double?
        package var recall: Double?
        package var f1: Double?
        // Of a regression. RMSE and MAE carry the unit of the label (minutes).
        package var rSquared: Estimate?
        package var rmse: Double?
        package var mae: Double?

        /// What a scorer is compared by: the AUC of a classifier, the explained variance of a regression.
        package var quality: Estimate? { auc ?? rSquared }
    }

    package struct Curve: Sendable, Codable {
        package var name: String
        package var role: Role
        /// Pairs of false-positive rate and true-positive rate.
        package var points: [[Double]]
        package var auc: Double
    }

    package struct CalibrationBin: Sendable, Codable {
        package var predicted: Double
        package var observed: Double
        package var low: Double
        package var high: Double
        package var count: Int
    }

    package struct Coefficient: Sendable, Codable {
        package var feature: String
        /// What the feature is, from its SQL header.
        package var meaning: String
        /// On the feature's own scale, with its standard error and 95 % interval.
        package var estimate: Double
        package var standardError: Double
        package var low: Double
        package var high: Double
        /// For one standard deviation of the feature.
        package var standardized: Double
        package var standardizedLow: Double
        package var standardizedHigh: Double
        package var pValue: Double
        /// The planted truth, where the data are simulated and the feature is a driver; on the feature's own scale.
        package var planted: Double?
        /// The planted truth for one standard deviation.
        package var plantedStandardized: Double?
    }

    /// Effects within a listener, from a logistic regression with a random intercept for each listener, fitted on the training window.
    package struct Drivers: Sendable, Codable {
        /// With simultaneous 95 % intervals: all of them and that of the tendency hold at once with a probability of at least 95 %.
        package var coefficients: [Coefficient]
        /// Standard deviation of the listeners' tendencies on the log-odds scale.
        package var tendency: Estimate
        /// The planted one, where the data are simulated.
        package var plantedTendency: Double?
        /// Listeners that were learned from.
        package var listeners: Int
    }

    package struct Dropped: Sendable, Codable {
        package var feature: String
        package var reason: String
    }
}
