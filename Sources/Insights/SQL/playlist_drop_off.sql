-- title: How many playlist runs are lost between tracks 3 and 5
-- grain: one row
-- definition: A run is a row of plays of one session, each right after the one before, in context 'playlist' with the
--   same context_id, that starts at context_position 1 and goes up by one. A run reaches track k when its play at
--   position k began, skipped or not. A run belongs to the day of its first track and is followed for up to seven
--   days beyond the last day. Interval: Wilson, 95 %. Where the source does not record where in a playlist a
--   play was, counts are NULL.
-- inputs: listeners, plays
-- command: funnel drop-off | Show how many playlist runs are lost between tracks 3 and 5.
--   | segue insights funnel drop-off
-- page: /funnels
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- column runs: runs | runs that began; NULL where positions in playlists are not recorded
-- column reached_3: runs | runs that reached track 3; NULL as runs
-- column reached_5: runs | runs that reached track 5; NULL as runs
-- column drop_off: share | share of the runs at track 3 that did not reach track 5; NULL when none reached track 3
-- column low: share | lower 95 % bound of drop_off
-- column high: share | upper 95 % bound of drop_off
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
),

-- In a run the session's and the playlist's positions go up together, so that their difference stays the same.
stretches AS (
    SELECT
        MAX(CASE WHEN plays.context_position = 2 THEN 1 ELSE 0 END) AS has_2,
        MAX(CASE WHEN plays.context_position = 3 THEN 1 ELSE 0 END) AS has_3,
        MAX(CASE WHEN plays.context_position = 4 THEN 1 ELSE 0 END) AS has_4,
        MAX(CASE WHEN plays.context_position = 5 THEN 1 ELSE 0 END) AS has_5
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    WHERE plays.context = 'playlist'
        AND plays.context_id IS NOT NULL
        AND plays.context_position BETWEEN 1 AND 5
        AND plays.local_date BETWEEN CAST(:first_day AS DATE) AND {{add_days(CAST(:last_day AS DATE), 7)}}
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
    GROUP BY plays.session_key, plays.context_id, plays.session_position - plays.context_position
    HAVING MIN(CASE WHEN plays.context_position = 1 THEN plays.local_date END) <= CAST(:last_day AS DATE)
),

-- Whether the source records from where a play came: without that, no run can be seen.
recorded AS (
    SELECT
        CASE
            WHEN COUNT(*) = 0 OR COUNT(CASE WHEN plays.context_position IS NOT NULL THEN plays.context END) > 0
                OR COUNT(CASE WHEN plays.context <> 'playlist' THEN 1 END) = COUNT(*) THEN 1
            ELSE 0
        END AS is_recorded
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    WHERE plays.local_date BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
),

counts AS (
    SELECT
        COUNT(*) AS runs,
        COUNT(*) FILTER (WHERE has_2 = 1 AND has_3 = 1) AS reached_3,
        COUNT(*) FILTER (WHERE has_2 = 1 AND has_3 = 1 AND has_4 = 1 AND has_5 = 1) AS reached_5
    FROM stretches
),

normal AS (
    SELECT CAST(1.959963984540054 AS {{double}}) AS z
),

wilson AS (
    SELECT
        counts.runs,
        counts.reached_3,
        counts.reached_5,
        counts.reached_3 - counts.reached_5 AS lost,
        normal.z * normal.z AS z2,
        normal.z * SQRT(
            CAST(counts.reached_5 AS {{double}}) * (counts.reached_3 - counts.reached_5) / NULLIF(counts.reached_3, 0)
                + normal.z * normal.z / 4
        ) AS half_width
    FROM counts
    CROSS JOIN normal
)

SELECT
    CASE WHEN recorded.is_recorded = 1 OR runs > 0 THEN runs END AS runs,
    CASE WHEN recorded.is_recorded = 1 OR runs > 0 THEN reached_3 END AS reached_3,
    CASE WHEN recorded.is_recorded = 1 OR runs > 0 THEN reached_5 END AS reached_5,
    CAST(lost AS {{double}}) / NULLIF(reached_3, 0) AS drop_off,
    CASE
        WHEN reached_3 > 0 THEN GREATEST(CAST(0 AS {{double}}), (lost + z2 / 2 - half_width) / (reached_3 + z2))
    END AS low,
    CASE
        WHEN reached_3 > 0 THEN LEAST(CAST(1 AS {{double}}), (lost + z2 / 2 + half_width) / (reached_3 + z2))
    END AS high
FROM wilson
CROSS JOIN recorded
ORDER BY wilson.runs
