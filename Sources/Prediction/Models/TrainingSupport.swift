import Features
import Learning
import Listening
package import Warehouse

/// The days that there are data for.
enum DataDays {
    static func all(_ connection: any WarehouseConnection) throws -> ClosedRange<CalendarDay> {
        let rows = try connection.query(
            Statement("SELECT MIN(local_date) AS first_day, MAX(local_date) AS last_day FROM listener_days"))
        guard case .day(let first) = rows.value("first_day", at: 0), case .day(let last) = rows.value("last_day", at: 0)
        else {
            throw PredictionError.tooLittle("plays", needed: 200, found: 0)
        }
        return CalendarDay(daysSinceEpoch: first)...CalendarDay(daysSinceEpoch: last)
    }
}

/// The parameters that a simulation planted. Where a warehouse holds several services, or real listening beside one, there is no one truth.
enum PlantedTruth {
    static func parameters(_ prefix: String, _ connection: any WarehouseConnection) throws -> [String: Double] {
        guard try connection.integer(Statement("SELECT COUNT(*) AS imports FROM imports")) == 1 else { return [:] }
        let rows = try connection.query(Statement("SELECT name, value FROM truth_parameters"))
        var parameters: [String: Double] = [:]
        for row in 0..<rows.rowCount {
            guard let name = rows.value("name", at: row).text, name.hasPrefix(prefix) else { continue }
            parameters[String(name.dropFirst(prefix.count))] = rows.value("value", at: row).double
        }
        return parameters
    }
}

/// Plain rules beside which a model has to prove itself.
enum Baselines {
    /// The rule's predictions, with another rule's where it has nothing to go by.
    static func filled(_ values: [Double]?, with other: [Double]) -> [Double] {
        guard let values else { return other }
        return zip(values, other).map { $0.isFinite ? $0 : $1 }
    }

    static func filled(_ values: [Double]?, with constant: Double, count: Int) -> [Double] {
        filled(values, with: Array(repeating: constant, count: count))
    }
}

/// What a report says of the data on both sides of the split.
enum Windows {
    static func window(_ data: TrainingData) -> ModelReport.Window {
        ModelReport.Window(firstDay: "\(data.firstDay)", lastDay: "\(data.lastDay)", rows: data.count)
    }

    static func fingerprint(_ train: TrainingData, _ test: TrainingData) -> String {
        let text = String(train.hash.value &* 31 ^ test.hash.value, radix: 16)
        return "fnv1a64:" + String(repeating: "0", count: max(0, 16 - text.count)) + text
    }
}

/// Turns fitted coefficients into the rows of a report, with the planted truth beside them.
struct CoefficientRows {
    private let meanings: [String: String]
    private let scales: [Double]
    private let planted: [String: Double]

    init(features: [ListenerFeature], means: [Double], scales: [Double], planted: [String: Double]) {
        meanings = Dictionary(features.map { ($0.name, $0.formula) }, uniquingKeysWith: { first, _ in first })
        self.scales = scales
        self.planted = planted
    }

    func rows(_ coefficients: [Coefficient]) -> [ModelReport.Coefficient] {
        zip(coefficients, scales).map { coefficient, scale in
            ModelReport.Coefficient(
                feature: coefficient.name, meaning: meanings[coefficient.name] ?? "", estimate: coefficient.raw.value,
                standardError: coefficient.raw.standardError, low: coefficient.raw.interval.lower,
                high: coefficient.raw.interval.upper,
                standardized: coefficient.standardized.value, standardizedLow: coefficient.standardized.interval.lower,
                standardizedHigh: coefficient.standardized.interval.upper, pValue: coefficient.raw.pValue,
                planted: planted[coefficient.name],
                plantedStandardized: planted[coefficient.name].map { $0 * scale })
        }
    }
}

/// The loads that a warehouse holds, each by its key and moment, so that a key that is used again is told apart.
package enum Loads {
    package static func all(_ warehouse: any Warehouse) async throws -> [String] {
        try await warehouse.read { try ImportRecord.all(on: $0).map { "\($0.key)@\($0.importedAt)" } }
    }
}
