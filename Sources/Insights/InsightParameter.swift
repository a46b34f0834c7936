import Foundation
import Listening
package import Warehouse

/// A value that an insight takes, as a line of its header says.
///
/// The line is `-- parameter NAME: unit | meaning`, followed by any of `| default VALUE`, `| choices A, B`, `| bounds LOW to HIGH`,
/// `| option --NAME <value>` and `| help TEXT`. The build makes the option of the command line from the last two.
package struct InsightParameter: Sendable, Hashable {
    package let name: String
    package let unit: String
    package let meaning: String
    /// What is bound where nothing was given: NULL for `default null`, nil where the parameter is required.
    package let defaultValue: Value?
    /// The texts that it takes; nil where it takes any.
    package let choices: [String]?
    /// The whole numbers that it takes; nil where it takes any.
    package let bounds: ClosedRange<Int64>?
    /// The option of the insight's command, such as `--cohort`. Parameters that share one are a list, separated by commas.
    package let option: String?

    /// Whether a question names it: it has no default, and the filter does not set it.
    package var isRequired: Bool { defaultValue == nil && !InsightFilter.parameterNames.contains(name) }

    /// Sets of choices that a header names instead of listing them.
    private static let namedChoices = ["events": FunnelEvents.kinds]
    private static let keys: Set<String> = ["default", "choices", "bounds", "option", "help"]

    /// - Throws: `insights.header`, which names the file and the parameter.
    init(_ entry: SQLFile.Entry, path: String) throws(InsightError) {
        let place = "\(path), parameter \(entry.name)"
        guard entry.parts.count >= 2 else {
            throw .header(place, "it has no meaning. Write `NAME: unit | meaning`.")
        }
        name = entry.name
        unit = entry.parts[0]
        meaning = entry.parts[1]
        var settings: [String: String] = [:]
        for part in entry.parts.dropFirst(2) {
            let words = part.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2, Self.keys.contains(words[0]),
                settings.updateValue(words[1], forKey: words[0]) == nil
            else {
                throw .header(place, "\"\(part)\" is not one of default, choices, bounds, option and help, each once.")
            }
        }
        choices = settings["choices"].map(Self.readChoices)
        bounds = try Self.readBounds(settings["bounds"], place)
        option = try Self.readOption(settings["option"], unit: unit, place)
        defaultValue = try Self.readValue(settings["default"], unit: unit, place)
        if let defaultValue {
            do throws(InsightError) { try check(defaultValue) } catch {
                throw .header(place, "its default is refused. \(error.message)")
            }
        }
    }

    /// Days that a question can be about: from these, every span of days stays within what engines hold.
    private static let days: ClosedRange<Int32> = -25_567...84_370

    /// - Throws: `insights.parameter` where it does not take the value.
    func check(_ value: Value) throws(InsightError) {
        if let text = value.text { try InsightParameters.check(text: text, name) }
        if case .day(let day) = value, !Self.days.contains(day) {
            throw .parameter(name, value.description, "a day of the years 1900 to 2200")
        }
        if let text = value.text, let choices, !choices.contains(text) {
            throw .parameter(name, text, "one of " + choices.joined(separator: ", "))
        }
        if let number = value.integer, let bounds, !bounds.contains(number) {
            throw .parameter(name, "\(number)", "\(bounds.lowerBound) to \(bounds.upperBound)")
        }
    }
}

extension InsightParameter {
    private static func readChoices(_ text: String) -> [String] {
        namedChoices[text] ?? text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static func readBounds(_ text: String?, _ place: String) throws(InsightError) -> ClosedRange<Int64>? {
        guard let text else { return nil }
        let ends = text.components(separatedBy: " to ").compactMap { Int64($0) }
        guard ends.count == 2, ends[0] <= ends[1] else {
            throw .header(place, "its bounds are \"\(text)\". Write them as `1 to 520`.")
        }
        return ends[0]...ends[1]
    }

    /// The name of `--name <value> default VALUE`, of which the value's name and the command's own default may be left out.
    private static func readOption(_ text: String?, unit: String, _ place: String) throws(InsightError) -> String? {
        guard let text else { return nil }
        let words = text.split(separator: " ").map(String.init)
        let isRead =
            switch words.count {
            case 1: true
            case 2: isPlaceholder(words[1])
            case 4: isPlaceholder(words[1]) && words[2] == "default"
            default: false
            }
        guard isRead, let name = words.first, name.hasPrefix("--"), name.count > 2 else {
            throw .header(place, "its option is \"\(text)\". Write it as `--periods <number>`.")
        }
        if words.count == 4 { _ = try readValue(words[3], unit: unit, place) }
        return name
    }

    private static func isPlaceholder(_ word: String) -> Bool { word.hasPrefix("<") && word.hasSuffix(">") }

    private static func readValue(_ text: String?, unit: String, _ place: String) throws(InsightError) -> Value? {
        guard let text else { return nil }
        if text == "null" { return .null }
        let value: Value? =
            switch unit {
            case "text": .text(text)
            case "date": CalendarDay(text).map(Value.day)
            case "ratio", "share", "number": Double(decimal: text).map(Value.double)
            default: Int64(text).map(Value.integer)
            }
        guard let value else { throw .header(place, "its default \"\(text)\" does not fit the unit \(unit).") }
        return value
    }
}

/// What a step of a funnel can be.
package enum FunnelEvents {
    /// The kinds of steps: those made from plays and sessions, then the other kinds of events.
    package static let kinds: [String] =
        ["play", "stream", "skip", "complete", "session"]
        + EventKind.allCases.map(\.rawValue).filter { !["play", "skip", "complete"].contains($0) }
}
