/// What can go wrong in learning: unusable data, models that have no unique solution, and artifacts that cannot be read.
public struct LearningError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; more kinds may come.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The stable name, for example `learning.one-class`.
        public let rawValue: String

        /// A kind of that name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A setting lies outside its range.
        public static let parameter = Kind(rawValue: "learning.parameter")
        /// Lengths or column names do not fit together.
        public static let shape = Kind(rawValue: "learning.shape")
        /// A value is NaN, infinite, or too large for the storage.
        public static let notFinite = Kind(rawValue: "learning.not-finite")
        /// There are too few rows for the question.
        public static let insufficientData = Kind(rawValue: "learning.insufficient-data")
        /// All labels are the same.
        public static let oneClass = Kind(rawValue: "learning.one-class")
        /// The target does not vary.
        public static let constantTarget = Kind(rawValue: "learning.constant-target")
        /// Columns depend linearly on one another, and nothing chooses between them.
        public static let collinear = Kind(rawValue: "learning.collinear")
        /// A combination of columns tells the classes apart without error, so that the best coefficients are infinite.
        public static let separated = Kind(rawValue: "learning.separated")
        /// The search ended before the optimum was reached.
        public static let notConverged = Kind(rawValue: "learning.not-converged")
        /// An artifact was written by a newer program.
        public static let newerFormat = Kind(rawValue: "learning.newer-format")
        /// An artifact is damaged or contradicts itself.
        public static let malformedArtifact = Kind(rawValue: "learning.malformed-artifact")
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// What went wrong, and what can be done about it.
    public let message: String
    /// The columns concerned, if any.
    public let columns: [String]

    /// An error of a kind with its message.
    public init(_ kind: Kind, _ message: String, columns: [String] = []) {
        self.kind = kind
        self.message = message
        self.columns = columns
    }

    /// The stable code of the kind.
    public var code: String { kind.rawValue }

    /// The message with its code.
    public var description: String { "\(message) [\(code)]" }
}
