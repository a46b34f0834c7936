-- title: Who the listener is
-- family: demographics
-- grain: one row per listener with at least one play before :as_of
-- definition: The tier is the one held on the day before :as_of. A listener with subscriptions, none of which covers
--   that day, is not or not yet a subscriber: 'free'. Only of a listener without any subscription is the tier the one
--   last known. Country and age group are those last known. Of subscriptions that overlap, the one that started last
--   counts.
-- inputs: feature_listeners, listener_days, listeners, subscriptions
-- parameter as_of: date | the first listener-local day that is not seen
-- feature tier: text | day before :as_of | NULL where unknown | free, premium, family or student
-- feature tier_days: days | all history | NULL without a subscription that covers the day before :as_of | days from
--   the start of that subscription to :as_of
-- feature tier_changes: changes | all history | NULL without a subscription started before :as_of | subscriptions
--   started before :as_of − 1
-- feature country: text | as last known | NULL where unknown | the listener's country
-- feature age_group: text | as last known | NULL where unknown | the listener's age group
-- feature tenure_days: days | all history | never NULL | days from sign-up, or from the first play if that is earlier
--   or sign-up is unknown, to :as_of
-- feature listening_days: days | all history | never NULL | days from the first play to :as_of
-- feature platform_count: platforms | all history | never NULL | number of platforms played on
WITH placed_subscriptions AS (
    SELECT
        listener_key,
        tier,
        started_on,
        ROW_NUMBER() OVER (PARTITION BY listener_key ORDER BY started_on DESC, import_key DESC, tier) AS place
    FROM subscriptions
    WHERE started_on < CAST(:as_of AS DATE)
        AND (ended_on IS NULL OR ended_on >= CAST(:as_of AS DATE))
),

held_tiers AS (
    SELECT listener_key, tier, started_on
    FROM placed_subscriptions
    WHERE place = 1
),

subscribers AS (
    SELECT listener_key, COUNT(*) FILTER (WHERE started_on < CAST(:as_of AS DATE)) AS starts
    FROM subscriptions
    GROUP BY listener_key
),

platforms AS (
    SELECT listener_key, COUNT(DISTINCT platform) AS platforms
    FROM listener_days
    WHERE local_date < CAST(:as_of AS DATE)
    GROUP BY listener_key
)

SELECT
    feature_listeners.listener_key,
    CASE
        WHEN held_tiers.listener_key IS NOT NULL THEN held_tiers.tier
        WHEN subscribers.listener_key IS NOT NULL THEN 'free'
        ELSE listeners.tier
    END AS tier,
    CAST({{days_between(held_tiers.started_on, CAST(:as_of AS DATE))}} AS {{bigint}}) AS tier_days,
    CAST(NULLIF(subscribers.starts, 0) - 1 AS {{bigint}}) AS tier_changes,
    listeners.country,
    listeners.age_group,
    CAST(
        {{days_between(
            LEAST(COALESCE(listeners.signed_up_on, feature_listeners.first_day), feature_listeners.first_day),
            CAST(:as_of AS DATE)
        )}} AS {{bigint}}
    ) AS tenure_days,
    feature_listeners.known_days AS listening_days,
    CAST(platforms.platforms AS {{bigint}}) AS platform_count
FROM feature_listeners
INNER JOIN platforms ON platforms.listener_key = feature_listeners.listener_key
LEFT JOIN listeners ON listeners.listener_key = feature_listeners.listener_key
LEFT JOIN held_tiers ON held_tiers.listener_key = feature_listeners.listener_key
LEFT JOIN subscribers ON subscribers.listener_key = feature_listeners.listener_key
ORDER BY feature_listeners.listener_key
