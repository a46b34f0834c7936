/// Numbers as they are typed in options.
enum Number {
    /// What a text is not; the message of the option goes on with it.
    struct Invalid: Error, CustomStringConvertible {
        let description: String
    }

    /// A whole number: digits, or a power of ten such as 1e6. Commas are refused, since elsewhere they begin decimals.
    @Sendable static func whole(_ text: String) throws -> Int {
        if let number = Int(text), isPlain(text) { return number }
        if let number = power(text), let whole = Int(exactly: number) { return whole }
        let plain = text.filter { $0 != "," && $0 != "_" && $0 != "." && $0 != " " }
        let hint = plain != text && Int(plain) != nil && isPlain(plain) ? " Write it without separators: \(plain)." : ""
        throw Invalid(description: "a whole number such as 1000 or 1e6.\(hint)")
    }

    /// A whole number of at least 0.
    @Sendable static func natural(_ text: String) throws -> UInt64 {
        if let number = UInt64(text), isPlain(text) { return number }
        if let number = power(text), let whole = UInt64(exactly: number) { return whole }
        throw Invalid(description: "a whole number from 0 on, such as 1000.")
    }

    /// A finite number.
    @Sendable static func decimal(_ text: String) throws -> Double {
        guard isPlain(text) || text.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }), let number = Double(text),
            number.isFinite
        else {
            throw Invalid(description: "a number such as 0.8.")
        }
        return number
    }

    /// How far a number that was rounded to its last digit may be off: half a unit of that digit.
    static func rounding(_ text: some StringProtocol) -> Double {
        let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
        let digits = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let places = digits.count > 1 ? digits[1].count : 0, power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        return Double("5e\(min(max(power, -300), 300) - places - 1)") ?? 0
    }

    private static func isPlain(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func power(_ text: String) -> Double? {
        let parts = text.split(separator: "e", omittingEmptySubsequences: false)
        guard parts.count == 2, let exponent = Int(parts[1]), (0...18).contains(exponent), isPlain(String(parts[1])),
            parts[0].utf8.allSatisfy({ "0123456789.-".utf8.contains($0) })
        else { return nil }
        return Double(text)
    }
}
