-- title: Plays on the days of their listeners' new zones
-- changes: the moments, the day, the hour and the weekday of the plays of realigned
-- inputs: realigned, plays
UPDATE plays SET started_at = realigned.started_at, ended_at = realigned.ended_at, local_date = realigned.local_date,
    local_hour = realigned.local_hour, local_weekday = realigned.local_weekday
FROM realigned WHERE plays.play_key = realigned.play_key
