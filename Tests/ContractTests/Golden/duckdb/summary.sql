WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST($1 AS VARCHAR) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS VARCHAR))
        AND (CAST($2 AS VARCHAR) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS VARCHAR))
),

data_range AS (
    SELECT MIN(local_date) AS first_day, MAX(local_date) AS last_day
    FROM listener_days
),

counted_days AS (
    SELECT
        CAST($3 AS DATE) AS first_day,
        CASE
            WHEN CAST($4 AS DATE) BETWEEN CAST($3 AS DATE) AND CAST($5 AS DATE)
                THEN CAST($4 AS DATE)
            ELSE CAST($5 AS DATE)
        END AS last_day
),

period_days AS (
    SELECT 'current' AS period, first_day, last_day
    FROM counted_days
    UNION ALL
    SELECT
        'previous' AS period,
        CAST(first_day + CAST((CAST(first_day AS DATE) - CAST(last_day AS DATE)) - 1 AS INTEGER) AS DATE) AS first_day,
        CAST(first_day + CAST(-1 AS INTEGER) AS DATE) AS last_day
    FROM counted_days
),

periods AS (
    SELECT
        period_days.period,
        period_days.first_day,
        period_days.last_day,
        CASE
            WHEN CAST($4 AS DATE) >= GREATEST(period_days.first_day, data_range.first_day)
                AND period_days.last_day >= data_range.first_day
                THEN LEAST(period_days.last_day, CAST($4 AS DATE))
        END AS dau_on,
        CASE
            WHEN data_range.last_day >= period_days.first_day
                THEN 1 + (CAST(LEAST(period_days.last_day, data_range.last_day) AS DATE) - CAST(GREATEST(period_days.first_day, data_range.first_day) AS DATE))
        END AS days_inside,
        CASE WHEN period_days.first_day >= data_range.first_day THEN 1 ELSE 0 END AS complete
    FROM period_days
    CROSS JOIN data_range
),

active_days AS (
    SELECT
        listener_days.listener_key,
        listener_days.local_date,
        SUM(listener_days.plays) AS plays,
        SUM(listener_days.ms_played) AS ms_played,
        SUM(listener_days.timed_plays) AS timed_plays,
        SUM(listener_days.sessions) AS sessions
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date <= CAST($5 AS DATE)
        AND listener_days.local_date >= CAST(CAST($3 AS DATE) + CAST((CAST(CAST($3 AS DATE) AS DATE) - CAST(CAST($5 AS DATE) AS DATE)) - 30 AS INTEGER) AS DATE)
        AND (CAST($6 AS VARCHAR) IS NULL OR listener_days.platform = CAST($6 AS VARCHAR))
    GROUP BY listener_days.listener_key, listener_days.local_date
),

listener_periods AS (
    SELECT
        periods.period,
        active_days.listener_key,
        COUNT(*) FILTER (WHERE active_days.local_date >= periods.first_day) AS days,
        SUM(active_days.plays) FILTER (WHERE active_days.local_date >= periods.first_day) AS plays,
        SUM(active_days.ms_played) FILTER (WHERE active_days.local_date >= periods.first_day) AS ms_played,
        SUM(active_days.timed_plays) FILTER (WHERE active_days.local_date >= periods.first_day) AS timed_plays,
        COUNT(*) FILTER (
            WHERE active_days.local_date >= periods.first_day AND active_days.timed_plays > 0
        ) AS timed_days,
        SUM(active_days.sessions) FILTER (WHERE active_days.local_date >= periods.first_day) AS sessions,
        COUNT(*) FILTER (WHERE active_days.local_date = periods.dau_on) AS days_of_day,
        COUNT(*) FILTER (
            WHERE active_days.local_date BETWEEN CAST(periods.dau_on + CAST(-6 AS INTEGER) AS DATE) AND periods.dau_on
        ) AS days_of_week,
        COUNT(*) FILTER (
            WHERE active_days.local_date BETWEEN CAST(periods.dau_on + CAST(-29 AS INTEGER) AS DATE) AND periods.dau_on
        ) AS days_of_month
    FROM active_days
    CROSS JOIN periods
    WHERE active_days.local_date <= periods.last_day
    GROUP BY periods.period, active_days.listener_key
),

