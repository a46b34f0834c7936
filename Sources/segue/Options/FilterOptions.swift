import ArgumentParser
import Insights
import Listening

/// Which plays a question is about.
struct FilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("First listener-local day, such as 2025-12-01.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("Last listener-local day, inclusive.", valueName: "day"))
    var to: String?

    @Option(
        help: ArgumentHelp(
            "Only listeners of a tier, such as premium; unknown for those without one.", valueName: "tier"))
    var tier: String?

    @Option(help: ArgumentHelp("Only listeners of a country, such as DK.", valueName: "country"))
    var country: String?

    @Option(help: ArgumentHelp("Only plays on a platform, such as spotify.", valueName: "platform"))
    var platform: String?

    /// The filter, of which something in the data can match; days beyond the data are left out, with a note.
    func filter(_ desk: InsightService, quiet: Bool) async throws -> InsightFilter {
        for (name, text) in [("--tier", tier), ("--country", country), ("--platform", platform)]
        where text?.isEmpty == true {
            throw CommandError.usage("\(name) is \"\". Give a value, or leave the option out.")
        }
        return try await Self.checked(desk, quiet) {
            try InsightFilter(from: from, to: to, tier: tier, country: country, platform: platform)
        }.filter
    }

    /// The days from one to another within the data.
    static func days(_ desk: InsightService, from: String?, to: String?, quiet: Bool) async throws -> ClosedRange<
        CalendarDay
    > {
        let (filter, data) = try await checked(desk, quiet) {
            try InsightFilter(from: from, to: to, tier: nil, country: nil, platform: nil)
        }
        let first = filter.firstDay ?? data.played.lowerBound
        return first...max(first, filter.lastDay ?? data.played.upperBound)
    }

    private static func checked(_ desk: InsightService, _ quiet: Bool, _ filter: () throws -> InsightFilter)
        async throws
        -> (
            filter: InsightFilter, data: DataDays
        )
    {
        do {
            let (filter, data, isCut) = try await desk.checked(try filter())
            if isCut, !quiet {
                Console.error(
                    "Note: the range reaches beyond the data; only days that have data are counted (\(data.whole.lowerBound) to \(data.whole.upperBound))."
                )
            }
            return (filter, data)
        } catch let error as InsightError {
            throw error.naming(option)
        }
    }

    /// The option that sets a parameter of the filter.
    static func option(_ parameter: String) -> String {
        let others = ["first_day": "--from", "last_day": "--to"]
        return others[parameter] ?? "--" + parameter.replacing("_", with: "-")
    }
}
