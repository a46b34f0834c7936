-- title: The period at a glance, beside the period before it
-- grain: one row
-- definition: Totals over the complete days counted, and the same over as many days just before. A day is complete
--   when it is over by the clocks of 99 % of listeners (complete_day); later days are left out, unless no day of the
--   period is complete: then the totals are those so far. DAU, WAU and MAU are taken on the last complete day. Mean DAU
--   divides listener-days by the complete days of the period that lie inside the data. Plays whose skip or whose time listened is unknown stay out of the rate's denominator, and
--   what no play of the period records is NULL, never 0. Where only some plays are timed, minutes are a lower bound.
--   Without the length of a track, and without a reason that rules it out, a play of 30 seconds or more may have been
--   skipped unseen: the skip rate is then a lower bound. A period that lies outside the data is NULL. Artists and
--   tracks whose names the source withholds count as plays, not as artists or tracks.
-- inputs: artists, listener_days, listeners, plays, tracks
-- command: summary | Show the period at a glance, beside the one before.
--   | segue insights summary --from 2025-12-01 --to 2025-12-28
-- order: 1
-- page: /overview
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter complete_day: date | last day that is over by the clocks of 99 % of listeners
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- column listeners: listeners | distinct listeners with a play; NULL, like all that follows, where the period lies
--   outside the data
-- column plays: plays | plays, skips included
-- column minutes: minutes | time listened; NULL where no play's time is known
-- column sessions: sessions | sessions that began in the period
-- column dau_on: date | last complete day of the period; NULL when there is none
-- column dau: listeners | distinct listeners active on dau_on
-- column mean_dau: listeners | listeners active a day, mean over the complete days inside the data; NULL when there is none
-- column wau: listeners | distinct listeners active on the 7 days that end on dau_on
-- column mau: listeners | distinct listeners active on the 30 days that end on dau_on
-- column skip_rate: share | skipped plays divided by the plays whose skip is known
-- column stream_share: share | plays of at least 30 seconds divided by the plays whose time listened is known
-- column minutes_per_listener_day: minutes | time listened divided by the listener-days with a play whose time is known
-- column artists: artists | distinct artists played
-- column tracks: tracks | distinct tracks played
-- column previous_listeners: listeners | as listeners, in the previous period
-- column previous_plays: plays | as plays, in the previous period
-- column previous_minutes: minutes | as minutes, in the previous period
-- column previous_sessions: sessions | as sessions, in the previous period
-- column previous_dau_on: date | as dau_on, in the previous period
-- column previous_dau: listeners | as dau, in the previous period
-- column previous_mean_dau: listeners | as mean_dau, in the previous period
-- column previous_wau: listeners | as wau, in the previous period
-- column previous_mau: listeners | as mau, in the previous period
-- column previous_skip_rate: share | as skip_rate, in the previous period
-- column previous_stream_share: share | as stream_share, in the previous period
-- column previous_minutes_per_listener_day: minutes | as minutes_per_listener_day, in the previous period
-- column previous_artists: artists | as artists, in the previous period
-- column previous_tracks: tracks | as tracks, in the previous period
-- column previous_complete: flag | 1 when the whole previous period lies inside the data, else 0
-- column timed_plays: plays | plays whose time listened is known
-- column unseen_skips: plays | plays that may have been skipped without a trace in the source
-- column previous_timed_plays: plays | as timed_plays, in the previous period
-- column previous_unseen_skips: plays | as unseen_skips, in the previous period
-- column days: days | days counted that lie inside the data
-- column listener_days: listener-days | listeners active a day, summed over the days
-- column timed_listener_days: listener-days | listener-days with a play whose time listened is known
-- column skips: plays | plays that were skipped
-- column known_skips: plays | plays whose skip is known
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
),

data_range AS (
    SELECT MIN(local_date) AS first_day, MAX(local_date) AS last_day
    FROM listener_days
),

counted_days AS (
    SELECT
        CAST(:first_day AS DATE) AS first_day,
        CASE
            WHEN CAST(:complete_day AS DATE) BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
                THEN CAST(:complete_day AS DATE)
            ELSE CAST(:last_day AS DATE)
        END AS last_day
),

period_days AS (
    SELECT 'current' AS period, first_day, last_day
    FROM counted_days
    UNION ALL
    SELECT
        'previous' AS period,
        {{add_days(first_day, {{days_between(last_day, first_day)}} - 1)}} AS first_day,
        {{add_days(first_day, -1)}} AS last_day
    FROM counted_days
),

