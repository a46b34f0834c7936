/// The service on which a play took place.
public enum Platform: String, Sendable, Hashable, CaseIterable, Codable {
    case spotify
    case appleMusic = "apple_music"
    case youtubeMusic = "youtube_music"
    case soundcloud
    case custom
}

/// The kind of device a listener used.
public enum Device: String, Sendable, Hashable, CaseIterable, Codable {
    case mobile
    case desktop
    case tablet
    case speaker
    case car
    case web
    case tv
    case console
    case watch
    case other

    /// The kind of device that a client's free-text platform string names, such as `Android OS 10 API 29 (samsung, SM-G973F)`.
    ///
    /// - Returns: `.other` where the text names none that is known.
    public init(describedBy text: String) {
        let lowered = text.lowercased()
        let known: [(String, Device)] = [
            ("watch", .watch), ("ipad", .tablet), ("tablet", .tablet), ("iphone", .mobile), ("ios", .mobile),
            ("web_player", .web),
            ("web player", .web), ("webplayer", .web), ("android_tv", .tv), ("android tv", .tv), ("tv", .tv),
            ("playstation", .console),
            ("xbox", .console), ("ps4", .console), ("ps5", .console), ("car", .car), ("auto", .car),
            ("android", .mobile), ("cast", .speaker),
            ("sonos", .speaker), ("speaker", .speaker), ("echo", .speaker), ("alexa", .speaker), ("os x", .desktop),
            ("osx", .desktop),
            ("mac", .desktop), ("windows", .desktop), ("linux", .desktop),
        ]
        self = known.first { lowered.contains($0.0) }?.1 ?? .other
    }
}

/// Where in the product a play came from.
public enum PlayContext: String, Sendable, Hashable, CaseIterable, Codable {
    case playlist
    case album
    case artist
    case radio
    case search
    case recommendation
    case library
}
