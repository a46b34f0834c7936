import Foundation
import LinearAlgebra
import Listening
import Warehouse

/// One simulated listener: who they are, and the truth that drives them.
struct SimulatedListener: Sendable {
    var country: Int
    var tier: Tier
    var ageGroup: AgeGroup
    var signedUp: CalendarDay
    /// The first day on which the listener no longer listens; nil while they stay.
    var churned: CalendarDay?
    /// The day on which a free listener became premium, if ever.
    var converted: CalendarDay?
    /// Sessions a day, before the service is scaled to the wanted number of plays.
    var rate: Double
    var tendency: Double
    var habitMinutes: Double
    var exploring: Double
    var mainDevice: Int
    var affinities: [Double]

    func tier(on day: CalendarDay) -> Tier { converted.map { day >= $0 ? Tier.premium : tier } ?? tier }
}

/// The countries of the simulated service.
struct Country: Sendable {
    let code: String
    let weight: Double
    let zones: [String]

    static let all: [Country] = [
        Country(
            code: "US", weight: 30,
            zones: ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"]),
        Country(code: "BR", weight: 13, zones: ["America/Sao_Paulo"]),
        Country(code: "GB", weight: 12, zones: ["Europe/London"]),
        Country(code: "DE", weight: 11, zones: ["Europe/Berlin"]),
        Country(code: "MX", weight: 8, zones: ["America/Mexico_City"]),
        Country(code: "IN", weight: 8, zones: ["Asia/Kolkata"]),
        Country(code: "JP", weight: 6, zones: ["Asia/Tokyo"]),
        Country(code: "SE", weight: 5, zones: ["Europe/Stockholm"]),
        Country(code: "DK", weight: 4, zones: ["Europe/Copenhagen"]),
        Country(code: "AU", weight: 3, zones: ["Australia/Sydney", "Australia/Perth"]),
    ]
}

/// Makes listeners, each from a random stream of their own.
struct Population: Sendable {
    static let devices: [Device] = [.mobile, .desktop, .speaker, .car, .tablet, .web]
    private static let deviceWeights = [55.0, 18, 10, 8, 4, 5]
    private static let ageWeights = [8.0, 24, 28, 18, 12, 10]
    private static let tierWeights = [46.0, 34, 12, 8]

    let truth: ServiceTruth
    let firstDay: CalendarDay
    let lastDay: CalendarDay
    private let countryDraw = AliasTable(weights: Country.all.map(\.weight))
    private let tierDraw = AliasTable(weights: Population.tierWeights)
    private let ageDraw = AliasTable(weights: Population.ageWeights)
    private let deviceDraw = AliasTable(weights: Population.deviceWeights)

    init(truth: ServiceTruth, firstDay: CalendarDay, lastDay: CalendarDay) {
        self.truth = truth
        self.firstDay = firstDay
        self.lastDay = lastDay
    }

    /// The country's index and, packed behind it, the zone's.
    func listener(_ random: inout RandomGenerator) -> (SimulatedListener, zone: Int) {
        let country = countryDraw.draw(&random)
        let zone = random.integer(below: Country.all[country].zones.count)
        let tier = Tier.allCases[tierDraw.draw(&random)]
        let age = tier == .student ? AgeGroup.from18 : AgeGroup.allCases[ageDraw.draw(&random)]
        // Sign-ups grow: their density doubles every 200 days, over the two years before the end.
        let span = Double(min(730, lastDay.days(since: firstDay) + 550))
        let growth = log(2.0) / 200
        let ago = -log(1 - random.uniform() * (1 - exp(-growth * span))) / growth
        let signedUp = lastDay.advanced(days: -Int(ago))
        let start = max(signedUp, firstDay)
        let hazard = truth.hazards.churn[tier.rawValue] ?? 0
        let staying = Int(random.exponential() / max(hazard, 1e-9))
        let churned = staying < 5000 ? start.advanced(days: staying + 1) : nil
        var converted: CalendarDay?
        if tier == .free {
            let waiting = Int(random.exponential() / truth.hazards.conversion)
            let day = start.advanced(days: min(waiting, 100_000) + 1)
            if day <= lastDay, churned.map({ day < $0 }) ?? true { converted = day }
        }
        var affinities = Genre.all.map { 0.15 * $0.popularity / 20 + random.gamma(shape: 0.45) }
        let strongest = affinities.max() ?? 1
        affinities = affinities.map { (($0 / strongest) * 1000).rounded() / 1000 }
        let listener = SimulatedListener(
            country: country, tier: tier, ageGroup: age, signedUp: signedUp, churned: churned, converted: converted,
            rate: 0.25 * random.gamma(shape: 1.6) + 0.03, tendency: truth.skip.tendencyDeviation * random.normal(),
            habitMinutes: truth.duration.habitDeviation * random.normal(), exploring: 0.25 + 0.5 * random.uniform(),
            mainDevice: deviceDraw.draw(&random), affinities: affinities)
        return (listener, zone)
    }

    /// The device of one session: mostly the listener's main one.
    func device(of listener: SimulatedListener, _ random: inout RandomGenerator) -> Int {
        random.uniform() < 0.6 ? listener.mainDevice : deviceDraw.draw(&random)
    }
}
