/// What can go wrong with matrices: shapes that do not fit, and systems that have no unique solution.
public struct LinearAlgebraError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; more kinds may come.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The stable name, for example `linear-algebra.shape`.
        public let rawValue: String

        /// A kind of that name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Shapes do not fit together.
        public static let shape = Kind(rawValue: "linear-algebra.shape")
        /// A value is NaN or infinite.
        public static let notFinite = Kind(rawValue: "linear-algebra.not-finite")
        /// The matrix is not symmetric positive definite.
        public static let notPositiveDefinite = Kind(rawValue: "linear-algebra.not-positive-definite")
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// What went wrong, and what can be done about it.
    public let message: String
    /// The row and column at which a factorisation stopped, from 0; nil for other failures.
    public let pivot: Int?

    /// An error of a kind with its message.
    public init(_ kind: Kind, _ message: String, pivot: Int? = nil) {
        self.kind = kind
        self.message = message
        self.pivot = pivot
    }

    /// The stable code of the kind.
    public var code: String { kind.rawValue }

    /// The message with its code.
    public var description: String { "\(message) [\(code)]" }
}

extension LinearAlgebraError {
    static func shape(_ expected: String, found: String) -> LinearAlgebraError {
        LinearAlgebraError(.shape, "Expected \(expected) and found \(found). Check which operand is transposed or cut.")
    }

    static func notFinite(_ what: String) -> LinearAlgebraError {
        LinearAlgebraError(
            .notFinite, "\(what) holds a value that is NaN or infinite. Remove or replace such values first.")
    }

    static func notPositiveDefinite(pivot: Int) -> LinearAlgebraError {
        LinearAlgebraError(
            .notPositiveDefinite,
            "The matrix is not positive definite: row \(pivot) depends on the rows before it. Drop that column, or add a ridge to the diagonal.",
            pivot: pivot)
    }
}
