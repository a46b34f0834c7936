import Insights

/// How many differences the overview looks at. They share one error probability, so that where nothing changed one page in twenty at most
/// names something: six cards, of which three are also in its title and first sentences, and the titles of its charts and tables.
enum OverviewLooks {
    private static let cards = 6
    /// Trend, weekends, peak hour, most played artist and track, emerging artists.
    private static let titles = 6
    static let count = cards + titles
}
