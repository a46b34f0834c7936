-- title: A different story of each play of the round, with another start
-- changes: the length, the start and the skip of the plays of leak_targets
-- inputs: leak_targets, plays
UPDATE plays SET ms_played = leak_targets.told_ms, started_at = leak_targets.told_start, skipped = NOT plays.skipped,
    skip_kind = CASE WHEN plays.skipped THEN 'none' ELSE 'early' END
FROM leak_targets WHERE plays.play_key = leak_targets.play_key
