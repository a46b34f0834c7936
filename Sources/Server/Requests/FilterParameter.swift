/// The parameters that every insight and every page of listening is filtered by.
package enum FilterParameter: String, CaseIterable, Sendable {
    case firstDay = "first_day"
    case lastDay = "last_day"
    case tier, country, platform
}
