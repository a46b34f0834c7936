import Foundation

/// The parameters of an address, in order, names repeated where they were repeated.
///
/// Forms write a space as `+`; percent signs that encode nothing make the address invalid instead of being passed on.
package struct QueryItems: Sendable, Hashable {
    /// One `name=value`.
    package struct Item: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    package let items: [Item]

    /// Attributes of a unit, which are longest, have 8 KB, and each byte can be written as three.
    private static let mostBytes = 32_768

    package init(_ items: [Item] = []) { self.items = items }

    /// - Parameter query: what follows the question mark, or nil.
    /// - Throws: ``ServerError`` `server.address`.
    package init(query: String?) throws(ServerError) {
        guard (query ?? "").utf8.count <= Self.mostBytes else { throw .address }
        var items: [Item] = []
        for part in (query ?? "").split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(pair[0]), let value = Self.decoded(pair.count > 1 ? pair[1] : "") else {
                throw .address
            }
            // No text of ours holds a NUL, and not every engine can look for one.
            guard !value.utf8.contains(0) else { throw .address }
            items.append(Item(name: name, value: value))
        }
        guard items.count <= 64 else { throw .address }
        self.items = items
    }

    /// The first value of a name that is not empty.
    package subscript(_ name: String) -> String? { items.first { $0.name == name && !$0.value.isEmpty }?.value }

    /// Every value of a name that is not empty.
    package func all(_ name: String) -> [String] { items.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }

    private static func decoded(_ text: Substring) -> String? {
        // Most values are as they are, and a service asks thousands of times a second.
        text.utf8.contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "%") }
            ? text.replacingOccurrences(of: "+", with: " ").removingPercentEncoding : String(text)
    }
}
