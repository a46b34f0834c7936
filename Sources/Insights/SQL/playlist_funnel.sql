-- title: How far listeners get through a playlist
-- grain: one row per track position 1 … :steps
-- definition: A run is a row of plays of one session, each right after the one before, in context 'playlist' with the
--   same context_id, that starts at context_position 1 and goes up by one. A run reaches track k when its play at
--   position k began, skipped or not. A run belongs to the day of its first track and is followed for up to seven
--   days beyond the last day. Plays without a context_id begin no run. Where the source does not record where in a
--   playlist a play was, runs are NULL.
-- inputs: listeners, plays
-- command: funnel playlist | Show how far listeners get in playlists, track by track.
--   | segue insights funnel playlist --tracks 8
-- order: 8
-- page: /funnels
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter steps: integer | last track position shown | default 10 | bounds 2 to 200 | option --tracks <number>
--   | help Playlist: the last track shown.
-- column step: integer | track position
-- column runs: runs | runs that reached the track; NULL where positions in playlists are not recorded
-- column conversion_from_previous: share | runs divided by those that reached the track before; NULL at step 1
-- column conversion_overall: share | runs divided by those that reached track 1
-- column drop_off: share | 1 less conversion_from_previous; NULL at step 1
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
),

-- Plays at positions beyond the last one shown cannot change the answer. In a run the session's and the playlist's
-- positions go up together, so that their difference stays the same.
playlist_plays AS (
    SELECT
        plays.session_key,
        plays.context_id,
        plays.session_position - plays.context_position AS lead_in,
        plays.context_position,
        plays.local_date
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    WHERE plays.context = 'playlist'
        AND plays.context_id IS NOT NULL
        AND plays.context_position BETWEEN 1 AND CAST(:steps AS {{bigint}})
        AND plays.local_date BETWEEN CAST(:first_day AS DATE) AND {{add_days(CAST(:last_day AS DATE), 7)}}
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
),

stretches AS (
    SELECT
        session_key,
        context_id,
        lead_in,
        COUNT(*) AS plays,
        MAX(context_position) AS last_position
    FROM playlist_plays
    GROUP BY session_key, context_id, lead_in
    HAVING MIN(context_position) = 1
        AND MIN(CASE WHEN context_position = 1 THEN local_date END) <= CAST(:last_day AS DATE)
),

-- Where no position is missing, a stretch is one run. Only the others need their plays put in order.
broken_positions AS (
    SELECT
        playlist_plays.session_key,
        playlist_plays.context_id,
        playlist_plays.lead_in,
        playlist_plays.context_position,
        ROW_NUMBER() OVER (
            PARTITION BY playlist_plays.session_key, playlist_plays.context_id, playlist_plays.lead_in
            ORDER BY playlist_plays.context_position
        ) AS place
    FROM playlist_plays
    INNER JOIN stretches
        ON stretches.session_key = playlist_plays.session_key
            AND stretches.context_id = playlist_plays.context_id
            AND stretches.lead_in = playlist_plays.lead_in
    WHERE stretches.plays < stretches.last_position
),

runs AS (
    SELECT last_position AS reached
    FROM stretches
    WHERE plays = last_position
    UNION ALL
    SELECT MAX(context_position) AS reached
    FROM broken_positions
    WHERE context_position = place
    GROUP BY session_key, context_id, lead_in
),

run_counts AS (
    SELECT reached AS step, COUNT(*) AS runs
    FROM runs
    GROUP BY reached
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

numbers AS (
    SELECT 1 + {{days_between(DATE '2000-01-01', calendar.day)}} AS step
    FROM {{days(DATE '2000-01-01', {{add_days(DATE '2000-01-01', CAST(:steps AS {{bigint}}) - 1)}})}} AS calendar
),

funnel AS (
    SELECT
        numbers.step,
        CAST(SUM(COALESCE(run_counts.runs, 0)) OVER (ORDER BY numbers.step DESC) AS {{bigint}}) AS runs
    FROM numbers
    LEFT JOIN run_counts ON run_counts.step = numbers.step
)

SELECT
    CAST(step AS {{bigint}}) AS step,
    CASE WHEN recorded.is_recorded = 1 OR FIRST_VALUE(runs) OVER (ORDER BY step) > 0 THEN runs END AS runs,
    CAST(runs AS {{double}}) / NULLIF(LAG(runs) OVER (ORDER BY step), 0) AS conversion_from_previous,
    CAST(runs AS {{double}}) / NULLIF(FIRST_VALUE(runs) OVER (ORDER BY step), 0) AS conversion_overall,
    CAST(LAG(runs) OVER (ORDER BY step) - runs AS {{double}}) / NULLIF(LAG(runs) OVER (ORDER BY step), 0) AS drop_off
FROM funnel
CROSS JOIN recorded
ORDER BY step
