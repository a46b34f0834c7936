-- title: Whether a listener is still there
-- grain: one row per unit with a play from 28 days before its exposure to 37 days after it
-- inputs: spans (unit, from_at, until_at), plays
-- metric retention_30: 30-day retention | proportion | share | higher | retained_30 after 37 given active_before | a play in the week that begins 30 days
--   after the exposure
-- metric retention_7: 7-day retention | proportion | share | higher | retained_7 after 14 given active_before | a play in the week that begins 7 days
--   after the exposure
SELECT
    spans.unit,
    MAX(CASE WHEN plays.started_at >= {{add_milliseconds(spans.from_at, 2592000000)}} THEN 1 ELSE 0 END) AS retained_30,
    MAX(
        CASE
            WHEN plays.started_at >= {{add_milliseconds(spans.from_at, 604800000)}}
                AND plays.started_at < {{add_milliseconds(spans.from_at, 1209600000)}}
                THEN 1
            ELSE 0
        END
    ) AS retained_7,
    COUNT(DISTINCT CASE WHEN plays.started_at < spans.from_at THEN plays.local_date END) AS active_before
FROM {{spans}} AS spans
INNER JOIN plays
    ON spans.unit = plays.listener_key
    AND plays.started_at >= {{add_milliseconds(spans.from_at, -2419200000)}}
    AND plays.started_at < {{add_milliseconds(spans.from_at, 3196800000)}}
GROUP BY spans.unit
