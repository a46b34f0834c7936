-- title: Playlist behaviour
-- family: playlists
-- grain: one row per listener with at least one play before :as_of
-- definition: A playlist play has the context 'playlist'. A visit is the plays of one session from one known
--   playlist; it reaches its highest known position, skipped or not. The length of a playlist is its last position as
--   last known. A play is completed when its skip_kind is 'none' and the source records the length
--   of the track or why the play ended; without both only an early end is known. Where the source does not record from
--   where a play came, nothing here is known.
-- inputs: events, feature_listeners, playlist_tracks, plays, tracks
-- parameter as_of: date | the first listener-local day that is not seen
-- feature playlist_plays: plays | all history | NULL where no context is known | number of playlist plays
-- feature playlist_play_share: share | all history | NULL where no context is known | playlist plays / plays whose
--   context is known
-- feature playlist_time_share: share | all history | NULL where no time of a play with known context is known | time
--   listened in playlist plays / time listened in plays whose context is known
-- feature playlist_skip_rate: share | all history | NULL where no playlist play's skip is known | skipped playlist
--   plays / playlist plays whose skip is known
-- feature playlist_skip_lift: share | all history | NULL where no skip is known inside or outside playlists |
--   playlist_skip_rate − skip rate of all other plays whose context is known
-- feature playlist_track_completion: share | all history | NULL where no playlist play's kind of skip is known |
--   completed playlist plays / playlist plays whose kind of skip is known
-- feature playlist_visits: visits | all history | NULL where no context is known, or of no playlist play which playlist it
--   was | number of visits
-- feature distinct_playlists: playlists | all history | NULL where playlist_visits is | number of playlists visited
-- feature playlist_completion: share | all history | NULL without a visit whose reach and playlist's length are known
--   | mean over visits of min(1, position reached / length of the playlist), each rounded to a millionth
-- feature mean_playlist_position: tracks | all history | NULL without a visit whose reach is known | mean position
--   reached
-- feature playlist_early_exit_share: share | all history | NULL without a visit as described | of the visits that
--   began at position 1 of a playlist not known to hold five tracks or fewer, the share that reached no further than
--   position 5
-- feature playlist_adds_90d: events | 90 days | NULL where no events are recorded | number of playlist_add and playlist_follow events
WITH contexts AS (
    SELECT
        listener_key,
        COUNT(*) AS plays,
        CAST(SUM(ms_played) AS {{bigint}}) AS ms_played,
        COUNT(*) FILTER (WHERE skipped) AS skips,
        COUNT(skipped) AS known_skips
    FROM plays
    WHERE context IS NOT NULL
        AND local_date < CAST(:as_of AS DATE)
    GROUP BY listener_key
),

visits AS (
    SELECT
        plays.listener_key,
        plays.session_key,
        plays.context_id,
        MIN(plays.context_position) AS first_position,
        MAX(plays.context_position) AS last_position,
        COUNT(*) AS plays,
        COUNT(*) FILTER (WHERE plays.skipped) AS skips,
        COUNT(plays.skipped) AS known_skips,
        COUNT(*) FILTER (
            WHERE plays.skip_kind = 'none' AND (tracks.duration_ms > 0 OR {{tells_end(plays.reason_end)}})
        ) AS completed,
        COUNT(*) FILTER (
            WHERE plays.skip_kind <> 'none' OR (
                plays.skip_kind = 'none' AND (tracks.duration_ms > 0 OR {{tells_end(plays.reason_end)}})
            )
        ) AS known_kinds,
        SUM(plays.ms_played) AS ms_played
    FROM plays
    LEFT JOIN tracks ON tracks.track_key = plays.track_key
    WHERE plays.context = 'playlist'
        AND plays.local_date < CAST(:as_of AS DATE)
    GROUP BY plays.listener_key, plays.session_key, plays.context_id
),

lengths AS (
    SELECT playlist_key, MAX(position) AS tracks
    FROM playlist_tracks
    GROUP BY playlist_key
    HAVING MAX(position) > 0
),

measured_visits AS (
    SELECT
        visits.listener_key,
        visits.context_id,
        visits.plays,
        visits.skips,
        visits.known_skips,
        visits.completed,
        visits.known_kinds,
        visits.ms_played,
        CASE WHEN visits.context_id IS NOT NULL THEN visits.last_position END AS reach,
        CASE
            WHEN visits.last_position >= lengths.tracks THEN 1000000
            ELSE CAST(FLOOR(CAST(visits.last_position AS {{double}}) / lengths.tracks * 1000000 + 0.5) AS {{bigint}})
        END AS completion,
        visits.context_id IS NOT NULL
            AND visits.first_position = 1
            AND COALESCE(lengths.tracks, 6) > 5 AS can_exit_early
    FROM visits
    LEFT JOIN lengths ON lengths.playlist_key = visits.context_id
),

