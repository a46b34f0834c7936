-- The spine: imports, dimensions, plays, sessions, events, marts, and the truth of simulated services.
-- Facts carry 64-bit surrogate keys; text ids live in dimensions. Timestamps are UTC, with microseconds and without a zone.
-- The listener-local calendar (local_*) is computed once at load, so that no engine's time-zone functions are needed.

-- Grain: one row per import (or simulation) that was committed.
CREATE TABLE imports (
    import_key      {{bigint}} NOT NULL,
    format          {{text_column}} NOT NULL,
    source          {{text_column}} NOT NULL,
    listener_id     {{text_column}},
    imported_at     {{timestamp}} NOT NULL,
    rows_read       {{bigint}} NOT NULL,
    rows_new        {{bigint}} NOT NULL,
    rows_duplicate  {{bigint}} NOT NULL,
    rows_invalid    {{bigint}} NOT NULL,
    rows_ignored    {{bigint}} NOT NULL,
    first_day       DATE,
    last_day        DATE,
    details         {{text_column}}
    {{primary_key(import_key)}}
);

-- Grain: one row per listener. `tier` is the tier as last known; its history is in `subscriptions`.
CREATE TABLE listeners (
    listener_key    {{bigint}} NOT NULL,
    listener_id     {{text_column}} NOT NULL,
    zone            {{text_column}} NOT NULL,
    country         {{text_column}},
    tier            {{text_column}},
    age_group       {{text_column}},
    signed_up_on    DATE,
    import_key      {{bigint}} NOT NULL
    {{primary_key(listener_key)}}
);

-- Grain: one row per artist name.
CREATE TABLE artists (
    artist_key      {{bigint}} NOT NULL,
    name            {{text_column}} NOT NULL,
    import_key      {{bigint}} NOT NULL
    {{primary_key(artist_key)}}
);

-- Grain: one row per track. `track_id` is the service's own id (a URI), or artist and title where the source has none.
-- Audio features lie in [0, 1] except loudness (dB), tempo (beats a minute), music_key (0 = C … 11 = B) and mode (1 = major).
CREATE TABLE tracks (
    track_key         {{bigint}} NOT NULL,
    track_id          {{text_column}} NOT NULL,
    name              {{text_column}} NOT NULL,
    artist_key        {{bigint}} NOT NULL,
    album             {{text_column}},
    genre             {{text_column}},
    release_date      DATE,
    duration_ms       {{bigint}},
    popularity        {{double}},
    danceability      {{double}},
    energy            {{double}},
    valence           {{double}},
    acousticness      {{double}},
    instrumentalness  {{double}},
    liveness          {{double}},
    speechiness       {{double}},
    loudness          {{double}},
    tempo             {{double}},
    music_key         SMALLINT,
    mode              SMALLINT,
    import_key        {{bigint}} NOT NULL
    {{primary_key(track_key)}}
);

-- Grain: one row per playlist.
CREATE TABLE playlists (
    playlist_key    {{bigint}} NOT NULL,
    playlist_id     {{text_column}} NOT NULL,
    name            {{text_column}} NOT NULL,
    genre           {{text_column}},
    import_key      {{bigint}} NOT NULL
    {{primary_key(playlist_key)}}
);

-- Grain: one row per position of a playlist (1-based).
CREATE TABLE playlist_tracks (
    playlist_key    {{bigint}} NOT NULL,
    position        INTEGER NOT NULL,
    track_key       {{bigint}} NOT NULL,
    import_key      {{bigint}} NOT NULL
);

-- Grain: one row per listener and stretch of days on one tier; `ended_on` is exclusive and NULL while it lasts.
CREATE TABLE subscriptions (
    listener_key    {{bigint}} NOT NULL,
    tier            {{text_column}} NOT NULL,
    started_on      DATE NOT NULL,
    ended_on        DATE,
    import_key      {{bigint}} NOT NULL
);

-- Grain: one row per listener and genre: the affinity in [0, 1] that the listener stated at sign-up.
CREATE TABLE listener_tastes (
    listener_key    {{bigint}} NOT NULL,
    genre           {{text_column}} NOT NULL,
    affinity        {{double}} NOT NULL,
    import_key      {{bigint}} NOT NULL
);

