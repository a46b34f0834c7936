import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Reads a text as XML and notes what a careful reader of HTML looks for.
final class XMLCheck: NSObject, XMLParserDelegate {
    private(set) var problem: String?
    private(set) var ids: [String] = []
    private(set) var references: [String] = []
    /// Of each outermost picture: whether it is named or hidden.
    private(set) var pictures: [Bool] = []
    private var depth = 0

    init(_ text: String) {
        super.init()
        // Attributes without a value do not occur, and the entities are those of XML.
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        if !parser.parse() { problem = "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "unknown")" }
    }

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        if let id = attributes["id"] { ids.append(id) }
        references += (attributes["aria-labelledby"] ?? "").split(separator: " ").map(String.init)
        if let target = attributes["href"], target.hasPrefix("#") { references.append(String(target.dropFirst())) }
        if element == "svg" {
            if depth == 0 {
                pictures.append(
                    attributes["aria-hidden"] == "true"
                        || (attributes["role"] == "img" && attributes["aria-labelledby"] != nil))
            }
            depth += 1
        }
    }

    func parser(_ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?) {
        if element == "svg" { depth -= 1 }
    }
}
