-- title: What was known of the touched listeners before anything was observed
-- grain: one row per touched listener without an observation, attribute and moment
-- definition: Listeners of simulations and of earlier versions have attributes without a moment; any observation is later than these. Tiers
--   are known from their subscriptions, each from the day on which it began.
-- inputs: observed_listeners, listeners, subscriptions, listener_observations
-- parameter import_key: key | the import that is being loaded, whose own listeners have nothing yet
WITH unobserved AS (
    SELECT listeners.*
    FROM listeners
    WHERE
        listeners.listener_key IN (SELECT listener_key FROM observed_listeners)
        AND listeners.listener_key NOT IN (SELECT listener_key FROM listener_observations)
        AND listeners.import_key <> :import_key
)

SELECT
    listener_key, import_key, 'zone' AS attribute, zone AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at,
    DATE '1970-01-01' AS local_date
FROM unobserved
WHERE zone <> 'UTC'
UNION ALL
SELECT
    listener_key, import_key, 'country' AS attribute, country AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at,
    DATE '1970-01-01' AS local_date
FROM unobserved
WHERE country IS NOT NULL
UNION ALL
SELECT
    listener_key, import_key, 'age_group' AS attribute, age_group AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at,
    DATE '1970-01-01' AS local_date
FROM unobserved
WHERE age_group IS NOT NULL
UNION ALL
SELECT
    listener_key, import_key, 'signed_up_on' AS attribute, CAST(signed_up_on AS {{text}}) AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at,
    DATE '1970-01-01' AS local_date
FROM unobserved
WHERE signed_up_on IS NOT NULL
UNION ALL
SELECT
    listener_key, import_key, 'tier' AS attribute, tier AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at,
    DATE '1970-01-01' AS local_date
FROM unobserved
WHERE tier IS NOT NULL AND listener_key NOT IN (SELECT listener_key FROM subscriptions)
UNION ALL
SELECT
    subscriptions.listener_key, subscriptions.import_key, 'tier' AS attribute, subscriptions.tier AS value,
    CAST(subscriptions.started_on AS {{timestamp}}) AS observed_at, subscriptions.started_on AS local_date
FROM subscriptions
INNER JOIN unobserved ON subscriptions.listener_key = unobserved.listener_key
