// Numbers from outside (options, plans, files, addresses, engines) can be anything, and Swift's own conversions and operators trap where a
// result does not fit. These are total.

extension Double {
    /// A number as people and files write it: digits, a point, a sign, an exponent.
    ///
    /// Edge cases: nil for hexadecimal numbers (`0x10`), `inf` and `nan`, which Swift's own conversion takes.
    public init?(decimal text: some StringProtocol) {
        let isPlain = text.utf8.allSatisfy { (48...57).contains($0) || "+-.eE".utf8.contains($0) }
        guard isPlain, let number = Double(text) else { return nil }
        self = number
    }
}

extension FixedWidthInteger {
    /// The whole number next to a real one, toward zero.
    ///
    /// Edge cases: beyond the type's range it is the nearest end, infinities included; NaN is 0.
    @inlinable
    public init(saturating number: Double) {
        if number >= Double(Self.max) {
            self = .max
        } else if number <= Double(Self.min) {
            self = .min
        } else {
            self = number.isNaN ? 0 : Self(number)
        }
    }

    /// The sum, or the end of the range that lies nearest to it.
    @inlinable
    public func saturatingAdd(_ other: Self) -> Self {
        let (sum, isBeyond) = addingReportingOverflow(other)
        return isBeyond ? (other < 0 ? .min : .max) : sum
    }

    /// The product, or the end of the range that lies nearest to it.
    @inlinable
    public func saturatingMultiply(_ other: Self) -> Self {
        let (product, isBeyond) = multipliedReportingOverflow(by: other)
        return isBeyond ? ((self < 0) == (other < 0) ? .max : .min) : product
    }
}
