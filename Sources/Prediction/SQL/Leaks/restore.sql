-- title: The true story of each play of the round
-- changes: the plays of leak_targets back to what they were
-- inputs: leak_targets, plays
UPDATE plays SET started_at = leak_targets.started_at, ended_at = leak_targets.ended_at,
    ms_played = leak_targets.ms_played, skipped = leak_targets.skipped,
    skip_kind = leak_targets.skip_kind
FROM leak_targets WHERE plays.play_key = leak_targets.play_key
