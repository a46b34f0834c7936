/// A text that equals another only where both have the same bytes of UTF-8.
///
/// Swift's `String` takes texts for equal that Unicode calls canonically equivalent: `é` as one code point (NFC) and as two (NFD). Engines,
/// hashes and other services tell them apart, so identifiers of units are compared and kept as keys in this form.
/// - Complexity: as of `String`, without normalisation.
public struct ExactText: Sendable, Hashable {
    /// The text.
    public let text: String

    /// A text whose bytes count.
    public init(_ text: String) { self.text = text }

    /// Whether the bytes are equal, so that `é` as one code point and as two differ.
    public static func == (left: ExactText, right: ExactText) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        var copy = text
        copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xff as UInt8)
    }
}
