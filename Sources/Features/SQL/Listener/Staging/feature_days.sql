-- title: What each listener did on each day before the date
-- stages: feature_days
-- order: 1
-- grain: one row per listener and listener-local day before :as_of with at least one play
-- definition: The daily mart without its platforms, cut off at the date. A play belongs to the day on which it began.
-- inputs: listener_days
-- parameter as_of: date | the first listener-local day that is not seen
-- column listener_key: key | the listener
-- column local_date: date | the listener-local day
-- column plays: plays | plays of the day
-- column streams: plays | plays of at least 30 s; NULL where no play's time is known
-- column skips: plays | plays known to be skipped; NULL where no play's skip is known
-- column known_skips: plays | plays whose skip is known
-- column ms_played: milliseconds | time listened of the timed plays; NULL where there are none
-- column timed_plays: plays | plays whose time listened is known
SELECT
    listener_key,
    local_date,
    CAST(SUM(plays) AS {{bigint}}) AS plays,
    CAST(SUM(streams) AS {{bigint}}) AS streams,
    CAST(SUM(skips) AS {{bigint}}) AS skips,
    CAST(SUM(known_skips) AS {{bigint}}) AS known_skips,
    CAST(SUM(ms_played) AS {{bigint}}) AS ms_played,
    CAST(SUM(timed_plays) AS {{bigint}}) AS timed_plays
FROM listener_days
WHERE local_date < CAST(:as_of AS DATE)
GROUP BY listener_key, local_date
ORDER BY listener_key, local_date
