-- What a source does not record is NULL, never 0. timed_plays counts the plays whose time listened is known: where it is less than plays, sums
-- of time and of streams are lower bounds. Marts are derived from the plays, and are derived anew right after this migration.

ALTER TABLE sessions ALTER COLUMN seconds DROP NOT NULL;
ALTER TABLE sessions ALTER COLUMN skips DROP NOT NULL;
ALTER TABLE sessions ALTER COLUMN ms_played DROP NOT NULL;
ALTER TABLE sessions ADD COLUMN known_skips INTEGER;
ALTER TABLE sessions ADD COLUMN timed_plays INTEGER;

ALTER TABLE listener_days ALTER COLUMN streams DROP NOT NULL;
ALTER TABLE listener_days ALTER COLUMN skips DROP NOT NULL;
ALTER TABLE listener_days ALTER COLUMN ms_played DROP NOT NULL;
ALTER TABLE listener_days ADD COLUMN timed_plays INTEGER;

ALTER TABLE track_days ALTER COLUMN streams DROP NOT NULL;
ALTER TABLE track_days ALTER COLUMN skips DROP NOT NULL;
ALTER TABLE track_days ALTER COLUMN ms_played DROP NOT NULL;
ALTER TABLE track_days ADD COLUMN timed_plays INTEGER;

DROP VIEW daily_activity;
DROP VIEW track_performance;

-- Grain: one row per listener-local day and platform. A listener on two platforms counts on each.
-- minutes, streams and skips are NULL where no play's time, or skip, is known; where timed_plays is less than plays they are lower bounds.
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
    CAST(SUM(ms_played) AS {{double}}) / 60000 AS minutes,
    CAST(SUM(timed_plays) AS {{bigint}}) AS timed_plays
FROM listener_days
GROUP BY local_date, platform;

-- Grain: one row per track, listener-local day and platform with at least one play. Unknown as in daily_activity.
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
    CAST(track_days.ms_played AS {{double}}) / 60000 AS minutes,
    track_days.timed_plays
FROM track_days
INNER JOIN tracks ON track_days.track_key = tracks.track_key
INNER JOIN artists ON tracks.artist_key = artists.artist_key;
