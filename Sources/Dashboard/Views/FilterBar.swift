import Insights
import Listening
import Server

/// The form at the head of a page of listening: days, and which listeners and plays.
struct FilterBar: TemplateView {
    let action: String
    let firstDay: String
    let lastDay: String
    let earliest: String
    let latest: String
    /// The filter in a few words, for narrow windows.
    let summary: String
    let selects: [SelectField]
    /// The page's own choices, which the form carries along.
    let hidden: [HiddenField]
    /// Leads to the page without a filter; nil where none is set.
    let resetURL: String?
    let presets: [Choices.Option]

    var fields: [String: Any] {
        named([
            "action": action, "first_day": firstDay, "last_day": lastDay, "earliest": earliest, "latest": latest,
            "summary": summary,
            "selects": selects.fields, "hidden": hidden.fields, "reset_url": resetURL, "presets": presets.fields,
        ])
    }
}

extension FilterBar {
    /// The filters of a page as they stand.
    init(_ visit: PageContext, _ scope: Scope, keep: [String]) {
        let request = visit.request
        let kept = request.query.items.filter { keep.contains($0.name) && !$0.value.isEmpty }
        let own = kept.map { (name: $0.name, value: Optional($0.value)) }
        let narrowing: [(FilterParameter, String?)] = [
            (.tier, scope.tier), (.country, scope.country), (.platform, scope.platform),
        ]
        let chosen = narrowing.compactMap { $0.1 }
        self.init(
            action: request.path, firstDay: scope.firstDay.description, lastDay: scope.shownThrough.description,
            earliest: scope.data.played.lowerBound.description, latest: scope.data.played.upperBound.description,
            summary: ([scope.span] + (chosen.isEmpty ? ["all plays"] : chosen)).joined(separator: " · "),
            selects: [
                Self.select(.tier, "Tier", visit.facts.tiers, scope.tier),
                Self.select(.country, "Country", visit.facts.countries, scope.country),
                Self.select(.platform, "Platform", visit.facts.platforms, scope.platform),
            ].compactMap { $0 },
            hidden: kept.map { HiddenField(name: $0.name, value: $0.value) },
            resetURL: request.givenFilter.contains { $0.value != nil } ? Link.to(request.path, own) : nil,
            presets: Self.presets(request, scope, narrowing.map { ($0.0.rawValue, $0.1) } + own))
    }

    /// A drop-down over what occurs in the data; none where there is nothing to choose from.
    private static func select(_ parameter: FilterParameter, _ label: String, _ known: [String], _ current: String?)
        -> SelectField?
    {
        let values = known + (current.map { known.contains($0) ? [] : [$0] } ?? [])
        guard !values.isEmpty else { return nil }
        let options = values.map { SelectField.Option(value: $0, label: PageCopy.name($0), isSelected: $0 == current) }
        return SelectField(
            name: parameter.rawValue, label: label,
            options: [SelectField.Option(value: "", label: "All", isSelected: current == nil)] + options)
    }

    /// The last 7, 28 and 90 complete days of the data, as far as there are so many, and all of them.
    private static func presets(_ request: PageRequest, _ scope: Scope, _ others: [(name: String, value: String?)])
        -> [Choices.Option]
    {
        let whole = scope.data.whole, length = whole.upperBound.days(since: whole.lowerBound) + 1
        let ranges = [7, 28, 90].filter { $0 < length }.map {
            (Format.count($0, "day"), whole.upperBound.advanced(days: 1 - $0))
        }
        return (ranges + [("All", whole.lowerBound)]).map { label, first in
            Choices.Option(
                label: label,
                url: Link.to(
                    request.path,
                    [
                        (FilterParameter.firstDay.rawValue, first.description),
                        (FilterParameter.lastDay.rawValue, whole.upperBound.description),
                    ] + others),
                isCurrent: scope.firstDay == first && scope.shownThrough == whole.upperBound)
        }
    }
}

/// A drop-down of a form.
struct SelectField: TemplateView {
    struct Option: TemplateView {
        let value: String
        let label: String
        let isSelected: Bool

        var fields: [String: Any] { named(["value": value, "label": label, "selected": isSelected]) }
    }

    let name: String
    let label: String
    let options: [Option]
    /// Where several fields share a name.
    var id: String?

    var fields: [String: Any] { named(["id": id, "name": name, "label": label, "options": options.fields]) }
}

/// A value that a form carries along.
struct HiddenField: TemplateView {
    let name: String
    let value: String

    var fields: [String: Any] { named(["name": name, "value": value]) }
}

/// A choice that is made by a link, such as the dimension of a chart.
struct Choices: TemplateView {
    struct Option: TemplateView {
        let label: String
        let url: String
        let isCurrent: Bool

        var fields: [String: Any] { named(["label": label, "url": url, "current": isCurrent]) }
    }

    let label: String
    let options: [Option]

    var fields: [String: Any] { named(["label": label, "options": options.fields]) }
}