activity AS (
    SELECT
        period,
        COUNT(*) FILTER (WHERE days > 0) AS listeners,
        SUM(days) AS listener_days,
        SUM(plays) AS plays,
        SUM(ms_played) AS ms_played,
        SUM(timed_plays) AS timed_plays,
        SUM(timed_days) AS timed_days,
        SUM(sessions) AS sessions,
        COUNT(*) FILTER (WHERE days_of_day > 0) AS dau,
        COUNT(*) FILTER (WHERE days_of_week > 0) AS wau,
        COUNT(*) FILTER (WHERE days_of_month > 0) AS mau
    FROM listener_periods
    GROUP BY period
),

period_tracks AS (
    SELECT
        CASE WHEN plays.local_date >= CAST($3 AS DATE) THEN 'current' ELSE 'previous' END AS period,
        plays.track_key,
        COUNT(plays.skipped) AS known_skips,
        COUNT(*) FILTER (WHERE plays.skipped) AS skips,
        COUNT(plays.ms_played) AS known_times,
        COUNT(*) FILTER (
            WHERE NOT plays.skipped AND (plays.skip_kind = 'late' OR NOT (COALESCE(plays.reason_end, 'unknown') <> 'unknown'))
        ) AS skippable,
        COUNT(*) FILTER (WHERE plays.ms_played >= 30000) AS streams
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    CROSS JOIN counted_days
    WHERE plays.local_date <= CAST($5 AS DATE)
        AND plays.local_date >= CAST(CAST($3 AS DATE) + CAST((CAST(CAST($3 AS DATE) AS DATE) - CAST(CAST($5 AS DATE) AS DATE)) - 1 AS INTEGER) AS DATE)
        AND plays.local_date <= counted_days.last_day
        AND plays.local_date >= CAST(counted_days.first_day + CAST((CAST(counted_days.first_day AS DATE) - CAST(counted_days.last_day AS DATE)) - 1 AS INTEGER) AS DATE)
        AND (CAST($6 AS VARCHAR) IS NULL OR plays.platform = CAST($6 AS VARCHAR))
    GROUP BY CASE WHEN plays.local_date >= CAST($3 AS DATE) THEN 'current' ELSE 'previous' END, plays.track_key
),

listening AS (
    SELECT
        period_tracks.period,
        SUM(period_tracks.known_skips) AS known_skips,
        SUM(period_tracks.skips) AS skips,
        SUM(period_tracks.known_times) AS known_times,
        SUM(period_tracks.streams) AS streams,
        SUM(CASE WHEN COALESCE(tracks.duration_ms, 0) <= 0 THEN period_tracks.skippable ELSE 0 END) AS unseen_skips,
        COUNT(DISTINCT CASE WHEN LOWER(artists.name) NOT IN ('unknown artist', 'unknown track') THEN tracks.artist_key END) AS artists,
        COUNT(*) FILTER (WHERE LOWER(tracks.name) NOT IN ('unknown artist', 'unknown track')) AS tracks
    FROM period_tracks
    LEFT JOIN tracks ON tracks.track_key = period_tracks.track_key
    LEFT JOIN artists ON artists.artist_key = tracks.artist_key
    GROUP BY period_tracks.period
),

