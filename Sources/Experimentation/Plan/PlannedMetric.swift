/// A metric's part in an experiment.
public struct PlannedMetric: Sendable, Hashable, Codable {
    /// What hangs on the metric.
    public enum Role: String, Sendable, Hashable, Codable, CaseIterable {
        /// The experiment is a success if one of these improves.
        case primary
        /// Worth knowing.
        case secondary
        /// Must not get worse by more than its margin.
        case guardrail
    }

    /// The metric's key.
    public let metric: String
    /// What hangs on it.
    public let role: Role
    /// The smallest change worth finding, as a share of the control's value: 0.02 is 2 %. Nil where none was stated.
    public let minimumEffect: Double?
    /// How much worse a guardrail may get, as a share of the control's value. Above 0.
    public let margin: Double?
    /// The share of units whose values are capped at the quantile of that share from the top, such as 0.01. Nil: no cap.
    public let winsorised: Double?
    /// Whether what was known before exposure is taken out (CUPED).
    public let adjusted: Bool

    /// A metric with its role. See the properties for what each value means.
    public init(
        _ metric: String, role: Role, minimumEffect: Double? = nil, margin: Double? = nil, winsorised: Double? = nil,
        adjusted: Bool = true
    ) {
        self.metric = metric
        self.role = role
        self.minimumEffect = minimumEffect
        self.margin = margin
        self.winsorised = winsorised
        self.adjusted = adjusted
    }

    /// Decodes a metric of which only the key is needed.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        metric = try fields.decode(String.self, forKey: .metric)
        role = try fields.decodeIfPresent(Role.self, forKey: .role) ?? .secondary
        minimumEffect = try fields.decodeIfPresent(Double.self, forKey: .minimumEffect)
        margin = try fields.decodeIfPresent(Double.self, forKey: .margin)
        winsorised = try fields.decodeIfPresent(Double.self, forKey: .winsorised)
        adjusted = try fields.decodeIfPresent(Bool.self, forKey: .adjusted) ?? true
    }

    private enum CodingKeys: String, CodingKey {
        case metric, role, margin, winsorised, adjusted
        case minimumEffect = "minimum_effect"
    }

    /// The margin of a guardrail for which none was stated.
    public static let defaultMargin = 0.02
}
