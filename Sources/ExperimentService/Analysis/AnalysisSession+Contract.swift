import Experimentation
import Warehouse

/// What statements that somebody else wrote have to keep to: a unit that stands in two rows would count twice in every metric of the plan.
extension AnalysisSession {
    /// Looks whether each source of one's own has one row per unit, no row without one, and numbers in its columns.
    /// - Throws: ``ExperimentationError`` `experiment.metric-rows`, which names the metric and the unit.
    func checkSources() throws {
        var seen: Set<String> = []
        for item in query.metrics
        where item.source.isOwn && !item.source.isOfExposures && seen.insert(item.source.name).inserted {
            let names = query.metrics.filter { $0.source.name == item.source.name }.map(\.measured.metric.key)
            try check(item.source, names.joined(separator: ", "))
        }
    }

    private func check(_ source: MetricSource, _ metrics: String) throws {
        let contract = query.contract(of: source)
        func refusal(_ message: String) -> ExperimentationError {
            ExperimentationError("metric-rows", "\(metrics): \(message)")
        }
        let types = try explained("rows of \(source.name)") { try connection.query(contract.types) }
        for column in types.columns where column.name != "unit" && !column.storage.isNumeric {
            throw refusal(
                "the column \(column.name) of \(source.name).sql does not hold numbers. Cast it to a whole or a real number."
            )
        }
        if query.plan.exposures == nil, let unit = types.columns.first, !unit.storage.isWhole {
            throw refusal(
                "the column unit of \(source.name).sql does not hold listeners' keys, as {{spans}} gives them. Take it from there."
            )
        }
        let counts = try explained("rows of \(source.name)") { try connection.query(contract.counts) }
        let rows = counts.value("n", at: 0).integer ?? 0, known = counts.value("known", at: 0).integer ?? 0
        guard rows == known else {
            throw refusal(
                "\(rows - known) of \(rows) rows of \(source.name).sql have no unit. Leave them out: WHERE unit IS NOT NULL."
            )
        }
        guard counts.value("units", at: 0).integer == rows else {
            let repeated = try explained("rows of \(source.name)") { try connection.query(contract.repeated) }
            let unit = repeated.value("unit", at: 0), times = repeated.value("n", at: 0).description
            throw refusal(
                "\(source.name).sql has \(times) rows of the unit \(try name(of: unit)), and it takes one row per unit. Group its rows by unit."
            )
        }
    }

    /// Looks whether the plan's own exposures know of every row the unit, the arm and the moment.
    /// - Throws: ``ExperimentationError`` `experiment.exposures`.
    /// - Parameter dimensions: that have to be columns of them; the plan's own where none are given.
    func checkExposures(dimensions: [String]? = nil) throws {
        guard query.plan.exposures != nil else { return }
        let contract = query.exposureContract
        func refusal(_ message: String) -> ExperimentationError {
            ExperimentationError("exposures", "The plan's exposures: \(message)")
        }
        let types = try explained("exposures") { try connection.query(contract.types) }
        if let arm = types.column("arm"), !arm.storage.isText {
            throw refusal("the column arm does not hold text. Cast it to a text.")
        }
        if let moment = types.column("exposed_at"), !moment.storage.isTime {
            throw refusal("the column exposed_at does not hold moments. Cast it to a timestamp.")
        }
        for dimension in dimensions ?? query.plan.dimensions where types.column(dimension) == nil {
            let names = types.columns.map(\.name).joined(separator: ", ")
            throw refusal("they have no column for the dimension \(dimension). Their columns are: \(names).")
        }
        let counts = try explained("exposures") { try connection.query(contract.counts) }
        let rows = counts.value("n", at: 0).integer ?? 0
        for (column, name) in [("units", "unit"), ("arms", "arm"), ("moments", "exposed_at")] {
            let known = counts.value(column, at: 0).integer ?? 0
            guard known == rows else {
                throw refusal("\(rows - known) of \(rows) rows have no \(name). Leave them out of the statement.")
            }
        }
    }

    /// A unit as people know it: the listener's id where it is a listener's key.
    private func name(of unit: Value) throws -> String {
        guard query.plan.exposures == nil, let key = unit.integer else { return "\"\(unit.description.prefix(100))\"" }
        let found = try connection.query(
            Statement("SELECT listener_id FROM listeners WHERE listener_key = :key", ["key": .integer(key)]))
        return "\"\((found.rowCount > 0 ? found.columns[0].value(at: 0).text : nil) ?? unit.description)\""
    }
}

extension Column.Storage {
    fileprivate var isWhole: Bool {
        switch self {
        case .int16, .int32, .int64: true
        default: false
        }
    }

    fileprivate var isNumeric: Bool {
        switch self {
        case .bool, .double: true
        default: isWhole
        }
    }

    fileprivate var isText: Bool {
        switch self {
        case .text, .category: true
        default: false
        }
    }

    fileprivate var isTime: Bool {
        switch self {
        case .day, .instant: true
        default: false
        }
    }
}
