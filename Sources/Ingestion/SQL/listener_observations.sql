-- title: What the staged plays say of their listeners
-- grain: one row per listener, attribute and moment
-- definition: Of country, age group and day of sign-up the last value; of the tier the first and the last moment of each stretch of plays
--   on one tier. Of values of one moment the greatest counts.
-- inputs: staged_plays
-- parameter import_key: key | the import that brings them
WITH attributes AS (
    SELECT listener_key, 'country' AS attribute, country AS value, started_at, local_date FROM staged_plays WHERE country IS NOT NULL
    UNION ALL
    SELECT listener_key, 'age_group' AS attribute, age_group AS value, started_at, local_date FROM staged_plays WHERE age_group IS NOT NULL
    UNION ALL
    SELECT listener_key, 'signed_up_on' AS attribute, CAST(signed_up_on AS {{text}}) AS value, started_at, local_date
    FROM staged_plays WHERE signed_up_on IS NOT NULL
),

ranked AS (
    SELECT
        listener_key,
        attribute,
        value,
        started_at,
        local_date,
        ROW_NUMBER() OVER (PARTITION BY listener_key, attribute ORDER BY started_at DESC, value DESC, local_date) AS place
    FROM attributes
),

tiers AS (
    SELECT listener_key, MAX(tier) AS tier, started_at, MIN(local_date) AS local_date
    FROM staged_plays
    WHERE tier IS NOT NULL
    GROUP BY listener_key, started_at
),

neighbours AS (
    SELECT
        listener_key,
        tier,
        started_at,
        local_date,
        LAG(tier) OVER (PARTITION BY listener_key ORDER BY started_at) AS tier_before,
        LEAD(tier) OVER (PARTITION BY listener_key ORDER BY started_at) AS tier_after
    FROM tiers
)

SELECT listener_key, CAST(:import_key AS {{bigint}}) AS import_key, attribute, value, started_at AS observed_at, local_date
FROM ranked
WHERE place = 1
UNION ALL
SELECT listener_key, CAST(:import_key AS {{bigint}}) AS import_key, 'tier' AS attribute, tier AS value, started_at AS observed_at, local_date
FROM neighbours
WHERE tier_before IS NULL OR tier_before <> tier OR tier_after IS NULL OR tier_after <> tier
