-- title: Who has features, and how much they listened
-- stages: feature_listeners
-- order: 2
-- grain: one row per listener with at least one play before :as_of
-- definition: The listeners of every family, with the counts that several families divide by. A window of N days is
--   the N days that end on the day before :as_of.
-- inputs: feature_days
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
-- column streams_28d: plays | plays of at least 30 s, last 28 days
-- column skips: plays | plays known to be skipped
-- column known_skips: plays | plays whose skip is known
-- column skips_28d: plays | plays known to be skipped, last 28 days
-- column known_skips_28d: plays | plays whose skip is known, last 28 days
-- column ms_played: milliseconds | time listened
-- column ms_played_28d: milliseconds | time listened, last 28 days
WITH marked_days AS (
    SELECT
        listener_key,
        local_date,
        {{days_between(local_date, CAST(:as_of AS DATE))}} AS days_ago,
        plays,
        streams,
        skips,
        known_skips,
        ms_played
    FROM feature_days
)

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
    CAST(COALESCE(SUM(streams) FILTER (WHERE days_ago <= 28), 0) AS {{bigint}}) AS streams_28d,
    CAST(SUM(skips) AS {{bigint}}) AS skips,
    CAST(SUM(known_skips) AS {{bigint}}) AS known_skips,
    CAST(COALESCE(SUM(skips) FILTER (WHERE days_ago <= 28), 0) AS {{bigint}}) AS skips_28d,
    CAST(COALESCE(SUM(known_skips) FILTER (WHERE days_ago <= 28), 0) AS {{bigint}}) AS known_skips_28d,
    CAST(SUM(ms_played) AS {{bigint}}) AS ms_played,
    CAST(COALESCE(SUM(ms_played) FILTER (WHERE days_ago <= 28), 0) AS {{bigint}}) AS ms_played_28d
FROM marked_days
GROUP BY listener_key
ORDER BY listener_key
