-- title: The place of stored plays whose session changed
-- changes: plays.session_key and plays.session_position, where they differ from session_places
-- inputs: session_places, plays
UPDATE plays SET session_key = session_places.session_key, session_position = session_places.session_position
FROM session_places
WHERE plays.play_key = session_places.play_key
    AND (plays.session_key <> session_places.session_key OR plays.session_position <> session_places.session_position)
