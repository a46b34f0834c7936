-- title: Who has features, and how much they listened
-- stages: feature_listeners
-- order: 2
-- grain: one row per listener with at least one play before :as_of
-- definition: The listeners of every family, with the counts that several families divide by. A window of N days is
--   the N days that end on the day before :as_of. What no play of a window records is NULL, never 0; a window without a
--   play counts 0.
-- inputs: events, feature_days, plays
-- parameter as_of: date | the first listener-local day that is not seen
-- column listener_key: key | the listener
-- column first_day: date | day of the first play
-- column last_day: date | day of the last play before :as_of
-- column known_days: days | days from the first play to :as_of
-- column active_days: days | days with a play
-- column active_days_28d: days | days with a play, last 28 days
-- column active_days_90d: days | days with a play, last 90 days
-- column plays: plays | all plays
-- column plays_28d: plays | plays of the last 28 days
-- column plays_previous_28d: plays | plays of the 28 days before those
-- column streams_28d: plays | plays of at least 30 s, last 28 days; NULL where none of the window's plays is timed
-- column skips: plays | plays known to be skipped
-- column known_skips: plays | plays whose skip is known
-- column skips_28d: plays | plays known to be skipped, last 28 days
-- column known_skips_28d: plays | plays whose skip is known, last 28 days
-- column ms_played: milliseconds | time listened of the timed plays; NULL where there are none
-- column ms_played_28d: milliseconds | time listened, last 28 days; NULL where none of the window's plays is timed
-- column timed_plays: plays | plays whose time listened is known
-- column timed_days: days | days with a play whose time listened is known
-- column records_events: flag | 1 where the listener, or an import of the listener's plays, has events of any kind, so that
--   none of a kind means none
WITH marked_days AS (
    SELECT
        listener_key,
        local_date,
        {{days_between(local_date, CAST(:as_of AS DATE))}} AS days_ago,
        plays,
        streams,
        skips,
        known_skips,
        ms_played,
        timed_plays
    FROM feature_days
),

event_imports AS (
    SELECT DISTINCT import_key
    FROM events
    WHERE local_date < CAST(:as_of AS DATE)
),

recorded AS (
    SELECT plays.listener_key
    FROM plays
    INNER JOIN event_imports ON event_imports.import_key = plays.import_key
    WHERE plays.local_date < CAST(:as_of AS DATE)
    GROUP BY plays.listener_key
    UNION
    SELECT listener_key
    FROM events
    WHERE local_date < CAST(:as_of AS DATE)
    GROUP BY listener_key
),

totals AS (
    SELECT
        listener_key,
        MIN(local_date) AS first_day,
        MAX(local_date) AS last_day,
        CAST(MAX(days_ago) AS {{bigint}}) AS known_days,
        COUNT(*) AS active_days,
        COUNT(*) FILTER (WHERE days_ago <= 28) AS active_days_28d,
        COUNT(*) FILTER (WHERE days_ago <= 90) AS active_days_90d,
        CAST(SUM(plays) AS {{bigint}}) AS plays,
        CAST(COALESCE(SUM(plays) FILTER (WHERE days_ago <= 28), 0) AS {{bigint}}) AS plays_28d,
        CAST(COALESCE(SUM(plays) FILTER (WHERE days_ago BETWEEN 29 AND 56), 0) AS {{bigint}}) AS plays_previous_28d,
        CAST(SUM(streams) FILTER (WHERE days_ago <= 28) AS {{bigint}}) AS streams_28d,
        CAST(SUM(skips) AS {{bigint}}) AS skips,
        CAST(SUM(known_skips) AS {{bigint}}) AS known_skips,
        CAST(COALESCE(SUM(skips) FILTER (WHERE days_ago <= 28), 0) AS {{bigint}}) AS skips_28d,
        CAST(COALESCE(SUM(known_skips) FILTER (WHERE days_ago <= 28), 0) AS {{bigint}}) AS known_skips_28d,
        CAST(SUM(ms_played) AS {{bigint}}) AS ms_played,
        CAST(SUM(ms_played) FILTER (WHERE days_ago <= 28) AS {{bigint}}) AS ms_played_28d,
        CAST(SUM(timed_plays) AS {{bigint}}) AS timed_plays,
        COUNT(*) FILTER (WHERE timed_plays > 0) AS timed_days
    FROM marked_days
    GROUP BY listener_key
)

SELECT
    totals.listener_key,
    totals.first_day,
    totals.last_day,
    totals.known_days,
    totals.active_days,
    totals.active_days_28d,
    totals.active_days_90d,
    totals.plays,
    totals.plays_28d,
    totals.plays_previous_28d,
    CASE WHEN totals.plays_28d = 0 THEN 0 ELSE totals.streams_28d END AS streams_28d,
    totals.skips,
    totals.known_skips,
    totals.skips_28d,
    totals.known_skips_28d,
    totals.ms_played,
    CASE WHEN totals.plays_28d = 0 THEN 0 ELSE totals.ms_played_28d END AS ms_played_28d,
    totals.timed_plays,
    totals.timed_days,
    CASE WHEN recorded.listener_key IS NOT NULL THEN 1 ELSE 0 END AS records_events
FROM totals
LEFT JOIN recorded ON recorded.listener_key = totals.listener_key
ORDER BY totals.listener_key