periods AS (
    SELECT
        period_days.period,
        period_days.first_day,
        period_days.last_day,
        CASE
            WHEN CAST(:complete_day AS DATE) >= GREATEST(period_days.first_day, data_range.first_day)
                AND period_days.last_day >= data_range.first_day
                THEN LEAST(period_days.last_day, CAST(:complete_day AS DATE))
        END AS dau_on,
        CASE
            WHEN data_range.last_day >= period_days.first_day
                THEN 1 + {{days_between(
                    GREATEST(period_days.first_day, data_range.first_day),
                    LEAST(period_days.last_day, data_range.last_day)
                )}}
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
    WHERE listener_days.local_date <= CAST(:last_day AS DATE)
        AND listener_days.local_date >= {{add_days(CAST(:first_day AS DATE),
            {{days_between(CAST(:last_day AS DATE), CAST(:first_day AS DATE))}} - 30)}}
        AND (CAST(:platform AS {{text}}) IS NULL OR listener_days.platform = CAST(:platform AS {{text}}))
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
            WHERE active_days.local_date BETWEEN {{add_days(periods.dau_on, -6)}} AND periods.dau_on
        ) AS days_of_week,
        COUNT(*) FILTER (
            WHERE active_days.local_date BETWEEN {{add_days(periods.dau_on, -29)}} AND periods.dau_on
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
        CASE WHEN plays.local_date >= CAST(:first_day AS DATE) THEN 'current' ELSE 'previous' END AS period,
        plays.track_key,
        COUNT(plays.skipped) AS known_skips,
        COUNT(*) FILTER (WHERE plays.skipped) AS skips,
        COUNT(plays.ms_played) AS known_times,
        COUNT(*) FILTER (
            WHERE NOT plays.skipped AND (plays.skip_kind = 'late' OR NOT {{tells_end(plays.reason_end)}})
        ) AS skippable,
        COUNT(*) FILTER (WHERE {{is_stream(plays.ms_played)}}) AS streams
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    CROSS JOIN counted_days
    WHERE plays.local_date <= CAST(:last_day AS DATE)
        AND plays.local_date >= {{add_days(CAST(:first_day AS DATE),
            {{days_between(CAST(:last_day AS DATE), CAST(:first_day AS DATE))}} - 1)}}
        AND plays.local_date <= counted_days.last_day
        AND plays.local_date >= {{add_days(counted_days.first_day,
            {{days_between(counted_days.last_day, counted_days.first_day)}} - 1)}}
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
    GROUP BY CASE WHEN plays.local_date >= CAST(:first_day AS DATE) THEN 'current' ELSE 'previous' END, plays.track_key
),

listening AS (
    SELECT
        period_tracks.period,
        SUM(period_tracks.known_skips) AS known_skips,
        SUM(period_tracks.skips) AS skips,
        SUM(period_tracks.known_times) AS known_times,
        SUM(period_tracks.streams) AS streams,
        SUM(CASE WHEN COALESCE(tracks.duration_ms, 0) <= 0 THEN period_tracks.skippable ELSE 0 END) AS unseen_skips,
        COUNT(DISTINCT CASE WHEN {{is_named(artists.name)}} THEN tracks.artist_key END) AS artists,
        COUNT(*) FILTER (WHERE {{is_named(tracks.name)}}) AS tracks
    FROM period_tracks
    LEFT JOIN tracks ON tracks.track_key = period_tracks.track_key
    LEFT JOIN artists ON artists.artist_key = tracks.artist_key
    GROUP BY period_tracks.period
),

measures AS (
    SELECT
        periods.period,
        periods.complete,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(activity.listeners, 0) AS {{bigint}}) END AS listeners,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(activity.plays, 0) AS {{bigint}}) END AS plays,
        CASE
            WHEN activity.timed_plays > 0 THEN CAST(activity.ms_played AS {{double}}) / 60000
            WHEN periods.days_inside > 0 AND COALESCE(activity.plays, 0) = 0 THEN CAST(0 AS {{double}})
        END AS minutes,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(activity.sessions, 0) AS {{bigint}}) END AS sessions,
        periods.dau_on,
        CASE WHEN periods.dau_on IS NOT NULL THEN CAST(COALESCE(activity.dau, 0) AS {{bigint}}) END AS dau,
        CASE
            WHEN periods.days_inside > 0 AND periods.dau_on IS NOT NULL
                THEN CAST(COALESCE(activity.listener_days, 0) AS {{double}}) / periods.days_inside
        END AS mean_dau,
        CASE WHEN periods.dau_on IS NOT NULL THEN CAST(COALESCE(activity.wau, 0) AS {{bigint}}) END AS wau,
        CASE WHEN periods.dau_on IS NOT NULL THEN CAST(COALESCE(activity.mau, 0) AS {{bigint}}) END AS mau,
        CAST(listening.skips AS {{double}}) / NULLIF(CAST(listening.known_skips AS {{bigint}}), 0) AS skip_rate,
        CAST(listening.streams AS {{double}}) / NULLIF(CAST(listening.known_times AS {{bigint}}), 0) AS stream_share,
        CAST(activity.ms_played AS {{double}}) / 60000
            / NULLIF(CAST(activity.timed_days AS {{bigint}}), 0) AS minutes_per_listener_day,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(listening.artists, 0) AS {{bigint}}) END AS artists,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(listening.tracks, 0) AS {{bigint}}) END AS tracks,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(activity.timed_plays, 0) AS {{bigint}}) END AS timed_plays,
        CASE
            WHEN periods.days_inside > 0 THEN CAST(COALESCE(listening.unseen_skips, 0) AS {{bigint}})
        END AS unseen_skips,
        CASE WHEN periods.days_inside > 0 THEN CAST(periods.days_inside AS {{bigint}}) END AS days,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(activity.listener_days, 0) AS {{bigint}}) END AS listener_days,
        CASE
            WHEN periods.days_inside > 0 THEN CAST(COALESCE(activity.timed_days, 0) AS {{bigint}})
        END AS timed_listener_days,
        CASE WHEN listening.known_skips > 0 THEN CAST(listening.skips AS {{bigint}}) END AS skips,
        CASE WHEN periods.days_inside > 0 THEN CAST(COALESCE(listening.known_skips, 0) AS {{bigint}}) END AS known_skips
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
