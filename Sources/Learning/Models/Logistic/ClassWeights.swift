/// How much the rows of each class count in a fit.
public enum ClassWeights: Sendable, Hashable, Codable {
    /// Every row counts once.
    case none
    /// Both classes count alike: rows / (2 · rows of the class).
    case balanced
    /// Weights of one's own, finite and above 0.
    case explicit(negative: Double, positive: Double)

    /// The weights of a negative and of a positive row.
    /// - Throws: ``LearningError`` of kind `.parameter`.
    func weights(positives: Int, of rows: Int) throws -> (negative: Double, positive: Double) {
        switch self {
        case .none: return (1, 1)
        case .balanced: return (Double(rows) / (2 * Double(rows - positives)), Double(rows) / (2 * Double(positives)))
        case .explicit(let negative, let positive):
            for weight in [negative, positive] where !(weight > 0 && weight.isFinite) {
                throw LearningError.parameter("A class weight", weight, range: "finite and above 0")
            }
            return (negative, positive)
        }
    }
}
