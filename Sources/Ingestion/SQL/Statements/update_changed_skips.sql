-- title: The skips that a track's new length changes
-- changes: plays.skip_kind and plays.skipped of the plays of changed_skips
-- inputs: changed_skips, plays
UPDATE plays SET skip_kind = changed_skips.kind, skipped = {{is_skipped(changed_skips.kind)}}
FROM changed_skips WHERE plays.play_key = changed_skips.play_key
