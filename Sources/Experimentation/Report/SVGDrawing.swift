import Foundation
import Listening

/// Lines, shapes and words as SVG. Colours are design tokens, with the light ones where a page has none, and stand in attributes: a page that
/// allows no inline styles can show the drawing.
struct SVGDrawing: Sendable {
    /// A design token.
    enum Color: String, Sendable {
        case ink = "var(--ink, #1b1d1f)"
        case grey = "var(--grey, #5d6166)"
        case line = "var(--line, #dfdcd5)"
        case paper = "var(--paper, #fcfbf9)"
        case accent = "var(--accent, #0b6a62)"
        case accentSoft = "var(--accent-soft, #dcebe7)"
        case attention = "var(--attention, #a33b12)"
    }

    /// Where a word is held.
    enum Anchor: String, Sendable {
        case start, middle, end
    }

    private(set) var body = ""

    mutating func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ color: Color, width: Double = 1, dashes: String? = nil
    ) {
        body +=
            "<line x1=\"\(Self.text(x1))\" y1=\"\(Self.text(y1))\" x2=\"\(Self.text(x2))\" y2=\"\(Self.text(y2))\" stroke=\"\(color.rawValue)\" stroke-width=\"\(Self.text(width))\"\(Self.dashes(dashes))/>"
    }

    mutating func path(_ points: [(x: Double, y: Double)], _ color: Color, width: Double = 1, dashes: String? = nil) {
        body +=
            "<polyline points=\"\(Self.points(points))\" fill=\"none\" stroke=\"\(color.rawValue)\" stroke-width=\"\(Self.text(width))\" stroke-linejoin=\"round\"\(Self.dashes(dashes))/>"
    }

    mutating func polygon(_ points: [(x: Double, y: Double)], fill: Color) {
        body += "<polygon points=\"\(Self.points(points))\" fill=\"\(fill.rawValue)\"/>"
    }

    mutating func circle(_ x: Double, _ y: Double, radius: Double, fill: Color, stroke: Color) {
        body +=
            "<circle cx=\"\(Self.text(x))\" cy=\"\(Self.text(y))\" r=\"\(Self.text(radius))\" fill=\"\(fill.rawValue)\" stroke=\"\(stroke.rawValue)\" stroke-width=\"1.5\"/>"
    }

    mutating func square(_ x: Double, _ y: Double, reach: Double, fill: Color, stroke: Color) {
        body +=
            "<rect x=\"\(Self.text(x - reach))\" y=\"\(Self.text(y - reach))\" width=\"\(Self.text(2 * reach))\" height=\"\(Self.text(2 * reach))\" fill=\"\(fill.rawValue)\" stroke=\"\(stroke.rawValue)\" stroke-width=\"1.5\"/>"
    }

    /// Writes a text that is escaped here.
    mutating func words(
        _ text: String, _ x: Double, _ y: Double, size: Double = 13, color: Color = .ink, anchor: Anchor = .start,
        isStrong: Bool = false
    ) {
        let weight = isStrong ? " font-weight=\"600\"" : ""
        let place = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
        body +=
            "<text x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" font-size=\"\(Self.text(size))\" fill=\"\(color.rawValue)\"\(weight)\(place)>\(HTMLText.escaped(ReportText.bound(text)))</text>"
    }

    /// Draws something within a frame: what lies beyond is not seen.
    mutating func clipped(x: Double, y: Double, width: Double, height: Double, _ draw: (inout SVGDrawing) -> Void) {
        var inner = SVGDrawing()
        draw(&inner)
        let box = "\(Self.text(x)) \(Self.text(y)) \(Self.text(width)) \(Self.text(height))"
        body +=
            "<svg x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" width=\"\(Self.text(width))\" height=\"\(Self.text(height))\" viewBox=\"\(box)\" overflow=\"hidden\">\(inner.body)</svg>"
    }

    /// The whole picture, which says in words what is seen.
    /// - Parameters:
    ///   - id: unlike that of any other picture on the page.
    ///   - style: a class.
    func svg(width: Double, height: Double, id: String, title: String, description: String, style: String) -> String {
        let id = HTMLText.escaped(id)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="\(style)" viewBox="0 0 \(Self.text(width)) \(Self.text(height))" role="img" \
            aria-labelledby="\(id)-title \(id)-desc"><title id="\(id)-title">\(HTMLText.escaped(ReportText.bound(title)))</title>\
            <desc id="\(id)-desc">\(HTMLText.escaped(ReportText.bound(description)))</desc>\(body)</svg>
            """
    }

    /// A text shortened to about a width; sans-serif letters are taken as 0.56 of their size.
    static func fitted(_ text: String, width: Double, size: Double = 13) -> String {
        let most = max(2, Int(saturating: width / (0.56 * size)))
        return text.count <= most ? text : text.prefix(most - 1) + "…"
    }

    private static func dashes(_ dashes: String?) -> String { dashes.map { " stroke-dasharray=\"\($0)\"" } ?? "" }

    private static func points(_ points: [(x: Double, y: Double)]) -> String {
        points.map { "\(text($0.x)),\(text($0.y))" }.joined(separator: " ")
    }

    private static func text(_ number: Double) -> String {
        let text = String(format: "%.1f", number.isFinite ? number : 0)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
