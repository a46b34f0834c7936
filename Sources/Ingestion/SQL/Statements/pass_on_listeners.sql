-- title: What an undone import brought and a later one uses becomes that import's: listeners
-- changes: listeners.import_key of the listeners of the import that are still used
-- inputs: listeners, plays
-- parameter key: key | the import that is undone
UPDATE listeners SET import_key = used.import_key
FROM (SELECT listener_key, MIN(import_key) AS import_key FROM plays GROUP BY listener_key) AS used
WHERE listeners.import_key = :key AND listeners.listener_key = used.listener_key
