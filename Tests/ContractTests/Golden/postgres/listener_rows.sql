WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS TEXT))
        AND (CAST($2 AS TEXT) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS TEXT))
),

day_totals AS (
    SELECT
        listener_days.listener_key,
        SUM(listener_days.plays) AS plays,
        SUM(listener_days.streams) AS streams,
        SUM(listener_days.skips) AS skips,
        SUM(listener_days.ms_played) AS ms_played,
        SUM(listener_days.sessions) AS sessions
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date = CAST($3 AS DATE)
        AND (CAST($4 AS TEXT) IS NULL OR listener_days.platform = CAST($4 AS TEXT))
    GROUP BY listener_days.listener_key
),

shown_listeners AS (
    SELECT listener_key, plays, streams, skips, ms_played, sessions, listener_rank
    FROM (
        SELECT
            listener_key,
            plays,
            streams,
            skips,
            ms_played,
            sessions,
            ROW_NUMBER() OVER (ORDER BY COALESCE(ms_played, -1) DESC, listener_key) AS listener_rank
        FROM day_totals
    ) AS ranked_listeners
    WHERE listener_rank > CAST($5 AS BIGINT)
        AND listener_rank <= CAST($5 AS BIGINT) + CAST($6 AS BIGINT)
),

histories AS (
    SELECT
        listener_days.listener_key,
        MIN(listener_days.local_date) AS first_active_day,
        COUNT(DISTINCT CASE
            WHEN listener_days.local_date BETWEEN CAST(CAST($3 AS DATE) + CAST(-27 AS INTEGER) AS DATE) AND CAST($3 AS DATE)
                THEN listener_days.local_date
        END) AS active_days
    FROM listener_days
    INNER JOIN shown_listeners ON shown_listeners.listener_key = listener_days.listener_key
    WHERE CAST($4 AS TEXT) IS NULL OR listener_days.platform = CAST($4 AS TEXT)
    GROUP BY listener_days.listener_key
)

SELECT
    listeners.listener_id,
    listeners.tier,
    listeners.country,
    CAST(shown_listeners.plays AS BIGINT) AS plays,
    CAST(shown_listeners.streams AS BIGINT) AS streams,
    CAST(shown_listeners.skips AS BIGINT) AS skips,
    CAST(shown_listeners.ms_played AS DOUBLE PRECISION) / 60000 AS minutes,
    CAST(shown_listeners.sessions AS BIGINT) AS sessions,
    histories.first_active_day,
    CAST(histories.active_days AS BIGINT) AS active_days
FROM shown_listeners
INNER JOIN listeners ON listeners.listener_key = shown_listeners.listener_key
INNER JOIN histories ON histories.listener_key = shown_listeners.listener_key
ORDER BY shown_listeners.listener_rank
