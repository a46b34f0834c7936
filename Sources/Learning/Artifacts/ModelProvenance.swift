public import Foundation

/// Where a model comes from: the rows it learned from, how, when, and what their owners agreed to.
public struct ModelProvenance: Sendable, Hashable, Codable {
    /// The first listener-local day of the training rows, as YYYY-MM-DD.
    public let firstDay: String
    /// The last listener-local day of the training rows, as YYYY-MM-DD; not before the first.
    public let lastDay: String
    /// The fingerprint of the training rows, in hexadecimal digits.
    public let dataFingerprint: String
    /// The purposes for which the owners of the rows had given consent.
    public let consentScope: [String]
    /// The settings of the fit, by name.
    public let hyperparameters: [String: Setting]
    /// When the model was made, to the second.
    public let createdAt: Date
    /// Anything else that a reader should know.
    public let notes: [String]

    /// A provenance of its parts.
    /// - Throws: ``LearningError`` of kind `.parameter` where a day is not written as YYYY-MM-DD, the days are out of order, or the
    ///   fingerprint is not hexadecimal.
    public init(
        firstDay: String, lastDay: String, dataFingerprint: String, consentScope: [String],
        hyperparameters: [String: Setting] = [:],
        createdAt: Date, notes: [String] = []
    ) throws {
        self.firstDay = firstDay
        self.lastDay = lastDay
        self.dataFingerprint = dataFingerprint
        self.consentScope = consentScope
        self.hyperparameters = hyperparameters
        self.createdAt = Date(timeIntervalSince1970: createdAt.timeIntervalSince1970.rounded(.down))
        self.notes = notes
        try check()
    }

    func check() throws {
        for day in [firstDay, lastDay] where day.wholeMatch(of: /\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])/) == nil {
            throw LearningError.parameter("A day of the training window", "\"\(day)\"", range: "written as YYYY-MM-DD")
        }
        guard firstDay <= lastDay else {
            throw LearningError.parameter("The last day of the training window", lastDay, range: "\(firstDay) or later")
        }
        guard !dataFingerprint.isEmpty, dataFingerprint.allSatisfy(\.isHexDigit) else {
            throw LearningError.parameter("The data fingerprint", "\"\(dataFingerprint)\"", range: "hexadecimal digits")
        }
    }
}
