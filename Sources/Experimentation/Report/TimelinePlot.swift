import Listening

/// An effect as it was known day after day: the estimate as a line, its interval's bounds dashed, as SVG.
///
/// Edge cases: days on which nothing could be said leave a gap; bounds without an end leave the picture at its edge; days that are no dates are
/// set side by side.
public struct TimelinePlot: Sendable {
    /// What is seen, in a sentence.
    public let title: String
    /// What is drawn.
    public let timeline: Timeline
    /// The day of the planned final look, if it is known.
    public let finalLook: String?

    /// A plot of a course.
    /// - Parameter finalLook: a day such as `2026-02-14`; the axis reaches as far.
    public init(_ timeline: Timeline, title: String, finalLook: String? = nil) {
        self.timeline = timeline
        self.title = title
        self.finalLook = finalLook
    }

    private static let width = 440.0, height = 232.0, left = 52.0, right = 348.0, top = 22.0, bottom = 196.0

    /// Draws it.
    /// - Parameter id: unlike that of any other picture on the page.
    public func svg(id: String) -> String {
        let known = timeline.points.indices.filter { timeline.points[$0].lift != nil }
        let effects = known.compactMap { timeline.points[$0].lift }
        let days = days
        let limit = PlotScale.limit(effects.map { ($0.estimate, $0.interval.lower, $0.interval.upper) })
        let ends = effects.flatMap { [max($0.interval.lower, -limit), min($0.interval.upper, limit), $0.estimate] }
        let y = PlotScale(holding: ends, start: Self.bottom, end: Self.top)
        let final = finalDay(days)
        let first = days.first ?? 0, last = max(days.last ?? 0, final ?? 0, first + 1)
        func x(_ day: Double) -> Double { Self.left + (day - first) / (last - first) * (Self.right - Self.left) }

        var drawing = SVGDrawing()
        for tick in y.percentTicks(about: 5) {
            drawing.line(
                Self.left, y.place(tick.value), Self.right, y.place(tick.value), tick.value == 0 ? .ink : .line)
            drawing.words(tick.label, Self.left - 6, y.place(tick.value) + 4, size: 12, color: .grey, anchor: .end)
        }
        dates(&drawing, x(first), x(days.last ?? first))
        if let final {
            drawing.line(x(final), Self.top - 8, x(final), Self.bottom, .grey, dashes: "1 3")
            drawing.words(
                "planned final look", min(x(final), Self.right), Self.top - 12, size: 12, color: .grey, anchor: .end)
        }
        // One path for each stretch without a gap.
        for stretch in Self.stretches(known) {
            let points = stretch.compactMap { index in timeline.points[index].lift.map { (x(days[index]), $0) } }
            drawing.clipped(
                x: Self.left, y: Self.top - 2, width: Self.right - Self.left + 1, height: Self.bottom - Self.top + 4
            ) { inner in
                for bound in [\Effect.interval.lower, \Effect.interval.upper] {
                    inner.path(
                        points.map { ($0.0, Self.near(y.unbounded($0.1[keyPath: bound]))) }, .accent, width: 1.25,
                        dashes: "5 4")
                }
                inner.path(points.map { ($0.0, y.unbounded($0.1.estimate)) }, .accent, width: 2.25)
            }
        }
        if let index = known.last, let effect = timeline.points[index].lift {
            labels(&drawing, effect, y, x(days[index]))
        }
        if known.isEmpty {
            drawing.words(
                "Nothing can be said yet.", (Self.left + Self.right) / 2, Self.top + 40, color: .grey, anchor: .middle)
        }
        return drawing.svg(
            width: Self.width, height: Self.height, id: id, title: title, description: description(effects.last),
            style: "plot plot-timeline")
    }

    private func description(_ last: Effect?) -> String {
        guard let last, let day = timeline.points.last?.day, let first = timeline.points.first?.day else {
            return "Nothing can be said yet."
        }
        let range = ReportText.range(last.interval.lower, last.interval.upper) { ReportText.percent($0, signed: true) }
        return
            "From \(first) to \(day). At the end \(ReportText.percent(last.estimate, signed: true)), interval \(range). All numbers stand in the table."
    }

    /// Days as numbers.
    private var days: [Double] {
        let parsed = timeline.points.compactMap { CalendarDay($0.day) }
        guard parsed.count == timeline.points.count else { return timeline.points.indices.map(Double.init) }
        return parsed.map { Double($0.daysSinceEpoch) }
    }

    private func finalDay(_ days: [Double]) -> Double? {
        guard let finalLook else { return nil }
        if let index = timeline.points.firstIndex(where: { $0.day == finalLook }) { return days[index] }
        guard let day = CalendarDay(finalLook), timeline.points.allSatisfy({ CalendarDay($0.day) != nil }),
            let first = days.first, Double(day.daysSinceEpoch) >= first
        else { return nil }
        return Double(day.daysSinceEpoch)
    }

    private func dates(_ drawing: inout SVGDrawing, _ first: Double, _ last: Double) {
        drawing.line(Self.left, Self.bottom, Self.right, Self.bottom, .line)
        guard let start = timeline.points.first?.day, let end = timeline.points.last?.day else { return }
        drawing.words(start, first, Self.bottom + 20, size: 12, color: .grey)
        if start != end, last - first > 150 {
            drawing.words(end, last, Self.bottom + 20, size: 12, color: .grey, anchor: .end)
        }
    }

    /// The estimate and both bounds named at their ends, pushed apart where they would lie on one another.
    private func labels(_ drawing: inout SVGDrawing, _ effect: Effect, _ y: PlotScale, _ x: Double) {
        let middle = min(max(y.place(effect.estimate), Self.top + 22), Self.bottom - 18)
        let above = min(y.place(effect.interval.upper), middle - 18),
            below = max(y.place(effect.interval.lower), middle + 18)
        let place = Self.right + 8
        drawing.circle(x, y.place(effect.estimate), radius: 3, fill: .accent, stroke: .accent)
        drawing.words(ReportText.percent(effect.interval.upper, signed: true), place, above + 4, size: 12, color: .grey)
        drawing.words(
            ReportText.percent(effect.estimate, signed: true), place, middle + 5, size: 14, color: .accent,
            isStrong: true)
        drawing.words(ReportText.percent(effect.interval.lower, signed: true), place, below + 4, size: 12, color: .grey)
    }

    /// Far beyond the edge is as good as infinitely far, and can be written down.
    private static func near(_ place: Double) -> Double { place.isNaN ? -2000 : min(max(place, -2000), 2000) }

    private static func stretches(_ indices: [Int]) -> [[Int]] {
        var result: [[Int]] = []
        for index in indices {
            if let last = result.last?.last, last + 1 == index {
                result[result.count - 1].append(index)
            } else {
                result.append([index])
            }
        }
        return result
    }
}
