-- title: Audio preferences
-- family: audio
-- grain: one row per listener with at least one play before :as_of
-- definition: Counted are the plays not known to be skipped, of tracks whose feature is known. Features are taken in
--   millionths, so that sums are exact. A variance is the sample variance. Energy is high from 2/3, and mellow under
--   1/3; a track is positive whose valence is 1/2 or more. Track features are those last known.
-- inputs: feature_listeners, plays, tracks
-- parameter as_of: date | the first listener-local day that is not seen
-- feature mean_danceability: share | all history | NULL where no danceability is known | mean danceability of the
--   plays
-- feature mean_energy: share | all history | NULL where no energy is known | mean energy of the plays
-- feature mean_valence: share | all history | NULL where no valence is known | mean valence of the plays
-- feature mean_acousticness: share | all history | NULL where no acousticness is known | mean acousticness of the
--   plays
-- feature mean_instrumentalness: share | all history | NULL where no instrumentalness is known | mean
--   instrumentalness of the plays
-- feature mean_liveness: share | all history | NULL where no liveness is known | mean liveness of the plays
-- feature mean_speechiness: share | all history | NULL where no speechiness is known | mean speechiness of the plays
-- feature mean_loudness: dB | all history | NULL where no loudness is known | mean loudness of the plays
-- feature mean_tempo: beats a minute | all history | NULL where no tempo is known | mean tempo of the plays
-- feature variance_danceability: share² | all history | NULL under two plays of known danceability | sample variance
-- feature variance_energy: share² | all history | NULL under two plays of known energy | sample variance
-- feature variance_valence: share² | all history | NULL under two plays of known valence | sample variance
-- feature variance_acousticness: share² | all history | NULL under two plays of known acousticness | sample variance
-- feature variance_instrumentalness: share² | all history | NULL under two plays of known instrumentalness | sample
--   variance
-- feature variance_liveness: share² | all history | NULL under two plays of known liveness | sample variance
-- feature variance_speechiness: share² | all history | NULL under two plays of known speechiness | sample variance
-- feature variance_loudness: dB² | all history | NULL under two plays of known loudness | sample variance
-- feature variance_tempo: (beats a minute)² | all history | NULL under two plays of known tempo | sample variance
-- feature high_energy_share: share | all history | NULL where no energy is known | plays of energy ≥ 2/3 / plays of
--   known energy
-- feature mellow_share: share | all history | NULL where no energy is known | plays of energy < 1/3 / plays of known
--   energy
-- feature positive_share: share | all history | NULL where no valence is known | plays of valence ≥ 1/2 / plays of
--   known valence
-- feature major_mode_share: share | all history | NULL where no mode is known | plays in a major mode / plays of
--   known mode
-- feature known_energy_share: share | all history | NULL without a play that counts | plays of known energy / plays
--   that count
WITH track_features AS (
    SELECT
        track_key,
        {{millionths(danceability, 0, 1)}} AS danceability,
        {{millionths(energy, 0, 1)}} AS energy,
        {{millionths(valence, 0, 1)}} AS valence,
        {{millionths(acousticness, 0, 1)}} AS acousticness,
        {{millionths(instrumentalness, 0, 1)}} AS instrumentalness,
        {{millionths(liveness, 0, 1)}} AS liveness,
        {{millionths(speechiness, 0, 1)}} AS speechiness,
        {{millionths(loudness, -1000000, 1000000)}} AS loudness,
        {{millionths(tempo, -1000000, 1000000)}} AS tempo,
        CASE WHEN energy >= CAST(2 AS {{double}}) / 3 THEN 1 ELSE 0 END AS high_energy,
        CASE WHEN energy < CAST(1 AS {{double}}) / 3 THEN 1 ELSE 0 END AS mellow,
        CASE WHEN valence >= 0.5 THEN 1 ELSE 0 END AS positive,
        CAST(mode AS INTEGER) AS mode
    FROM tracks
),

sums AS (
    SELECT
        plays.listener_key,
        COUNT(*) AS plays,
        COUNT(track_features.danceability) AS danceability_plays,
        SUM(track_features.danceability) AS danceability_sum,
        SUM(track_features.danceability * track_features.danceability) AS danceability_squares,
        COUNT(track_features.energy) AS energy_plays,
        SUM(track_features.energy) AS energy_sum,
        SUM(track_features.energy * track_features.energy) AS energy_squares,
        COUNT(track_features.valence) AS valence_plays,
        SUM(track_features.valence) AS valence_sum,
        SUM(track_features.valence * track_features.valence) AS valence_squares,
        COUNT(track_features.acousticness) AS acousticness_plays,
        SUM(track_features.acousticness) AS acousticness_sum,
        SUM(track_features.acousticness * track_features.acousticness) AS acousticness_squares,
        COUNT(track_features.instrumentalness) AS instrumentalness_plays,
        SUM(track_features.instrumentalness) AS instrumentalness_sum,
        SUM(track_features.instrumentalness * track_features.instrumentalness) AS instrumentalness_squares,
        COUNT(track_features.liveness) AS liveness_plays,
        SUM(track_features.liveness) AS liveness_sum,
        SUM(track_features.liveness * track_features.liveness) AS liveness_squares,
        COUNT(track_features.speechiness) AS speechiness_plays,
        SUM(track_features.speechiness) AS speechiness_sum,
        SUM(track_features.speechiness * track_features.speechiness) AS speechiness_squares,
        COUNT(track_features.loudness) AS loudness_plays,
        SUM(track_features.loudness) AS loudness_sum,
        SUM({{wide(track_features.loudness)}} * track_features.loudness) AS loudness_squares,
        COUNT(track_features.tempo) AS tempo_plays,
        SUM(track_features.tempo) AS tempo_sum,
        SUM({{wide(track_features.tempo)}} * track_features.tempo) AS tempo_squares,
        SUM(track_features.high_energy) AS high_energy,
        SUM(track_features.mellow) AS mellow,
        SUM(track_features.positive) AS positive,
        COUNT(track_features.mode) AS mode_plays,
        SUM(track_features.mode) AS major_mode
    FROM plays
    INNER JOIN track_features ON track_features.track_key = plays.track_key
    WHERE plays.local_date < CAST(:as_of AS DATE)
        AND (plays.skipped IS NULL OR NOT plays.skipped)
    GROUP BY plays.listener_key
)

