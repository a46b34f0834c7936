-- title: What is last known of the touched listeners
-- grain: one row per touched listener that has an observation
-- definition: Of each attribute the value that was observed last; of values of one moment the greatest. NULL where none was observed.
-- inputs: observed_listeners, listener_observations
WITH ranked AS (
    SELECT
        listener_key,
        attribute,
        value,
        ROW_NUMBER() OVER (PARTITION BY listener_key, attribute ORDER BY observed_at DESC, value DESC) AS place
    FROM listener_observations
    WHERE listener_key IN (SELECT listener_key FROM observed_listeners)
)

SELECT
    listener_key,
    MAX(CASE WHEN attribute = 'country' THEN value END) AS country,
    MAX(CASE WHEN attribute = 'tier' THEN value END) AS tier,
    MAX(CASE WHEN attribute = 'age_group' THEN value END) AS age_group,
    CAST(MAX(CASE WHEN attribute = 'signed_up_on' THEN value END) AS DATE) AS signed_up_on
FROM ranked
WHERE place = 1
GROUP BY listener_key
