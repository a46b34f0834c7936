-- title: Every listener from their first session of the history on
-- grain: one row per listener
-- definition: Stands in for the exposures of an experiment that has not started.
-- inputs: sessions
-- parameter started_at: timestamp | where the history begins
-- parameter as_of: timestamp | where it ends
SELECT listener_key AS unit, 'all' AS arm, MIN(started_at) AS exposed_at
FROM sessions
WHERE started_at >= CAST(:started_at AS {{timestamp}}) AND started_at < CAST(:as_of AS {{timestamp}})
GROUP BY listener_key
