import Foundation
import Statistics
import Testing

@testable import Experimentation

@Suite("Plots of experiment reports")
struct ReportPlotTests {
    private static func effect(_ estimate: Double, reach: Double) -> Effect {
        Effect(estimate, 1, reach: reach, level: 0.95)
    }

    private static func plot(_ rows: [ForestPlot.Row]) -> ForestPlot {
        ForestPlot(title: "Changes", groups: [.init(title: "Primary", rows: rows)], level: 0.95)
    }

    @Test(arguments: [ForestPlot.Layout.wide, .narrow])
    func `an interval without an end is drawn with arrows, one with ends without`(layout: ForestPlot.Layout) {
        let closed = ForestPlot.Row(label: "a", detail: "b", lift: Self.effect(0.02, reach: 0.01), mark: .better)
        let open = ForestPlot.Row(label: "a", detail: "b", lift: Self.effect(0.02, reach: .infinity), mark: .open)
        #expect(!Self.plot([closed]).svg(layout).contains("<polygon"))
        #expect(Self.plot([closed, open]).svg(layout).components(separatedBy: "<polygon").count == 3)
        #expect(Self.plot([open]).svg(layout).contains("−∞ to ∞"))
    }

    @Test func `one very wide interval does not press the others together`() {
        let rows = [0.01, 0.012, 0.011, 5].map {
            ForestPlot.Row(label: "a", detail: "b", lift: Self.effect(0.01, reach: $0), mark: .open)
        }
        let scale = Self.plot(rows).scale(from: 0, to: 100)
        #expect(scale.upper < 0.1)
        #expect(scale.holds(0.022) && scale.holds(0))
        #expect(rows[3].range == "−499 % to +501 %")
    }

    @Test func `a verdict is told by colour, by shape and by word`() {
        var pictures: Set<String> = [], shapes: Set<String> = []
        for mark in [ReportMark.better, .worse, .open, .kept, .notKept] {
            let svg = Self.plot([.init(label: "a", detail: "b", lift: Self.effect(0.02, reach: 0.01), mark: mark)])
                .svg()
            #expect(svg.contains(">\(mark.word)</text>"))
            pictures.insert(svg)
            // What is left without colours.
            shapes.insert(mark.picture.replacing(#/(fill|stroke)="var\(--(accent|attention|grey)[^"]*"/#, with: ""))
        }
        #expect(pictures.count == 5 && shapes.count == 5)
    }

    @Test func `a guardrail's margin lies on the side on which it gets worse`() throws {
        let plot = ForestPlot(try ReportExample().report().analysis, significance: 0.05)
        let margins = Dictionary(plot.groups.flatMap(\.rows).compactMap { row in row.margin.map { (row.label, $0) } }) {
            first, _ in first
        }
        #expect(margins == ["Plays started": -0.02, "Cancelled the subscription": 0.05])
        #expect(plot.groups.map(\.title) == PlannedMetric.Role.allCases.map(\.title))
        #expect(plot.svg().contains("nothing can be said"))
    }

    @Test func `names from outside are escaped in pictures`() {
        let svg = Self.plot([
            .init(label: "<b>\"\u{301}", detail: "&", lift: Self.effect(0.02, reach: 0.01), mark: .open)
        ]).svg(id: "x\"y")
        #expect(svg.contains("&lt;b&gt;&quot;\u{301}") && svg.contains("id=\"x&quot;y-title\""))
        #expect(XMLCheck(svg).problem == nil)
    }

    private static func timeline(_ lifts: [Effect?]) -> Timeline {
        Timeline(
            metric: "m", treatment: "t",
            points: lifts.enumerated().map {
                .init(day: "2026-01-\($0 + 10)", units: 100 * ($0 + 1), lift: $1, pValue: nil)
            })
    }

    @Test func `a course over time has a whole line between dashed bounds, is named at its end, and leaves gaps`() {
        let known = (1...6).map { Self.effect(0.02, reach: 0.1 / Double($0)) }
        let whole = TimelinePlot(Self.timeline(known), title: "t").svg(id: "a")
        #expect(whole.components(separatedBy: "<polyline").count == 4)
        #expect(whole.components(separatedBy: "stroke-dasharray=\"5 4\"").count == 3)
        #expect(whole.contains(">+2.0\u{202F}%</text>"))
        var gap: [Effect?] = known
        gap[2] = nil
        #expect(
            TimelinePlot(Self.timeline(gap), title: "t").svg(id: "a").components(separatedBy: "<polyline").count == 7)
        #expect(TimelinePlot(Self.timeline([nil, nil]), title: "t").svg(id: "a").contains("Nothing can be said yet."))
        #expect(XMLCheck(TimelinePlot(Self.timeline([]), title: "t").svg(id: "a")).problem == nil)
    }

    @Test func `bounds without an end and a single day can be drawn`() {
        for lifts in [
            [Self.effect(0.02, reach: .infinity)],
            [Self.effect(0.02, reach: .infinity), Self.effect(0.01, reach: 0.05)],
        ] {
            let svg = TimelinePlot(Self.timeline(lifts), title: "t", finalLook: "2026-02-01").svg(id: "a")
            #expect(!svg.contains("inf") && !svg.contains("nan"))
            #expect(svg.contains("planned final look"))
        }
    }

    @Test(arguments: [(-0.1, 0.1), (0.001, 0.0021), (-3.0, 12.0), (0.0, 0.0)])
    func `ticks are round, on the axis and labelled apart`(ends: (Double, Double)) {
        let scale = PlotScale(holding: [ends.0, ends.1], start: 0, end: 300), ticks = scale.percentTicks(about: 5)
        #expect((2...8).contains(ticks.count))
        #expect(
            ticks.allSatisfy { scale.holds($0.value) || abs(scale.unbounded($0.value) - scale.place($0.value)) < 1e-6 })
        #expect(Set(ticks.map(\.label)).count == ticks.count)
    }
}
