-- title: What a listener did besides listening
-- grain: one row per unit with an event in its span
-- inputs: spans (unit, from_at, until_at), events
-- metric likes: Likes and saves | mean | events | higher | likes | likes, saves and additions to playlists in the window
-- metric shares: Shares | mean | events | higher | shares | shares in the window
-- metric survey_score: Survey score | ratio | points | higher | real score / surveys | the sum of the scores given in the window over their number
SELECT
    spans.unit,
    SUM(CASE WHEN events.kind IN ('like', 'save', 'playlist_add') THEN 1 ELSE 0 END) AS likes,
    SUM(CASE WHEN events.kind = 'share' THEN 1 ELSE 0 END) AS shares,
    SUM(CASE WHEN events.kind = 'survey' THEN {{json_number(events.payload, score)}} ELSE 0 END) AS score,
    SUM(CASE WHEN events.kind = 'survey' AND {{json_number(events.payload, score)}} IS NOT NULL THEN 1 ELSE 0 END) AS surveys
FROM {{spans}} AS spans
INNER JOIN events
    ON spans.unit = events.listener_key
    AND events.occurred_at >= spans.from_at
    AND events.occurred_at < spans.until_at
GROUP BY spans.unit
