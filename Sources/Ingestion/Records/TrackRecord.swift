import Listening

/// What can be known of a track besides its id: the columns of `tracks`, by their names.
enum TrackAttribute: String, CaseIterable, Sendable {
    case name, artist, album, genre
    case releaseDate = "release_date"
    case durationMilliseconds = "duration_ms"
    case popularity, danceability, energy, valence, acousticness, instrumentalness, liveness, speechiness, loudness,
        tempo
    case musicKey = "music_key"
    case mode
}

/// What the files of an import say of a track: of each attribute the value of the latest play that has it.
struct TrackRecord: Sendable {
    /// A value and the moment at which it was so.
    struct Observation: Sendable {
        let attribute: TrackAttribute
        var value: String
        var checksum: UInt64
        var at: Int64
    }

    let id: String
    private(set) var observations: [Observation] = []

    init(id: String) { self.id = id }

    subscript(_ attribute: TrackAttribute) -> String? { observations.first { $0.attribute == attribute }?.value }

    /// Takes a value in, unless a later one is known. Of two values of one moment the greater is kept, so that the order of rows is of no
    /// consequence.
    mutating func observe(_ attribute: TrackAttribute, checksum: UInt64, at moment: Int64, value: () -> String) {
        guard let index = observations.firstIndex(where: { $0.attribute == attribute }) else {
            return observations.append(
                Observation(attribute: attribute, value: value(), checksum: checksum, at: moment))
        }
        let known = observations[index]
        if moment < known.at { return }
        if known.checksum == checksum {
            observations[index].at = moment
            return
        }
        let text = value()
        if moment == known.at, text.unicodeScalars.lexicographicallyPrecedes(known.value.unicodeScalars) { return }
        observations[index] = Observation(attribute: attribute, value: text, checksum: checksum, at: moment)
    }

    mutating func observe(_ attribute: TrackAttribute, _ value: String, at moment: Int64) {
        var fingerprint = Fingerprint()
        fingerprint.add(value)
        observe(attribute, checksum: fingerprint.value, at: moment) { value }
    }
}

/// Names of what a service withholds.
enum Withheld {
    static let title = "Unknown track"
    static let artist = "Unknown artist"
    /// The track of plays of which neither a name nor an id is known.
    static let trackID = "segue:unknown"
}
