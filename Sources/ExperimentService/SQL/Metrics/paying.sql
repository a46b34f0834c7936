-- title: Whether a free listener began to pay
-- grain: one row per unit that was on the free tier when its span began
-- inputs: spans (unit, from_at, until_at), subscriptions
-- metric conversion: Conversion | proportion | share | higher | converted if known | of listeners on the free tier at exposure, those on a paid tier
--   before the window is over
WITH standing AS (
    SELECT
        spans.unit,
        MAX(
            CASE
                WHEN subscriptions.tier = 'free' AND subscriptions.started_on <= CAST(spans.from_at AS DATE)
                    AND (subscriptions.ended_on IS NULL OR subscriptions.ended_on > CAST(spans.from_at AS DATE))
                    THEN 1
                ELSE 0
            END
        ) AS was_free,
        MAX(
            CASE
                WHEN subscriptions.tier <> 'free' AND subscriptions.started_on > CAST(spans.from_at AS DATE)
                    AND subscriptions.started_on < CAST(spans.until_at AS DATE)
                    THEN 1
                ELSE 0
            END
        ) AS converted
    FROM {{spans}} AS spans
    INNER JOIN subscriptions ON spans.unit = subscriptions.listener_key
    GROUP BY spans.unit
)

SELECT unit, converted
FROM standing
WHERE was_free = 1
