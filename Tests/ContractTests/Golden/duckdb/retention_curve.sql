WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST($1 AS VARCHAR) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS VARCHAR))
        AND (CAST($2 AS VARCHAR) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS VARCHAR))
),

horizon AS (
    SELECT LEAST(CAST($3 AS DATE), CAST($4 AS DATE)) AS last_day
),

active_days AS (
    SELECT DISTINCT listener_days.listener_key, listener_days.local_date
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date <= LEAST(CAST($3 AS DATE), CAST($4 AS DATE))
        AND (CAST($5 AS VARCHAR) IS NULL OR listener_days.platform = CAST($5 AS VARCHAR))
),

members AS (
    SELECT listener_key, MIN(local_date) AS first_day, MAX(local_date) AS final_day
    FROM active_days
    GROUP BY listener_key
    HAVING MIN(local_date) >= CAST($6 AS DATE)
),

active_ages AS (
    SELECT (CAST(active_days.local_date AS DATE) - CAST(members.first_day AS DATE)) AS day, COUNT(*) AS listeners
    FROM active_days
    INNER JOIN members ON members.listener_key = active_days.listener_key
    GROUP BY (CAST(active_days.local_date AS DATE) - CAST(members.first_day AS DATE))
),

-- What lies beyond the last day shown is counted on it: the sums below run backwards from there.
observed_ages AS (
    SELECT day, COUNT(*) AS listeners
    FROM (
        SELECT LEAST((CAST(horizon.last_day AS DATE) - CAST(members.first_day AS DATE)), CAST($7 AS BIGINT)) AS day
        FROM members
        CROSS JOIN horizon
    ) AS ages
    GROUP BY day
),

final_ages AS (
    SELECT day, COUNT(*) AS listeners
    FROM (
        SELECT LEAST((CAST(final_day AS DATE) - CAST(first_day AS DATE)), CAST($7 AS BIGINT)) AS day
        FROM members
    ) AS ages
    GROUP BY day
),

numbers AS (
    SELECT (CAST(calendar.day AS DATE) - CAST(DATE '2000-01-01' AS DATE)) AS day
    FROM (SELECT CAST(range AS DATE) AS day FROM range(CAST(DATE '2000-01-01' AS TIMESTAMP), CAST(CAST(DATE '2000-01-01' + CAST($7 AS INTEGER) AS DATE) AS TIMESTAMP) + INTERVAL 1 DAY, INTERVAL 1 DAY)) AS calendar
),

curve AS (
    SELECT
        numbers.day,
        CAST(SUM(COALESCE(observed_ages.listeners, 0)) OVER (ORDER BY numbers.day DESC) AS BIGINT) AS eligible,
        CAST(
            CASE
                WHEN CAST($8 AS VARCHAR) = 'on' THEN COALESCE(active_ages.listeners, 0)
                ELSE SUM(COALESCE(final_ages.listeners, 0)) OVER (ORDER BY numbers.day DESC)
            END AS BIGINT
        ) AS retained
    FROM numbers
    LEFT JOIN observed_ages ON observed_ages.day = numbers.day
    LEFT JOIN active_ages ON active_ages.day = numbers.day
    LEFT JOIN final_ages ON final_ages.day = numbers.day
),

normal AS (
    SELECT CAST(1.959963984540054 AS DOUBLE) AS z
),

wilson AS (
    SELECT
        curve.*,
        normal.z * normal.z AS z2,
        normal.z * SQRT(
            CAST(retained AS DOUBLE) * (eligible - retained) / NULLIF(eligible, 0) + normal.z * normal.z / 4
        ) AS half_width
    FROM curve
    CROSS JOIN normal
)

SELECT
    CAST(day AS BIGINT) AS day,
    eligible,
    retained,
    CAST(retained AS DOUBLE) / NULLIF(eligible, 0) AS rate,
    CASE
        WHEN eligible > 0 THEN GREATEST(CAST(0 AS DOUBLE), (retained + z2 / 2 - half_width) / (eligible + z2))
    END AS low,
    CASE
        WHEN eligible > 0 THEN LEAST(CAST(1 AS DOUBLE), (retained + z2 / 2 + half_width) / (eligible + z2))
    END AS high
FROM wilson
WHERE day > 0
ORDER BY day
