/// Words for what the schema names by a code.
enum Wording {
    /// A value of the data as it is shown: `apple_music` becomes `Apple Music`. What has a spelling of its own keeps it.
    static func name(_ code: String) -> String {
        switch code {
        case "apple_music": "Apple Music"
        case "youtube_music": "YouTube Music"
        case "soundcloud": "SoundCloud"
        case "tv": "TV"
        case "unknown": "Not recorded"
        case _ where code.allSatisfy { $0.isLowercase || $0 == "_" }: Format.label(code)
        default: code
        }
    }

    /// A group of a dimension of skip rates.
    static func group(_ name: String, of dimension: String) -> String {
        switch dimension {
        case "hour": Int(name).map { ($0 < 10 ? "0" : "") + "\($0):00" } ?? Self.name(name)
        case "position": name == "unknown" ? Self.name(name) : "Track \(name)"
        default: Self.name(name)
        }
    }

    /// A dimension of skip rates, as in "by reason of start".
    static func dimension(_ code: String) -> String {
        switch code {
        case "energy": "energy of the track"
        case "hour": "local hour"
        case "position": "place in the session"
        case "reason_start": "reason of start"
        default: code
        }
    }

    /// A kind of happening, as a step of a funnel.
    static func step(_ code: String) -> String {
        switch code {
        case "stream": "Stream (30 s and more)"
        case "skip": "Skip"
        case "complete": "Play to the end"
        case "playlist_add": "Add to a playlist"
        case "playlist_follow": "Follow a playlist"
        case "subscription_change": "Change of subscription"
        default: Format.label(code)
        }
    }
}