measures AS (
    SELECT
        periods.period,
        periods.complete,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(activity.listeners, 0) AS BIGINT) END AS listeners,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(activity.plays, 0) AS BIGINT) END AS plays,
        CASE
            WHEN activity.timed_plays > 0 THEN CAST(activity.ms_played AS DOUBLE) / 60000
            WHEN periods.days_inside > 0 AND COALESCE(activity.plays, 0) = 0 THEN CAST(0 AS DOUBLE)
        END AS minutes,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(activity.sessions, 0) AS BIGINT) END AS sessions,
        periods.dau_on,
        CASE WHEN periods.dau_on IS NOT NULL THEN CAST(COALESCE(activity.dau, 0) AS BIGINT) END AS dau,
        CASE
            WHEN periods.days_inside > 0 AND periods.dau_on IS NOT NULL
                THEN CAST(COALESCE(activity.listener_days, 0) AS DOUBLE) / periods.days_inside
        END AS mean_dau,
        CASE WHEN periods.dau_on IS NOT NULL THEN CAST(COALESCE(activity.wau, 0) AS BIGINT) END AS wau,
        CASE WHEN periods.dau_on IS NOT NULL THEN CAST(COALESCE(activity.mau, 0) AS BIGINT) END AS mau,
        CAST(listening.skips AS DOUBLE) / NULLIF(CAST(listening.known_skips AS BIGINT), 0) AS skip_rate,
        CAST(listening.streams AS DOUBLE) / NULLIF(CAST(listening.known_times AS BIGINT), 0) AS stream_share,
        CAST(activity.ms_played AS DOUBLE) / 60000
            / NULLIF(CAST(activity.timed_days AS BIGINT), 0) AS minutes_per_listener_day,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(listening.artists, 0) AS BIGINT) END AS artists,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(listening.tracks, 0) AS BIGINT) END AS tracks,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(activity.timed_plays, 0) AS BIGINT) END AS timed_plays,
        CASE
            WHEN periods.days_inside > 0 THEN CAST(COALESCE(listening.unseen_skips, 0) AS BIGINT)
        END AS unseen_skips,
        CASE WHEN periods.days_inside > 0 THEN CAST(periods.days_inside AS BIGINT) END AS days,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(activity.listener_days, 0) AS BIGINT) END AS listener_days,
        CASE
            WHEN periods.days_inside > 0 THEN CAST(COALESCE(activity.timed_days, 0) AS BIGINT)
        END AS timed_listener_days,
        CASE WHEN listening.known_skips > 0 THEN CAST(listening.skips AS BIGINT) END AS skips,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(listening.known_skips, 0) AS BIGINT) END AS known_skips
    FROM periods
    LEFT JOIN activity ON activity.period = periods.period
    LEFT JOIN listening ON listening.period = periods.period
)

SELECT
    this_period.listeners,
    this_period.plays,
    this_period.minutes,
    this_period.sessions,
    this_period.dau_on,
    this_period.dau,
    this_period.mean_dau,
    this_period.wau,
    this_period.mau,
    this_period.skip_rate,
    this_period.stream_share,
    this_period.minutes_per_listener_day,
    this_period.artists,
    this_period.tracks,
    previous.listeners AS previous_listeners,
    previous.plays AS previous_plays,
    previous.minutes AS previous_minutes,
    previous.sessions AS previous_sessions,
    previous.dau_on AS previous_dau_on,
    previous.dau AS previous_dau,
    previous.mean_dau AS previous_mean_dau,
    previous.wau AS previous_wau,
    previous.mau AS previous_mau,
    previous.skip_rate AS previous_skip_rate,
    previous.stream_share AS previous_stream_share,
    previous.minutes_per_listener_day AS previous_minutes_per_listener_day,
    previous.artists AS previous_artists,
    previous.tracks AS previous_tracks,
    previous.complete AS previous_complete,
    this_period.timed_plays,
    this_period.unseen_skips,
    previous.timed_plays AS previous_timed_plays,
    previous.unseen_skips AS previous_unseen_skips,
    this_period.days,
    this_period.listener_days,
    this_period.timed_listener_days,
    this_period.skips,
    this_period.known_skips
FROM measures AS this_period
CROSS JOIN measures AS previous
WHERE this_period.period = 'current'
    AND previous.period = 'previous'
ORDER BY this_period.period
