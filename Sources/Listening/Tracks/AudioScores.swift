/// The three scores that sum up how a track or a day of listening sounds. Unit: percent, 0 … 100.
public struct AudioScores: Sendable, Hashable {
    /// Weighted mean of danceability, energy and liveness.
    public let energy: Double
    /// Weighted mean of acousticness and instrumentalness.
    public let musicality: Double
    /// Valence.
    public let positivity: Double

    /// The scores of a track.
    /// - Parameter weights: relative weights; equal by default. They need not sum to one.
    public init(_ features: AudioFeatures, weights: AudioScoreWeights = .equal) {
        let energyWeight = weights.danceability + weights.energy + weights.liveness
        let musicalityWeight = weights.acousticness + weights.instrumentalness
        energy =
            100
            * (weights.danceability * features.danceability + weights.energy * features.energy + weights.liveness
                * features.liveness)
            / energyWeight
        musicality =
            100 * (weights.acousticness * features.acousticness + weights.instrumentalness * features.instrumentalness)
            / musicalityWeight
        positivity = 100 * features.valence
    }
}

/// Relative weights of the parts of ``AudioScores``.
public struct AudioScoreWeights: Sendable, Hashable, Codable {
    /// The weight of danceability, relative to the others.
    public var danceability: Double
    /// The weight of energy, relative to the others.
    public var energy: Double
    /// The weight of liveness, relative to the others.
    public var liveness: Double
    /// The weight of acousticness, relative to the others.
    public var acousticness: Double
    /// The weight of instrumentalness, relative to the others.
    public var instrumentalness: Double

    /// Every part weighs the same.
    public static let equal = AudioScoreWeights(
        danceability: 1, energy: 1, liveness: 1, acousticness: 1, instrumentalness: 1)
}

/// The mood of a stretch of listening, by its mean valence.
public enum ListeningVibe: String, Sendable, Hashable, CaseIterable {
    case isEverythingOkay = "Is Everything Okay?"
    case slightlySad = "Slightly Sad"
    case feelingGreat = "Feeling Great"
    case aLittleTooHappy = "A Little Too Happy"

    /// - Parameter meanValence: in percent. A bound belongs to the upper band: 25 is slightly sad, 75 a little too happy.
    public init(meanValence: Double) {
        switch meanValence {
        case ..<25: self = .isEverythingOkay
        case ..<50: self = .slightlySad
        case ..<75: self = .feelingGreat
        default: self = .aLittleTooHappy
        }
    }
}
