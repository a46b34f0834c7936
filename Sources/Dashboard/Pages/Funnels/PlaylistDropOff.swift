import Insights
import Server

/// The answer of `playlist_drop_off`: what is lost between the third and the fifth track of a playlist.
struct PlaylistDropOff: Sendable {
    /// nil where the source does not record where in a playlist a play was.
    let reached3: Int?
    let reached5: Int?
    let share: Double?
    let low: Double?
    let high: Double?

    init(_ answer: InsightAnswer) {
        let row = answer.table.first
        reached3 = row?["reached_3"].integer.map(Int.init)
        reached5 = row?["reached_5"].integer.map(Int.init)
        share = row?.number("drop_off")
        low = row?.number("low")
        high = row?.number("high")
    }

    /// The fewest runs of which a title is made.
    private static let enough = 30

    var title: String {
        guard let share, let reached3, reached3 >= Self.enough else { return "How far do listeners get?" }
        return "Playlists lose \(Format.percent(share, 0)) of their listeners between tracks 3 and 5"
    }

    func card(_ scope: Scope) -> NumberCard {
        var card = NumberCard.share("drop-off", "Lost between tracks 3 and 5", share)
        if let low, let high, share != nil { card.interval = Format.interval(low, high) }
        if let reached3, let reached5 {
            card.note =
                "\(Format.count(reached3 - reached5)) of \(Format.count(Int64(reached3), "playlist run")) at track 3"
        } else {
            card.note = "the source does not record where in a playlist a play was"
        }
        card.question = scope.question("playlist_drop_off", "the loss between tracks 3 and 5")
        card.rowsURL = scope.rows("plays", [("dimension", "context"), ("group_name", "playlist")])
        return card
    }
}
