-- title: The listeners behind a day's active listeners
-- grain: one row per listener active on the day
-- definition: Listeners with at least one play that began on the day, most time listened first and those
--   of unknown time last; of equals the one known first. What the source does not record is NULL, never 0: minutes
--   and streams are those of the timed plays, skips those of the plays whose skip is known.
-- inputs: listener_days, listeners
-- page: /overview
-- parameter day: date | listener-local day
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter limit: integer | number of rows | default 20 | bounds 1 to 100000
-- parameter offset: integer | number of rows left out before the first | default 0 | bounds 0 to 1000000000
-- column listener_id: text | the listener's id
-- column tier: text | tier as last known
-- column country: text | country
-- column plays: plays | plays that began on the day
-- column streams: plays | plays of at least 30 seconds; NULL where no play's time is known
-- column skips: plays | plays that were skipped; NULL where no play's skip is known
-- column minutes: minutes | time listened; NULL where no play's time is known
-- column sessions: sessions | sessions that began on the day
-- column first_active_day: date | the listener's first day with a play over all data
-- column active_days: days | days with a play among the 28 that end on the day
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
),

day_totals AS (
    SELECT
        listener_days.listener_key,
        SUM(listener_days.plays) AS plays,
        SUM(listener_days.streams) AS streams,
        SUM(listener_days.skips) AS skips,
        SUM(listener_days.ms_played) AS ms_played,
        SUM(listener_days.sessions) AS sessions
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date = CAST(:day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR listener_days.platform = CAST(:platform AS {{text}}))
    GROUP BY listener_days.listener_key
),

shown_listeners AS (
    SELECT listener_key, plays, streams, skips, ms_played, sessions, listener_rank
    FROM (
        SELECT
            listener_key,
            plays,
            streams,
            skips,
            ms_played,
            sessions,
            ROW_NUMBER() OVER (ORDER BY COALESCE(ms_played, -1) DESC, listener_key) AS listener_rank
        FROM day_totals
    ) AS ranked_listeners
    WHERE listener_rank > CAST(:offset AS {{bigint}})
        AND listener_rank <= CAST(:offset AS {{bigint}}) + CAST(:limit AS {{bigint}})
),

histories AS (
    SELECT
        listener_days.listener_key,
        MIN(listener_days.local_date) AS first_active_day,
        COUNT(DISTINCT CASE
            WHEN listener_days.local_date BETWEEN {{add_days(CAST(:day AS DATE), -27)}} AND CAST(:day AS DATE)
                THEN listener_days.local_date
        END) AS active_days
    FROM listener_days
    INNER JOIN shown_listeners ON shown_listeners.listener_key = listener_days.listener_key
    WHERE CAST(:platform AS {{text}}) IS NULL OR listener_days.platform = CAST(:platform AS {{text}})
    GROUP BY listener_days.listener_key
)

SELECT
    listeners.listener_id,
    listeners.tier,
    listeners.country,
    CAST(shown_listeners.plays AS {{bigint}}) AS plays,
    CAST(shown_listeners.streams AS {{bigint}}) AS streams,
    CAST(shown_listeners.skips AS {{bigint}}) AS skips,
    CAST(shown_listeners.ms_played AS {{double}}) / 60000 AS minutes,
    CAST(shown_listeners.sessions AS {{bigint}}) AS sessions,
    histories.first_active_day,
    CAST(histories.active_days AS {{bigint}}) AS active_days
FROM shown_listeners
INNER JOIN listeners ON listeners.listener_key = shown_listeners.listener_key
INNER JOIN histories ON histories.listener_key = shown_listeners.listener_key
ORDER BY shown_listeners.listener_rank
