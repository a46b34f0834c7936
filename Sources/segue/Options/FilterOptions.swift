import ArgumentParser
import Insights

/// Which plays a question is about.
struct FilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("First listener-local day, such as 2025-12-01.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("Last listener-local day, inclusive.", valueName: "day"))
    var to: String?

    @Option(help: "Only listeners of a tier, such as premium.")
    var tier: String?

    @Option(help: "Only listeners of a country, such as DK.")
    var country: String?

    @Option(help: "Only plays on a platform, such as spotify.")
    var platform: String?

    var filter: InsightFilter {
        get throws { try InsightFilter(from: from, to: to, tier: tier, country: country, platform: platform) }
    }
}
