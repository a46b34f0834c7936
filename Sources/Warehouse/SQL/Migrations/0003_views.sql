-- Views for tools that ask by themselves: names in place of keys, units that people read, and nothing to know about how sessions or days are
-- derived. Times are UTC, days are listener-local.

-- Grain: one row per play.
CREATE VIEW plays_named AS
SELECT
    plays.play_key,
    listeners.listener_id,
    listeners.country,
    listeners.tier,
    listeners.age_group,
    tracks.track_id,
    tracks.name AS track,
    artists.name AS artist,
    tracks.genre,
    plays.started_at,
    plays.ended_at,
    plays.local_date,
    plays.local_hour,
    plays.local_weekday,
    plays.session_key,
    plays.session_position,
    plays.ms_played,
    plays.platform,
    plays.device,
    plays.context,
    plays.reason_start,
    plays.reason_end,
    plays.skipped,
    plays.skip_kind
FROM plays
INNER JOIN listeners ON plays.listener_key = listeners.listener_key
INNER JOIN tracks ON plays.track_key = tracks.track_key
INNER JOIN artists ON tracks.artist_key = artists.artist_key;

-- Grain: one row per listener-local day and platform. A listener on two platforms counts on each.
CREATE VIEW daily_activity AS
SELECT
    local_date,
    platform,
    COUNT(*) AS listeners,
    CAST(SUM(sessions) AS {{bigint}}) AS sessions,
    CAST(SUM(plays) AS {{bigint}}) AS plays,
    CAST(SUM(streams) AS {{bigint}}) AS streams,
    CAST(SUM(skips) AS {{bigint}}) AS skips,
    CAST(SUM(known_skips) AS {{bigint}}) AS known_skips,
    CAST(SUM(ms_played) AS {{double}}) / 60000 AS minutes
FROM listener_days
GROUP BY local_date, platform;

-- Grain: one row per track, listener-local day and platform with at least one play.
CREATE VIEW track_performance AS
SELECT
    track_days.local_date,
    track_days.platform,
    tracks.track_id,
    tracks.name AS track,
    artists.name AS artist,
    tracks.genre,
    track_days.listeners,
    track_days.plays,
    track_days.streams,
    track_days.skips,
    track_days.known_skips,
    CAST(track_days.ms_played AS {{double}}) / 60000 AS minutes
FROM track_days
INNER JOIN tracks ON track_days.track_key = tracks.track_key
INNER JOIN artists ON tracks.artist_key = artists.artist_key;