playlist_totals AS (
    SELECT
        listener_key,
        CAST(SUM(plays) AS {{bigint}}) AS plays,
        CAST(SUM(skips) AS {{bigint}}) AS skips,
        CAST(SUM(known_skips) AS {{bigint}}) AS known_skips,
        CAST(SUM(completed) AS {{bigint}}) AS completed,
        CAST(SUM(known_kinds) AS {{bigint}}) AS known_kinds,
        CAST(SUM(ms_played) AS {{bigint}}) AS ms_played,
        COUNT(context_id) AS visits,
        COUNT(DISTINCT context_id) AS playlists,
        COUNT(reach) AS reaches,
        CAST(SUM(reach) AS {{bigint}}) AS reach,
        COUNT(completion) AS completions,
        CAST(SUM(completion) AS {{bigint}}) AS completion,
        COUNT(*) FILTER (WHERE can_exit_early) AS starts,
        COUNT(*) FILTER (WHERE can_exit_early AND reach <= 5) AS early_exits
    FROM measured_visits
    GROUP BY listener_key
),

adds AS (
    SELECT listener_key, COUNT(*) AS adds
    FROM events
    WHERE kind IN ('playlist_add', 'playlist_follow')
        AND local_date >= {{add_days(CAST(:as_of AS DATE), -90)}}
        AND local_date < CAST(:as_of AS DATE)
    GROUP BY listener_key
)

SELECT
    feature_listeners.listener_key,
    CASE WHEN contexts.plays > 0 THEN CAST(COALESCE(playlist_totals.plays, 0) AS {{bigint}}) END AS playlist_plays,
    CAST(COALESCE(playlist_totals.plays, 0) AS {{double}}) / contexts.plays AS playlist_play_share,
    CASE
        WHEN playlist_totals.plays IS NULL THEN CAST(0 AS {{double}})
        ELSE CAST(playlist_totals.ms_played AS {{double}})
    END / NULLIF(contexts.ms_played, 0) AS playlist_time_share,
    CAST(playlist_totals.skips AS {{double}}) / NULLIF(playlist_totals.known_skips, 0) AS playlist_skip_rate,
    CAST(playlist_totals.skips AS {{double}}) / NULLIF(playlist_totals.known_skips, 0)
        - CAST(contexts.skips - playlist_totals.skips AS {{double}})
        / NULLIF(contexts.known_skips - playlist_totals.known_skips, 0) AS playlist_skip_lift,
    CAST(playlist_totals.completed AS {{double}}) / NULLIF(playlist_totals.known_kinds, 0) AS playlist_track_completion,
    CASE
        WHEN contexts.plays > 0 AND (playlist_totals.plays IS NULL OR playlist_totals.visits > 0)
            THEN CAST(COALESCE(playlist_totals.visits, 0) AS {{bigint}})
    END AS playlist_visits,
    CASE
        WHEN contexts.plays > 0 AND (playlist_totals.plays IS NULL OR playlist_totals.visits > 0)
            THEN CAST(COALESCE(playlist_totals.playlists, 0) AS {{bigint}})
    END AS distinct_playlists,
    CAST(playlist_totals.completion AS {{double}}) / NULLIF(playlist_totals.completions * 1000000, 0)
        AS playlist_completion,
    CAST(playlist_totals.reach AS {{double}}) / NULLIF(playlist_totals.reaches, 0) AS mean_playlist_position,
    CAST(playlist_totals.early_exits AS {{double}}) / NULLIF(playlist_totals.starts, 0) AS playlist_early_exit_share,
    CASE
        WHEN feature_listeners.records_events = 1 THEN CAST(COALESCE(adds.adds, 0) AS {{bigint}})
    END AS playlist_adds_90d
FROM feature_listeners
LEFT JOIN contexts ON contexts.listener_key = feature_listeners.listener_key
LEFT JOIN playlist_totals ON playlist_totals.listener_key = feature_listeners.listener_key
LEFT JOIN adds ON adds.listener_key = feature_listeners.listener_key
ORDER BY feature_listeners.listener_key
