package import Listening

/// How a model is trained.
package struct TrainingOptions: Sendable {
    /// The share of facts, in order of time, that is trained on; the rest is judged on. In (0, 1).
    package var trainShare = 0.8
    /// L2 penalty on the standardised scale.
    package var penalty = 1.0
    /// Days to learn from; the whole of the data by default.
    package var days: ClosedRange<CalendarDay>?
    /// The moment of training, for the report.
    package var now: Instant

    package init(now: Instant) { self.now = now }
}