SELECT
    feature_listeners.listener_key,
    CAST(sums.danceability_sum AS {{double}}) / NULLIF(sums.danceability_plays * 1000000, 0) AS mean_danceability,
    CAST(sums.energy_sum AS {{double}}) / NULLIF(sums.energy_plays * 1000000, 0) AS mean_energy,
    CAST(sums.valence_sum AS {{double}}) / NULLIF(sums.valence_plays * 1000000, 0) AS mean_valence,
    CAST(sums.acousticness_sum AS {{double}}) / NULLIF(sums.acousticness_plays * 1000000, 0) AS mean_acousticness,
    CAST(sums.instrumentalness_sum AS {{double}}) / NULLIF(sums.instrumentalness_plays * 1000000, 0)
        AS mean_instrumentalness,
    CAST(sums.liveness_sum AS {{double}}) / NULLIF(sums.liveness_plays * 1000000, 0) AS mean_liveness,
    CAST(sums.speechiness_sum AS {{double}}) / NULLIF(sums.speechiness_plays * 1000000, 0) AS mean_speechiness,
    CAST(sums.loudness_sum AS {{double}}) / NULLIF(sums.loudness_plays * 1000000, 0) AS mean_loudness,
    CAST(sums.tempo_sum AS {{double}}) / NULLIF(sums.tempo_plays * 1000000, 0) AS mean_tempo,
    CAST(
        {{wide(sums.danceability_plays)}} * sums.danceability_squares
            - {{wide(sums.danceability_sum)}} * sums.danceability_sum
        AS {{double}}
    ) / NULLIF(sums.danceability_plays * (sums.danceability_plays - 1), 0) / 1000000000000
        AS variance_danceability,
    CAST(
        {{wide(sums.energy_plays)}} * sums.energy_squares
            - {{wide(sums.energy_sum)}} * sums.energy_sum
        AS {{double}}
    ) / NULLIF(sums.energy_plays * (sums.energy_plays - 1), 0) / 1000000000000
        AS variance_energy,
    CAST(
        {{wide(sums.valence_plays)}} * sums.valence_squares
            - {{wide(sums.valence_sum)}} * sums.valence_sum
        AS {{double}}
    ) / NULLIF(sums.valence_plays * (sums.valence_plays - 1), 0) / 1000000000000
        AS variance_valence,
    CAST(
        {{wide(sums.acousticness_plays)}} * sums.acousticness_squares
            - {{wide(sums.acousticness_sum)}} * sums.acousticness_sum
        AS {{double}}
    ) / NULLIF(sums.acousticness_plays * (sums.acousticness_plays - 1), 0) / 1000000000000
        AS variance_acousticness,
    CAST(
        {{wide(sums.instrumentalness_plays)}} * sums.instrumentalness_squares
            - {{wide(sums.instrumentalness_sum)}} * sums.instrumentalness_sum
        AS {{double}}
    ) / NULLIF(sums.instrumentalness_plays * (sums.instrumentalness_plays - 1), 0) / 1000000000000
        AS variance_instrumentalness,
    CAST(
        {{wide(sums.liveness_plays)}} * sums.liveness_squares
            - {{wide(sums.liveness_sum)}} * sums.liveness_sum
        AS {{double}}
    ) / NULLIF(sums.liveness_plays * (sums.liveness_plays - 1), 0) / 1000000000000
        AS variance_liveness,
    CAST(
        {{wide(sums.speechiness_plays)}} * sums.speechiness_squares
            - {{wide(sums.speechiness_sum)}} * sums.speechiness_sum
        AS {{double}}
    ) / NULLIF(sums.speechiness_plays * (sums.speechiness_plays - 1), 0) / 1000000000000
        AS variance_speechiness,
    CAST(
        {{wide(sums.loudness_plays)}} * sums.loudness_squares
            - {{wide(sums.loudness_sum)}} * sums.loudness_sum
        AS {{double}}
    ) / NULLIF(sums.loudness_plays * (sums.loudness_plays - 1), 0) / 1000000000000
        AS variance_loudness,
    CAST(
        {{wide(sums.tempo_plays)}} * sums.tempo_squares
            - {{wide(sums.tempo_sum)}} * sums.tempo_sum
        AS {{double}}
    ) / NULLIF(sums.tempo_plays * (sums.tempo_plays - 1), 0) / 1000000000000
        AS variance_tempo,
    CAST(sums.high_energy AS {{double}}) / NULLIF(sums.energy_plays, 0) AS high_energy_share,
    CAST(sums.mellow AS {{double}}) / NULLIF(sums.energy_plays, 0) AS mellow_share,
    CAST(sums.positive AS {{double}}) / NULLIF(sums.valence_plays, 0) AS positive_share,
    CAST(sums.major_mode AS {{double}}) / NULLIF(sums.mode_plays, 0) AS major_mode_share,
    CAST(sums.energy_plays AS {{double}}) / sums.plays AS known_energy_share
FROM feature_listeners
LEFT JOIN sums ON sums.listener_key = feature_listeners.listener_key
ORDER BY feature_listeners.listener_key
