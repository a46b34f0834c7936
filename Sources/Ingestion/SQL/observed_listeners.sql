-- title: Listeners of whom the staged plays say something
-- grain: one row per listener
-- inputs: staged_plays
SELECT DISTINCT listener_key FROM staged_plays
WHERE country IS NOT NULL OR tier IS NOT NULL OR age_group IS NOT NULL OR signed_up_on IS NOT NULL
