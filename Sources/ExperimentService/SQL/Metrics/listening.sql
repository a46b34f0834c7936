-- title: What a listener played
-- grain: one row per unit with a play in its span
-- inputs: spans (unit, from_at, until_at), plays, tracks
-- metric minutes: Minutes listened | mean | min | higher | ms_played per 60000 unless unknown | time listened in the window;
--   listeners who played and of whom no time is recorded are left out
-- metric plays: Plays | mean | plays | higher | plays | plays that began in the window, skips included
-- metric active_days: Active days | mean | days | higher | active_days | listener-local days with a play
-- metric skip_rate: Skip rate | ratio | share | lower | skips / known_skips | plays skipped early or before half of the track, over plays whose
--   skip is known
-- metric listen_through_rate: Listen-through rate | ratio | share | higher | heard_through / told_ends | plays that were not ended by the
--   listener before 95 % of the track, over plays of which the source records whether they were
-- metric playlist_completion: Playlists carried past track 5 | proportion | share | higher | reached_5 if known | of listeners who began a
--   playlist, those who heard its fifth track or a later one
SELECT
    spans.unit,
    COUNT(*) AS plays,
    SUM(plays.ms_played) AS ms_played,
    COUNT(DISTINCT plays.local_date) AS active_days,
    SUM(CASE WHEN plays.skipped THEN 1 ELSE 0 END) AS skips,
    SUM(CASE WHEN plays.skipped IS NOT NULL THEN 1 ELSE 0 END) AS known_skips,
    SUM(
        CASE
            WHEN plays.skip_kind = 'none' AND (tracks.duration_ms > 0 OR {{tells_end(plays.reason_end)}}) THEN 1
            ELSE 0
        END
    ) AS heard_through,
    SUM(
        CASE
            WHEN plays.skip_kind <> 'none' OR (
                plays.skip_kind = 'none' AND (tracks.duration_ms > 0 OR {{tells_end(plays.reason_end)}})
            ) THEN 1
            ELSE 0
        END
    ) AS told_ends,
    MAX(CASE WHEN plays.context = 'playlist' THEN CASE WHEN plays.context_position >= 5 THEN 1 ELSE 0 END END) AS reached_5
FROM {{spans}} AS spans
INNER JOIN plays
    ON spans.unit = plays.listener_key
    AND plays.started_at >= spans.from_at
    AND plays.started_at < spans.until_at
LEFT JOIN tracks ON tracks.track_key = plays.track_key
WHERE plays.local_weekday BETWEEN {{weekdays}}
GROUP BY spans.unit
