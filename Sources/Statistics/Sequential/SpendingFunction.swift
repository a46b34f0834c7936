import Foundation

/// How much of the significance level a group-sequential test may have spent when a share of the information is in.
///
/// Source: Lan and DeMets (1983), doi:10.1093/biomet/70.3.659; the power family of Kim and DeMets (1987), doi:10.1093/biomet/74.1.149.
public enum SpendingFunction: Sendable, Hashable {
    /// Spends almost nothing early, as O'Brien and Fleming do: the last look is nearly that of a fixed design.
    case obrienFleming
    /// Spends evenly, as Pocock does: good for stopping early.
    case pocock
    /// Spends as the information to a power above 0.
    case power(Double)

    /// The level that is spent.
    /// - Parameters:
    ///   - information: the share of the information that is in, in 0...1.
    ///   - level: of one side, in (0, 1).
    func spent(at information: Double, of level: Double) throws -> Double {
        if information >= 1 { return level }
        switch self {
        case .obrienFleming:
            return 2 * Normal.standard.survival(try Normal.standard.upperQuantile(level / 2) / information.squareRoot())
        case .pocock: return level * log(1 + (M_E - 1) * information)
        case .power(let power): return level * pow(information, power)
        }
    }
}
