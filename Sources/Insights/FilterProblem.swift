package import Listening

/// Why a filter has no answer: one check and one wording for the pages and the command line.
///
/// What was typed is not part of it, since a page that echoes nothing cannot be made to say something else.
package enum FilterProblem: Error, Sendable, Hashable {
    /// What a filter chooses listeners or plays by.
    package enum Field: String, Sendable, CaseIterable { case tier, country, platform }

    /// The last day lies before the first.
    case range
    /// None of the days has data; the days that have.
    case outside(ClosedRange<CalendarDay>)
    /// The value does not occur; those that do.
    case unknown(Field, known: [String])

    package var title: String {
        switch self {
        case .range: "The last day lies before the first"
        case .outside: "There are no data for those days"
        case .unknown(let field, _): "There is no such \(field.rawValue) in the data"
        }
    }

    package var detail: String {
        switch self {
        case .range: "A range runs from its first day to its last, both included."
        case .outside(let data): "The data run from \(data.lowerBound) to \(data.upperBound)."
        case .unknown(let field, _): "No play belongs to the \(field.rawValue) that was asked for."
        }
    }

    package var remedy: String { remedy(listing: 12) }

    /// What to do, with at most so many of the values that there are.
    package func remedy(listing most: Int) -> String {
        switch self {
        case .range: return "Swap the two."
        case .outside: return "Choose days within the data, or import more."
        case .unknown(let field, let known):
            if known.isEmpty { return "The data name none: leave the \(field.rawValue) open, or choose unknown." }
            let rest = known.count > most ? " and \(known.count - most) more" : ""
            return "Choose one of: \(known.prefix(most).joined(separator: ", "))\(rest)."
        }
    }
}

/// What a filter can choose from.
package struct FilterChoices: Sendable {
    package let tiers: [String]
    package let countries: [String]
    package let platforms: [String]

    package init(tiers: [String], countries: [String], platforms: [String]) {
        self.tiers = tiers
        self.countries = countries
        self.platforms = platforms
    }

    package func values(of field: FilterProblem.Field) -> [String] {
        switch field {
        case .tier: tiers
        case .country: countries
        case .platform: platforms
        }
    }

    /// Refuses a value that does not occur. `unknown` asks for those of whom it is not recorded.
    package func check(_ value: String?, _ field: FilterProblem.Field) throws(FilterProblem) {
        let known = values(of: field)
        guard let value, value != "unknown", !known.contains(value) else { return }
        throw .unknown(field, known: known)
    }
}

extension FilterProblem {
    /// Refuses days of which none has data.
    package static func check(first: CalendarDay?, last: CalendarDay?, in data: ClosedRange<CalendarDay>)
        throws(FilterProblem)
    {
        if let first, let last, last < first { throw .range }
        if let first, first > data.upperBound { throw .outside(data) }
        if let last, last < data.lowerBound { throw .outside(data) }
    }
}

extension InsightFilter {
    /// The filter with its days cut to the data, and whether any were cut off.
    /// - Throws: ``FilterProblem`` where nothing can match.
    package func checked(in data: ClosedRange<CalendarDay>, _ choices: FilterChoices) throws(FilterProblem) -> (
        filter: InsightFilter, isCut: Bool
    ) {
        try FilterProblem.check(first: firstDay, last: lastDay, in: data)
        try choices.check(tier, .tier)
        try choices.check(country, .country)
        try choices.check(platform, .platform)
        var cut = self
        cut.firstDay = firstDay.map { max($0, data.lowerBound) }
        // A range that reaches beyond the data ends where one without an end does: on the last complete day.
        if let lastDay, lastDay > data.upperBound { cut.lastDay = nil }
        return (cut, cut != self)
    }

    /// Whether it restricts anything but days.
    var choosesValues: Bool { tier != nil || country != nil || platform != nil }
}
