/// How something stands, told by a shape and a word as well as by a colour.
enum ReportMark: Sendable {
    /// Shown to be better or worse; neither.
    case better, worse, open
    /// Of a guardrail: shown to be within its margin, or not shown.
    case kept, notKept
    /// Of a check.
    case good, warning, failed

    init(_ verdict: Comparison.Verdict) {
        self =
            switch verdict {
            case .better: .better
            case .worse: .worse
            case .inconclusive: .open
            case .nonInferior: .kept
            case .notShown: .notKept
            }
    }

    init(_ status: HealthCheck.Status) {
        self =
            switch status {
            case .good: .good
            case .warning: .warning
            case .failed: .failed
            }
    }

    /// What it is called.
    var word: String {
        switch self {
        case .better: "Better"
        case .worse: "Worse"
        case .open, .notKept: "Not shown"
        case .kept: "Non-inferior"
        case .good: "Good"
        case .warning: "Warning"
        case .failed: "Failed"
        }
    }

    /// The shape as a character, where nothing can be drawn.
    var glyph: String {
        switch self {
        case .better: "●"
        case .worse, .failed: "✕"
        case .open: "○"
        case .kept: "■"
        case .notKept: "□"
        case .good: "✓"
        case .warning: "▲"
        }
    }

    /// The name of its colour among the design tokens.
    var color: SVGDrawing.Color {
        switch self {
        case .better, .kept, .good: .accent
        case .worse, .failed, .warning: .attention
        case .open, .notKept: .grey
        }
    }

    /// Draws it around a point.
    func draw(_ drawing: inout SVGDrawing, x: Double, y: Double, size: Double = 5) {
        switch self {
        case .better: drawing.circle(x, y, radius: size, fill: color, stroke: color)
        case .open: drawing.circle(x, y, radius: size, fill: .paper, stroke: color)
        case .kept: drawing.square(x, y, reach: size * 0.9, fill: color, stroke: color)
        case .notKept: drawing.square(x, y, reach: size * 0.9, fill: .paper, stroke: color)
        case .worse, .failed:
            drawing.line(x - size, y - size, x + size, y + size, color, width: 2.5)
            drawing.line(x - size, y + size, x + size, y - size, color, width: 2.5)
        case .good:
            drawing.path([(x - size, y), (x - size / 3, y + size * 0.8), (x + size, y - size * 0.8)], color, width: 2)
        case .warning:
            drawing.polygon([(x, y - size), (x + size, y + size * 0.8), (x - size, y + size * 0.8)], fill: color)
        }
    }

    /// A small picture of it within a line of text. The word stands beside it, so that it is hidden from screen readers.
    var picture: String {
        var drawing = SVGDrawing()
        draw(&drawing, x: 6, y: 6, size: 4)
        return
            "<svg class=\"mark\" viewBox=\"0 0 12 12\" width=\"12\" height=\"12\" aria-hidden=\"true\" focusable=\"false\">\(drawing.body)</svg>"
    }
}