-- Grain: one row per play, skips included.
-- session_key is the play_key of the session's first play; session_position is 1-based.
-- skip_kind is 'early', 'mid', 'late' or 'none', NULL where the source does not say how long was listened;
-- skipped is the default rule: early or mid. time_precision is the resolution of the source's clock.
CREATE TABLE plays (
    play_key          {{bigint}} NOT NULL,
    import_key        {{bigint}} NOT NULL,
    fingerprint       {{bigint}},
    occurrence        INTEGER,
    listener_key      {{bigint}} NOT NULL,
    track_key         {{bigint}} NOT NULL,
    session_key       {{bigint}} NOT NULL,
    session_position  INTEGER NOT NULL,
    started_at        {{timestamp}} NOT NULL,
    ended_at          {{timestamp}} NOT NULL,
    ms_played         {{bigint}},
    local_date        DATE NOT NULL,
    local_hour        SMALLINT NOT NULL,
    local_weekday     SMALLINT NOT NULL,
    platform          {{text_column}} NOT NULL,
    device            {{text_column}},
    context           {{text_column}},
    context_id        {{bigint}},
    context_position  INTEGER,
    reason_start      {{text_column}},
    reason_end        {{text_column}},
    shuffle           BOOLEAN,
    offline           BOOLEAN,
    incognito         BOOLEAN,
    skip_kind         {{text_column}},
    skipped           BOOLEAN,
    time_precision    {{text_column}} NOT NULL
    {{primary_key(play_key, local_date)}}
) {{partitioned_by_month(local_date)}};

-- Grain: one row per session: plays of one listener less than 30 minutes apart.
-- local_* and device, platform and context are those of the session's first play. seconds = last end - first start.
CREATE TABLE sessions (
    session_key     {{bigint}} NOT NULL,
    listener_key    {{bigint}} NOT NULL,
    started_at      {{timestamp}} NOT NULL,
    ended_at        {{timestamp}} NOT NULL,
    seconds         {{bigint}} NOT NULL,
    local_date      DATE NOT NULL,
    local_hour      SMALLINT NOT NULL,
    local_weekday   SMALLINT NOT NULL,
    platform        {{text_column}} NOT NULL,
    device          {{text_column}},
    context         {{text_column}},
    plays           INTEGER NOT NULL,
    skips           INTEGER NOT NULL,
    ms_played       {{bigint}} NOT NULL
    {{primary_key(session_key)}}
);

-- Grain: one row per accepted event that is not a play (like, save, share, playlist_add, search, …).
CREATE TABLE events (
    event_key       {{bigint}} NOT NULL,
    import_key      {{bigint}} NOT NULL,
    listener_key    {{bigint}} NOT NULL,
    track_key       {{bigint}},
    kind            {{text_column}} NOT NULL,
    occurred_at     {{timestamp}} NOT NULL,
    local_date      DATE NOT NULL,
    platform        {{text_column}} NOT NULL,
    device          {{text_column}},
    payload         {{text_column}}
    {{primary_key(event_key, local_date)}}
) {{partitioned_by_month(local_date)}};

-- Mart. Grain: one row per listener, listener-local day and platform with at least one play.
-- `known_skips` counts the plays whose skip is known: the denominator of a skip rate. `sessions` counts the sessions that began on the day.
CREATE TABLE listener_days (
    listener_key    {{bigint}} NOT NULL,
    local_date      DATE NOT NULL,
    platform        {{text_column}} NOT NULL,
    plays           INTEGER NOT NULL,
    streams         INTEGER NOT NULL,
    skips           INTEGER NOT NULL,
    known_skips     INTEGER NOT NULL,
    ms_played       {{bigint}} NOT NULL,
    sessions        INTEGER NOT NULL
);

-- Mart. Grain: one row per track, listener-local day and platform with at least one play.
CREATE TABLE track_days (
    track_key       {{bigint}} NOT NULL,
    local_date      DATE NOT NULL,
    platform        {{text_column}} NOT NULL,
    plays           INTEGER NOT NULL,
    streams         INTEGER NOT NULL,
    skips           INTEGER NOT NULL,
    known_skips     INTEGER NOT NULL,
    listeners       INTEGER NOT NULL,
    ms_played       {{bigint}} NOT NULL
);

-- Truth of a simulated service. Grain: one row per simulated play: the probability with which its skip was drawn.
CREATE TABLE truth_plays (
    play_key          {{bigint}} NOT NULL,
    skip_probability  {{double}} NOT NULL
);

-- Truth of a simulated service. Grain: one row per simulated session: the expectation from which its duration was drawn.
CREATE TABLE truth_sessions (
    session_key       {{bigint}} NOT NULL,
    expected_seconds  {{double}} NOT NULL
);

-- Truth of a simulated service. Grain: one row per planted parameter of a simulation.
CREATE TABLE truth_parameters (
    import_key      {{bigint}} NOT NULL,
    name            {{text_column}} NOT NULL,
    value           {{double}} NOT NULL
);

-- Truth of a simulated service. Grain: one row per listener-local day: the listeners who played on it.
CREATE TABLE truth_days (
    import_key      {{bigint}} NOT NULL,
    local_date      DATE NOT NULL,
    listeners       {{bigint}} NOT NULL
);
