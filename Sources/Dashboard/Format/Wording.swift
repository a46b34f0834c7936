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

    /// A column of an answer as a heading.
    static func column(_ name: String) -> String {
        if let known = columns[name] { return known }
        if let rest = name.dropping(prefix: "previous_") { return "\(column(rest)), period before" }
        return Format.label(name)
    }

    private static let columns = [
        "active": "Active listeners", "base_plays": "Plays before", "base_plays_per_day": "Plays a day before", "cohort_day": "Cohort from",
        "complete": "Complete", "conversion_from_previous": "Of the step before", "conversion_overall": "Of the first step",
        "cumulative_share": "Share so far", "dau": "Daily listeners", "dau_complete": "Day is over", "dau_on": "Last complete day",
        "drop_off": "Lost", "from_minutes": "From", "from_seconds": "From", "to_minutes": "To", "to_seconds": "To", "group_name": "Group",
        "genre_rank": "Place of the genre", "high": "95\u{202F}% to", "high_after": "95\u{202F}% to (on or after)", "imported_at": "Loaded",
        "listener_id": "Listener", "local_date": "Local day", "local_hour": "Local hour", "low": "95\u{202F}% from",
        "low_after": "95\u{202F}% from (on or after)", "mau": "Monthly listeners", "mau_complete": "30 days inside the data",
        "mean_dau": "Daily listeners (mean)", "mean_minutes": "Mean length", "median_minutes": "Median length",
        "median_hours_from_previous": "Median time since the step before", "minutes": "Time listened",
        "minutes_per_listener_day": "Time listened a listener-day", "ms_played": "Time listened", "play_share": "Share of plays",
        "quick_ratio": "Gains per loss", "rate": "On the day", "rate_after": "On or after the day", "reached_3": "Reached track 3",
        "reached_5": "Reached track 5", "recent_plays": "Plays lately", "recent_plays_per_day": "Plays a day lately",
        "retained_after": "Retained (on or after)", "row_count": "Rows", "share_change": "Change of share", "skip_kind": "End of the play",
        "started_at": "Started (UTC)", "stream_share": "Share of streams", "streams": "Streams (30 s and more)", "table_name": "Table",
        "timed_listeners": "Listeners with known time", "timed_plays": "Plays with known time",
        "timed_sessions": "Sessions of known length", "track_id": "Track ID", "tracks_per_session": "Tracks a session",
        "skips_per_session": "Skips a session", "unknown_sessions": "Sessions of unknown length",
        "unseen_skips": "Skips that may be unseen",
        "waiting": "Still in time", "wau": "Weekly listeners", "wau_complete": "7 days inside the data",
        "where_undefined": "Where undefined",
        "z": "Evidence (z)",
    ]

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

extension String {
    /// The text after a prefix; nil where it has another.
    fileprivate func dropping(prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
