/// What a listener can do, as the event endpoint and the `events` table name it.
public enum EventKind: String, Sendable, Hashable, CaseIterable, Codable {
    case play
    case pause
    case resume
    case seek
    case skip
    case complete
    case like
    case dislike
    case save
    case unsave
    case share
    case playlistFollow = "playlist_follow"
    case playlistUnfollow = "playlist_unfollow"
    case playlistAdd = "playlist_add"
    case search
    case survey
    case subscriptionChange = "subscription_change"
    case recommendationShown = "recommendation_shown"
}
