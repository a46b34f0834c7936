-- title: The tiers of the touched listeners
-- grain: one row per listener and stretch of days on one tier
-- definition: A stretch begins on the listener-local day of the first play on a tier and ends, exclusively, where the next begins. Of two
--   tiers on one day the later counts.
-- inputs: observed_listeners, listener_observations
WITH days AS (
    SELECT
        listener_key,
        value AS tier,
        local_date,
        import_key,
        ROW_NUMBER() OVER (PARTITION BY listener_key, local_date ORDER BY observed_at DESC, value DESC, import_key) AS place
    FROM listener_observations
    WHERE attribute = 'tier' AND listener_key IN (SELECT listener_key FROM observed_listeners)
),

changes AS (
    SELECT
        listener_key,
        tier,
        local_date,
        import_key,
        LAG(tier) OVER (PARTITION BY listener_key ORDER BY local_date) AS tier_before
    FROM days
    WHERE place = 1
)

SELECT
    listener_key,
    tier,
    local_date AS started_on,
    LEAD(local_date) OVER (PARTITION BY listener_key ORDER BY local_date) AS ended_on,
    import_key
FROM changes
WHERE tier_before IS NULL OR tier_before <> tier
