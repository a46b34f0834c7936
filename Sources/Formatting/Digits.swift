/// Digits as people read them.
package enum Digits {
    /// A whole number in groups of three: `1,234,567`.
    /// - Parameter minus: the sign of what is below 0: a hyphen in tables, a true minus sign in prose.
    package static func grouped(_ number: some BinaryInteger, minus: String = "-") -> String {
        var digits = String(number.magnitude), groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? minus : "") + ([digits] + groups).joined(separator: ",")
    }
}
