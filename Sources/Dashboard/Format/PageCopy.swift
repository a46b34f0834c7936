/// Words for what the schema names by a code.
package enum PageCopy {
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
        case "reason_start": name == "unknown" ? Self.name(name) : Format.sentence(reason(name))
        default: Self.name(name)
        }
    }

    /// A dimension of skip rates, as in "by reason of start".
    static func dimension(_ code: String) -> String {
        switch code {
        case "energy": "energy of the track"
        case "hour": "local hour"
        case "position": "position in the session"
        case "reason_start": "how it started"
        default: code
        }
    }

    /// A group of a dimension as the subject of a sentence: `Plays around 21:00`, `Plays begun by choosing the track`.
    static func subject(_ name: String, of dimension: String) -> String {
        switch dimension {
        case "hour": "Plays around \(group(name, of: dimension))"
        case "weekday": "\(name) plays"
        case "position": "Plays at position \(name)"
        case "energy": "Plays of \(name)-energy tracks"
        case "reason_start": "Plays begun by \(reason(name))"
        case "country": "Plays from \(name)"
        case "context": "Plays from \(Self.name(name).lowercasedFirst)"
        case "device": "Plays on \(Self.name(name).lowercasedFirst)"
        case "platform": "Plays on \(Self.name(name))"
        case "tier": "Plays of \(name) listeners"
        default: "\(Self.name(name)) plays"
        }
    }

    /// How a play began, as in "begun by skipping forward".
    static func reason(_ code: String) -> String {
        switch code {
        case "clickrow": "choosing a track"
        case "fwdbtn": "skipping forward"
        case "backbtn": "skipping back"
        case "trackdone": "the end of the track before"
        case "playbtn": "the play button"
        case "appload": "opening the app"
        case "remote": "a remote control"
        default: name(code).lowercasedFirst
        }
    }

    /// A feature of a model as the subject of a sentence. Numbers that stand for one thing have one name: sine and cosine are a time of day.
    package static func feature(_ code: String) -> String {
        switch code {
        case "hour_cos", "hour_sin", "evening_cos", "evening_sin": "Time of day"
        case "usual_hour_cos", "usual_hour_sin": "The usual time of day"
        case "listener_skip_logit": "The listener’s own skip rate"
        case "listener_evidence": "The length of the listener’s history"
        case "recent_skip_lift", "recent_skip_lift_squared": "The skip rate of the last 10 plays"
        case "recent_skip_lift_at_start": "The skip rate of the last 10 plays, at a session’s start"
        case "recent_skip_lift_by_track_gap": "The skip rate of the last 10 plays, by the time since the track"
        case "track_skip_lift": "The listener’s skip rate of the track"
        case "track_gap_log": "The time since the listener last played the track"
        case "previous_share", "previous_share_extremity": "How much of the play before was heard"
        case "previous_flicked": "Whether the play before was flicked past"
        case "follows_as_before", "previous_share_where_follows": "Whether the track follows as it did before"
        case "previous_minutes_log": "The minutes since the play before"
        case "last_3_minutes_log", "last_3_minutes_log_squared": "The minutes of the last 3 plays"
        case "session_position_10": "The position in the session"
        case "session_fatigue_hours": "The time listened in the session"
        case "energy_distance": "The jump in energy from the track before"
        case "usual_energy_distance": "The usual jump in energy"
        case "taste_match": "The match with stated taste"
        case "usual_taste_match": "The usual match with stated taste"
        case "usual_session_position_10": "The usual position in a session"
        case "usual_session_fatigue_hours": "The usual time listened in a session"
        case "mean_minutes_before": "The listener’s mean session length"
        case "mean_minutes_last_5": "The length of the last 5 sessions"
        case "last_minutes": "The length of the session before"
        case "hours_since_last_log": "The time since the session before"
        case "sessions_before_log": "The number of earlier sessions"
        case "skip_rate_before": "The skip rate of earlier sessions"
        case "plays_per_session_before": "The plays of an earlier session"
        default: Format.label(code)
        }
    }

    /// A feature beside its number: with what tells it from others of the same name.
    static func featureLabel(_ code: String) -> String {
        let part =
            code.hasSuffix("_cos")
            ? " (cosine)"
            : code.hasSuffix("_sin")
                ? " (sine)"
                : code.hasSuffix("_squared")
                    ? " (squared)"
                    : code == "previous_share_extremity"
                        ? " (squared distance from half)"
                        : code == "previous_share_where_follows" ? " (by the share heard)" : ""
        return feature(code) + part
    }

    /// A column of an answer as a heading.
    static func column(_ name: String) -> String {
        if let known = columns[name] { return known }
        if let rest = name.dropping(prefix: "previous_") { return "\(column(rest)), period before" }
        return Format.label(name)
    }

    private static let columns = [
        "active": "Active listeners", "base_plays": "Plays before", "base_plays_per_day": "Plays a day before",
        "cohort_day": "Cohort from",
        "complete": "Complete", "conversion_from_previous": "Of the step before",
        "conversion_overall": "Of the first step",
        "cumulative_share": "Share so far", "dau": "Daily listeners", "dau_complete": "Day is over",
        "dau_on": "Last complete day",
        "drop_off": "Lost", "from_minutes": "From", "from_seconds": "From", "to_minutes": "To", "to_seconds": "To",
        "group_name": "Group",
        "genre_rank": "Place of the genre", "high": "95\u{202F}% to", "imported_at": "Loaded",
        "listener_id": "Listener", "local_date": "Day (listener’s clock)", "local_hour": "Hour (listener’s clock)",
        "low": "95\u{202F}% from",
        "mau": "Monthly listeners", "mau_complete": "30 days inside the data",
        "mean_dau": "Daily listeners (mean)", "mean_minutes": "Mean length", "median_minutes": "Median length",
        "median_hours_from_previous": "Median time since the step before", "minutes": "Time listened",
        "minutes_per_listener_day": "Time listened a listener-day", "ms_played": "Time listened",
        "play_share": "Share of plays",
        "quick_ratio": "Gains per loss", "rate": "Retained (share)", "reached_3": "Reached track 3",
        "reached_5": "Reached track 5", "recent_plays": "Plays lately", "recent_plays_per_day": "Plays a day lately",
        "row_count": "Rows", "share_change": "Change of share", "skip_kind": "End of the play",
        "started_at": "Started (your clock)", "stream_share": "Share of streams", "streams": "Streams (30 s and more)",
        "table_name": "Table",
        "timed_listeners": "Listeners with known time", "timed_plays": "Plays with known time",
        "timed_sessions": "Sessions of known length", "track_id": "Track ID", "tracks_per_session": "Tracks a session",
        "skips_per_session": "Skips a session", "unknown_sessions": "Sessions of unknown length",
        "unseen_skips": "Skips that may be unseen",
        "waiting": "Still in time", "wau": "Weekly listeners", "wau_complete": "7 days inside the data",
        "where_undefined": "Where undefined",
        "days": "Days",
        "listener_days": "Listener-days",
        "timed_listener_days": "Listener-days with known time",
        "known_skips": "Plays whose skip is known",
        "standard_error": "Standard error",
        "share_error": "Standard error of the share",
        "p_value": "Probability by chance, at most",
        "now": "Now",
        "before": "Before",
        "difference": "Difference",
        "units": "Units",
        "last_moment": "Latest play (UTC)",
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
    /// The text with a small first letter, but where it begins with an abbreviation.
    var lowercasedFirst: String {
        guard let first, dropFirst().first?.isUppercase != true else { return self }
        return first.lowercased() + dropFirst()
    }

    /// The text after a prefix; nil where it has another.
    fileprivate func dropping(prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
