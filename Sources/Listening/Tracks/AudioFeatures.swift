/// How a track sounds, on the scales that streaming services publish.
///
/// Unit: the seven shares lie in 0 … 1; loudness is in dB (about −60 … 0); tempo is in beats a minute.
public struct AudioFeatures: Sendable, Hashable, Codable {
    public var danceability: Double
    public var energy: Double
    public var valence: Double
    public var acousticness: Double
    public var instrumentalness: Double
    public var liveness: Double
    public var speechiness: Double
    public var loudness: Double
    public var tempo: Double

    /// Audio features of one track.
    public init(
        danceability: Double, energy: Double, valence: Double, acousticness: Double, instrumentalness: Double, liveness: Double,
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
