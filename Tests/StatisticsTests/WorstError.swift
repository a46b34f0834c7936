import Testing

/// The largest difference between a function and its reference, printed when all of them have been seen.
struct WorstError {
    private let function: String
    private var worst = 0.0
    private var count = 0

    init(_ function: String) { self.function = function }

    /// Compares one value; nil stands for infinity.
    mutating func note(
        _ found: Double, _ expected: Double?, within limit: Double, absolute: Double = 0, _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        count += 1
        guard let expected else {
            #expect(found.isInfinite, "\(function) of \(what): \(found)", sourceLocation: sourceLocation)
            return
        }
        let apart = abs(found - expected), error = expected == 0 ? apart : apart / abs(expected)
        #expect(
            error <= limit || apart <= absolute, "\(function) of \(what): \(found), expected \(expected)",
            sourceLocation: sourceLocation)
        if apart > absolute || error.isNaN { worst = max(worst, error) }
    }

    func report() {
        #expect(count > 0, "\(function) was compared with nothing")
        print("statistics: \(function), worst relative error \(worst) of \(count)")
    }
}
