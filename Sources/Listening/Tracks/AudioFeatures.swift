/// How a track sounds, on the scales that streaming services publish.
///
/// Unit: the seven shares lie in 0 … 1; loudness is in dB (about −60 … 0); tempo is in beats a minute.
public struct AudioFeatures: Sendable, Hashable, Codable {
    /// How suitable for dancing, in 0...1.
    public var danceability: Double
    /// Perceived intensity, in 0...1.
    public var energy: Double
    /// How positive it sounds, in 0...1.
    public var valence: Double
    /// Confidence that it is acoustic, in 0...1.
    public var acousticness: Double
    /// Confidence that there are no vocals, in 0...1.
    public var instrumentalness: Double
    /// Confidence that an audience is present, in 0...1.
    public var liveness: Double
    /// Share of spoken words, in 0...1.
    public var speechiness: Double
    /// Mean loudness. Unit: dB, usually −60 to 0.
    public var loudness: Double
    /// Unit: beats per minute.
    public var tempo: Double

    /// Audio features of one track.
    public init(
        danceability: Double, energy: Double, valence: Double, acousticness: Double, instrumentalness: Double,
        liveness: Double,
        speechiness: Double, loudness: Double, tempo: Double
    ) {
        self.danceability = danceability
        self.energy = energy
        self.valence = valence
        self.acousticness = acousticness
        self.instrumentalness = instrumentalness
        self.liveness = liveness
        self.speechiness = speechiness
        self.loudness = loudness
        self.tempo = tempo
    }
}

/// How energetic a track is, in thirds of the energy scale.
public enum EnergyLevel: String, Sendable, Hashable, CaseIterable, Codable {
    case low
    case medium
    case high

    /// - Parameter energy: in 0 … 1; a bound belongs to the upper level.
    public init(energy: Double) { self = energy < 1.0 / 3 ? .low : energy < 2.0 / 3 ? .medium : .high }
}
