-- title: The zones that an import states
-- changes: adds one row per listener of staged_zones to listener_observations, as of the listener's last staged play
-- inputs: staged_zones, staged_plays
-- parameter import_key: key | the import that states them
INSERT INTO listener_observations (listener_key, import_key, attribute, value, observed_at, local_date)
SELECT staged_zones.listener_key, CAST(:import_key AS {{bigint}}) AS import_key, 'zone' AS attribute,
    staged_zones.zone,
    MAX(staged_plays.started_at) AS observed_at, MAX(staged_plays.local_date) AS local_date
FROM staged_zones INNER JOIN staged_plays ON staged_zones.listener_key = staged_plays.listener_key
GROUP BY staged_zones.listener_key, staged_zones.zone
