-- title: What is known of the observed listeners, brought up to date
-- changes: country, tier, age_group and signed_up_on of the listeners of observed_listeners, where they differ
-- definition: An attribute that nothing is observed of any more becomes NULL.
-- inputs: observed_listeners, latest_listeners, listeners
UPDATE listeners SET country = latest.country, tier = latest.tier, age_group = latest.age_group,
    signed_up_on = latest.signed_up_on
FROM (
    SELECT observed_listeners.listener_key, latest_listeners.country, latest_listeners.tier,
        latest_listeners.age_group, latest_listeners.signed_up_on
    FROM observed_listeners LEFT JOIN latest_listeners
        ON observed_listeners.listener_key = latest_listeners.listener_key
) AS latest
WHERE listeners.listener_key = latest.listener_key
    AND (listeners.country IS DISTINCT FROM latest.country
        OR listeners.tier IS DISTINCT FROM latest.tier
        OR listeners.age_group IS DISTINCT FROM latest.age_group
        OR listeners.signed_up_on IS DISTINCT FROM latest.signed_up_on)
