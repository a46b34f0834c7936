package import Insights
import Listening
package import Warehouse

/// Reads the values of an insight's own parameters from an address, by the units that its header declares.
package enum ParameterReader {
    /// The values that were given for parameters other than the filter's.
    /// - Throws: ``ServerError`` `server.parameter` where a text is not a value of the parameter's unit.
    package static func values(_ query: QueryItems, for insight: Insight) throws(ServerError) -> [String: Value] {
        var values: [String: Value] = [:]
        for parameter in insight.parameters where FilterParameter(rawValue: parameter.name) == nil {
            guard let text = query[parameter.name] else { continue }
            guard let value = value(text, unit: parameter.unit) else {
                throw .parameter(parameter.name, unit: parameter.unit)
            }
            values[parameter.name] = value
        }
        return values
    }

    private static func value(_ text: String, unit: String) -> Value? {
        switch unit {
        case "text": .text(text)
        case "date": CalendarDay(text).map(Value.day)
        case "ratio", "share", "number": Double(decimal: text).flatMap { $0.isFinite ? .double($0) : nil }
        default: Int64(text).map(Value.integer)
        }
    }
}
