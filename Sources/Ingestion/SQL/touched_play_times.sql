-- title: When the stored plays of the touched listeners were
-- grain: one row per play
-- definition: Where the new plays are placed as well, they are added to these.
-- inputs: plays, touched_listeners
SELECT play_key, listener_key, started_at, ended_at FROM plays
WHERE listener_key IN (SELECT listener_key FROM touched_listeners)
