-- title: The features that are kept for a day
-- grain: one row per listener
-- inputs: listener_features, listeners
-- parameter as_of: date | the first listener-local day that is not used
SELECT listeners.listener_id, listener_features.* FROM listener_features
INNER JOIN listeners ON listener_features.listener_key = listeners.listener_key
WHERE listener_features.as_of = :as_of ORDER BY listeners.listener_id
