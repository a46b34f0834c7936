-- title: Artists that a listener heard for the first time
-- grain: one row per unit with a first hearing in its span
-- inputs: spans (unit, from_at, until_at), artists, plays, tracks
-- metric new_artists: New artists | mean | artists | higher | new_artists | artists whose first play by the listener, ever, began in the window
WITH hearings AS (
    SELECT spans.unit, spans.from_at, tracks.artist_key, MIN(plays.started_at) AS first_at
    FROM {{spans}} AS spans
    INNER JOIN plays ON spans.unit = plays.listener_key AND plays.started_at < spans.until_at
    INNER JOIN tracks ON plays.track_key = tracks.track_key
    INNER JOIN artists ON tracks.artist_key = artists.artist_key AND {{is_named(artists.name)}}
    GROUP BY spans.unit, spans.from_at, tracks.artist_key
)

SELECT unit, COUNT(*) AS new_artists
FROM hearings
WHERE first_at >= from_at
GROUP BY unit
