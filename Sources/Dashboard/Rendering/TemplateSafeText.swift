extension String {
    /// The text in a form in which the template engine sees every character that it has to escape.
    ///
    /// swift-mustache escapes grapheme cluster by cluster: a `<` that a combining mark follows, or that a character such as U+0600 draws to
    /// itself, is part of a longer cluster and would pass as it is. Here such a cluster is taken apart by word joiners, which show nothing.
    /// - Complexity: O(length of the text), without an allocation for text that needs nothing.
    var templateSafe: String {
        guard utf8.contains(where: { $0 >= 0x80 }), utf8.contains(where: Self.isSpecial) else { return self }
        guard contains(where: Self.hidesSpecial) else { return self }
        var safe = String.UnicodeScalarView()
        for character in self {
            let isHiding = Self.hidesSpecial(character)
            for scalar in character.unicodeScalars {
                if isHiding, scalar.value < 0x80, Self.isSpecial(UInt8(scalar.value)) {
                    safe.append(contentsOf: ["\u{2060}", scalar, "\u{2060}"])
                } else {
                    safe.append(scalar)
                }
            }
        }
        return String(safe)
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: false
        }
    }

    private static func hidesSpecial(_ character: Character) -> Bool {
        character.unicodeScalars.count > 1
            && character.unicodeScalars.contains { $0.value < 0x80 && isSpecial(UInt8($0.value)) }
    }
}
