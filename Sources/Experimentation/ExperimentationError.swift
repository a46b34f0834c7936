public import Listening
public import Statistics

/// What can be wrong with an experiment: its plan, its assignment, its data.
public struct ExperimentationError: ExplainedError, Hashable {
    /// A stable identifier such as `experiment.plan`.
    public let code: String
    /// What went wrong, where, and what can be done about it.
    public let message: String
    /// Whose move it is.
    public let fault: ErrorCategory

    /// An error of a code, without the prefix.
    public init(_ code: String, _ message: String, fault: ErrorCategory = .input) {
        self.code = "experiment.\(code)"
        self.message = message
        self.fault = fault
    }
}

extension ExperimentationError {
    /// A field of a plan makes no sense.
    static func plan(_ field: String, _ message: String) -> ExperimentationError {
        ExperimentationError("plan", "\(field): \(message)", fault: .usage)
    }

    /// The data of a metric do not allow the question.
    static func data(_ metric: String, _ message: String) -> ExperimentationError {
        ExperimentationError("data", "\(metric): \(message)")
    }
}

extension ExperimentationError {
    /// Explains a failure of the statistics behind a metric.
    public init(_ error: StatisticsError, of metric: String) {
        self.init(error.code.replacing("statistics.", with: ""), "\(metric): \(error.message)")
    }
}
