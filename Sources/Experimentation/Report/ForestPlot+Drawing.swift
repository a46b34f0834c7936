extension ForestPlot {
    /// Labels, axis and numbers side by side.
    func wide(_ id: String) -> String {
        let width = 880.0, left = 236.0, right = 540.0, rowHeight = 42.0, head = 30.0, groupHead = 34.0
        let scale = scale(from: left, to: right)
        let bottom = head + groups.reduce(0) { $0 + groupHead + rowHeight * Double($1.rows.count) } + 4
        var drawing = SVGDrawing()
        drawing.words("Change against the control", left, 14, size: 12, color: .grey)
        drawing.words("Lift", 616, 14, size: 12, color: .grey, anchor: .end)
        drawing.words("\(ReportText.percent(level, places: 0)) interval", 628, 14, size: 12, color: .grey)
        drawing.words("Verdict", 784, 14, size: 12, color: .grey)
        var y = head
        for group in groups {
            drawing.line(0, y, width, y, .line)
            drawing.words(group.title, 0, y + 22, size: 12, color: .grey)
            y += groupHead
            grid(&drawing, scale, from: y - 2, to: y + rowHeight * Double(group.rows.count) - 2, about: 5)
            for row in group.rows {
                drawing.words(SVGDrawing.fitted(row.label, width: left - 20), 0, y + 14, isStrong: true)
                drawing.words(
                    SVGDrawing.fitted(row.detail, width: left - 20, size: 12), 0, y + 31, size: 12, color: .grey)
                draw(row, &drawing, scale, at: y + 18)
                if let estimate = row.estimate {
                    drawing.words(ReportText.percent(estimate, signed: true), 616, y + 22, anchor: .end, isStrong: true)
                    drawing.words(row.range, 628, y + 22)
                    drawing.words(row.mark.word, 784, y + 22, color: row.mark.color, isStrong: true)
                } else {
                    drawing.words(SVGDrawing.fitted(row.remark, width: 316), 564, y + 22, color: .grey)
                }
                y += rowHeight
            }
        }
        axis(&drawing, scale, at: bottom, about: 5)
        if hasMargins { legend(&drawing, x: 0, y: bottom + 16) }
        return drawing.svg(
            width: width, height: bottom + 28, id: id, title: title, description: description, style: "plot plot-wide")
    }

    /// Labels and numbers above each interval.
    func narrow(_ id: String) -> String {
        let width = 360.0, rowHeight = 74.0, groupHead = 34.0
        let scale = scale(from: 20, to: width - 20)
        let bottom = groups.reduce(0) { $0 + groupHead + rowHeight * Double($1.rows.count) } + 4
        var drawing = SVGDrawing()
        var y = 0.0
        for group in groups {
            drawing.line(0, y + 1, width, y + 1, .line)
            drawing.words(SVGDrawing.fitted(group.title, width: width, size: 12), 0, y + 22, size: 12, color: .grey)
            y += groupHead
            for row in group.rows {
                drawing.words(SVGDrawing.fitted(row.label, width: 250, size: 14), 0, y + 13, size: 14, isStrong: true)
                if row.estimate != nil {
                    drawing.words(
                        row.mark.word, width, y + 13, size: 14, color: row.mark.color, anchor: .end, isStrong: true)
                }
                let detail = row.detail.split(separator: " · ").first.map(String.init) ?? row.detail
                drawing.words(SVGDrawing.fitted(detail, width: 130), 0, y + 31, color: .grey)
                drawing.words(
                    SVGDrawing.fitted(row.numbers, width: 230), width, y + 31,
                    color: row.estimate == nil ? .grey : .ink, anchor: .end)
                grid(&drawing, scale, from: y + 38, to: y + 62, about: 4)
                draw(row, &drawing, scale, at: y + 50)
                y += rowHeight
            }
        }
        axis(&drawing, scale, at: bottom, about: 4)
        if hasMargins { legend(&drawing, x: 0, y: bottom + 38) }
        return drawing.svg(
            width: width, height: bottom + (hasMargins ? 48 : 28), id: id, title: title, description: description,
            style: "plot plot-narrow"
        )
    }

    private func grid(
        _ drawing: inout SVGDrawing, _ scale: PlotScale, from top: Double, to bottom: Double, about count: Int
    ) {
        for tick in scale.percentTicks(about: count) where tick.value != 0 {
            drawing.line(scale.place(tick.value), top, scale.place(tick.value), bottom, .line)
        }
        drawing.line(scale.place(0), top, scale.place(0), bottom, .ink)
    }

    private func axis(_ drawing: inout SVGDrawing, _ scale: PlotScale, at y: Double, about count: Int) {
        drawing.line(scale.start, y, scale.end, y, .line)
        for tick in scale.percentTicks(about: count) {
            let x = scale.place(tick.value)
            drawing.line(x, y, x, y + 4, .grey)
            drawing.words(tick.label, x, y + 18, size: 12, color: .grey, anchor: .middle)
        }
    }

    private func legend(_ drawing: inout SVGDrawing, x: Double, y: Double) {
        drawing.line(x + 4, y - 10, x + 4, y + 4, .attention, width: 2, dashes: "3 2")
        drawing.words("a guardrail's margin", x + 14, y + 1, size: 12, color: .grey)
    }

    private func draw(_ row: Row, _ drawing: inout SVGDrawing, _ scale: PlotScale, at y: Double) {
        if let margin = row.margin {
            drawing.line(scale.place(margin), y - 13, scale.place(margin), y + 13, .attention, width: 2, dashes: "3 2")
        }
        guard let estimate = row.estimate else { return }
        let start = scale.place(row.lower), end = scale.place(row.upper), color = row.mark.color
        drawing.line(start, y, end, y, color, width: 2)
        tip(&drawing, at: start, y, pointing: -1, isOpen: !scale.holds(row.lower), color)
        tip(&drawing, at: end, y, pointing: 1, isOpen: !scale.holds(row.upper), color)
        row.mark.draw(&drawing, x: scale.place(estimate), y: y)
    }

    /// The end of an interval: a stroke, or an arrow where it goes on.
    private func tip(
        _ drawing: inout SVGDrawing, at x: Double, _ y: Double, pointing: Double, isOpen: Bool,
        _ color: SVGDrawing.Color
    ) {
        guard isOpen else { return drawing.line(x, y - 4, x, y + 4, color, width: 2) }
        drawing.polygon([(x + 4 * pointing, y), (x - 6 * pointing, y - 5), (x - 6 * pointing, y + 5)], fill: color)
    }
}
