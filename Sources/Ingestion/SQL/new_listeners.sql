-- title: Listeners that the warehouse does not know yet
-- grain: one row per listener id
-- definition: Their zone and what else is known of them follows from observations.
-- inputs: staged_listeners, listeners
-- parameter first_key: key | the first surrogate key that is free
-- parameter import_key: key | the import that brings them
SELECT
    :first_key + ROW_NUMBER() OVER (ORDER BY staged_listeners.listener_id) - 1 AS listener_key,
    staged_listeners.listener_id,
    'UTC' AS zone,
    CAST(:import_key AS {{bigint}}) AS import_key
FROM staged_listeners
WHERE NOT EXISTS (SELECT 1 FROM listeners WHERE listeners.listener_id = staged_listeners.listener_id)
