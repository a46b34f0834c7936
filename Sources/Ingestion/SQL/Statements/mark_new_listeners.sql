-- title: Which staged listeners the warehouse does not know yet
-- changes: staged_listeners.is_new of every row
-- inputs: staged_listeners, listeners
UPDATE staged_listeners
SET is_new = NOT EXISTS (SELECT 1 FROM listeners WHERE listeners.listener_id = staged_listeners.listener_id)
