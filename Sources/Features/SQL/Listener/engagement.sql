-- title: Engagement
-- family: engagement
-- grain: one row per listener with at least one play before :as_of
-- definition: Recency, frequency and volume, each as it is and as a score in [0, 1], and their weighted mean.
--   Minutes and streams are those of the plays whose time listened is known, a lower bound where known_time_share is
--   under 1. Events are unknown where neither the listener nor an import of the listener's plays has any. Only the ratio
--   of the weights matters.
-- inputs: events, feature_listeners
-- parameter as_of: date | the first listener-local day that is not seen
-- parameter recency_weight: number | weight of recency_score, 0 or more
-- parameter frequency_weight: number | weight of frequency_score, 0 or more
-- parameter volume_weight: number | weight of volume_score, 0 or more
-- feature recency_days: days | all history | never NULL | days from the last active day to :as_of, at least 1
-- feature total_plays: plays | all history | never NULL | number of plays
-- feature total_minutes: minutes | all history | NULL where no play's time is known | time listened
-- feature plays_28d: plays | 28 days | never NULL | number of plays
-- feature streams_28d: plays | 28 days | NULL where no time of the window's plays is known | plays of at least 30 s
-- feature minutes_28d: minutes | 28 days | NULL where no time of the window's plays is known | time listened
-- feature minutes_per_active_day: minutes | all history | NULL where no play's time is known | time listened / days with
--   a play whose time is known
-- feature known_time_share: share | all history | never NULL | plays whose time is known / plays
-- feature play_momentum: share | 56 days | NULL without plays in the window | plays of the last 28 days / plays of
--   the last 56 days
-- feature likes_90d: events | 90 days | NULL where no events are recorded | number of like events
-- feature saves_90d: events | 90 days | NULL where no events are recorded | number of save events
-- feature shares_90d: events | 90 days | NULL where no events are recorded | number of share events
-- feature recency_score: share | 28 days | never NULL | max(0, 1 − (recency_days − 1) / 28)
-- feature frequency_score: share | 28 days | never NULL | active days of the window / 28
-- feature volume_score: share | 28 days | NULL where minutes_28d is | min(1, minutes of the window / 1,680): an hour a day
--   is the full score
-- feature engagement_score: share | 28 days | NULL where volume_score is and has a weight, or the weights add up to 0 | (recency_weight × recency_score +
--   frequency_weight × frequency_score + volume_weight × volume_score) / (recency_weight + frequency_weight +
--   volume_weight)
WITH weights AS (
    SELECT
        CAST(:recency_weight AS {{double}}) AS recency,
        CAST(:frequency_weight AS {{double}}) AS frequency,
        CAST(:volume_weight AS {{double}}) AS volume
),

reactions AS (
    SELECT
        listener_key,
        COUNT(*) FILTER (WHERE kind = 'like') AS likes,
        COUNT(*) FILTER (WHERE kind = 'save') AS saves,
        COUNT(*) FILTER (WHERE kind = 'share') AS shares
    FROM events
    WHERE kind IN ('like', 'save', 'share')
        AND local_date >= {{add_days(CAST(:as_of AS DATE), -90)}}
        AND local_date < CAST(:as_of AS DATE)
    GROUP BY listener_key
),

scores AS (
    SELECT
        listener_key,
        {{days_between(last_day, CAST(:as_of AS DATE))}} AS recency_days,
        CAST(29 - LEAST({{days_between(last_day, CAST(:as_of AS DATE))}}, 29) AS {{double}}) / 28 AS recency,
        CAST(active_days_28d AS {{double}}) / 28 AS frequency,
        CASE WHEN ms_played_28d IS NOT NULL THEN CAST(LEAST(ms_played_28d, 100800000) AS {{double}}) / 100800000 END AS volume,
        plays,
        plays_28d,
        plays_previous_28d,
        streams_28d,
        ms_played,
        ms_played_28d,
        timed_plays,
        timed_days,
        records_events
    FROM feature_listeners
)

SELECT
    scores.listener_key,
    CAST(scores.recency_days AS {{bigint}}) AS recency_days,
    scores.plays AS total_plays,
    CAST(scores.ms_played AS {{double}}) / 60000 AS total_minutes,
    scores.plays_28d,
    scores.streams_28d,
    CAST(scores.ms_played_28d AS {{double}}) / 60000 AS minutes_28d,
    CAST(scores.ms_played AS {{double}}) / NULLIF(scores.timed_days * 60000, 0) AS minutes_per_active_day,
    CAST(scores.timed_plays AS {{double}}) / scores.plays AS known_time_share,
    CAST(scores.plays_28d AS {{double}}) / NULLIF(scores.plays_28d + scores.plays_previous_28d, 0) AS play_momentum,
    CASE WHEN scores.records_events = 1 THEN CAST(COALESCE(reactions.likes, 0) AS {{bigint}}) END AS likes_90d,
    CASE WHEN scores.records_events = 1 THEN CAST(COALESCE(reactions.saves, 0) AS {{bigint}}) END AS saves_90d,
    CASE WHEN scores.records_events = 1 THEN CAST(COALESCE(reactions.shares, 0) AS {{bigint}}) END AS shares_90d,
    scores.recency AS recency_score,
    scores.frequency AS frequency_score,
    scores.volume AS volume_score,
    (
        weights.recency * scores.recency + weights.frequency * scores.frequency
        + CASE WHEN weights.volume = 0 THEN 0 ELSE weights.volume * scores.volume END
    )
        / NULLIF(weights.recency + weights.frequency + weights.volume, 0) AS engagement_score
FROM scores
CROSS JOIN weights
LEFT JOIN reactions ON reactions.listener_key = scores.listener_key
ORDER BY scores.listener_key
