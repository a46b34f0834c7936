import Foundation

/// How names of tracks and artists are kept, whatever the format they come in.
enum Names {
    /// A name without white space at its ends, in normalization form C, so that one name has one spelling.
    /// - Complexity: O(length); ASCII text is returned as it is.
    static func composed(_ name: String) -> String {
        var copy = name
        let isPlain = copy.withUTF8 { bytes in
            guard let first = bytes.first, let last = bytes.last else { return true }
            return first > 0x20 && last > 0x20 && bytes.allSatisfy { $0 < 0x80 }
        }
        if isPlain { return name }
        return name.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
    }
}
