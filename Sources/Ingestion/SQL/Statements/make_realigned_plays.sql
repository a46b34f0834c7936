-- title: The table that takes the new days of plays
-- changes: makes realigned, one row per play
-- inputs: none
CREATE TEMPORARY TABLE realigned (
    play_key {{bigint}},
    started_at {{timestamp}},
    ended_at {{timestamp}},
    local_date DATE,
    local_hour SMALLINT,
    local_weekday SMALLINT
)
