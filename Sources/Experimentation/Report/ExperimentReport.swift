/// Everything an experiment says, and everything that is needed to have it said again.
public struct ExperimentReport: Sendable, Hashable, Codable {
    /// The version of this document's form.
    public var formatVersion = 1
    public let plan: ExperimentPlan
    /// Of the plan with which the experiment started, so that a change shows.
    public let planDigest: String
    public let course: Course
    public let health: ExperimentHealth
    public let exposures: ExposureCounts
    public let analysis: ExperimentAnalysis
    public let decision: Decision
    /// Effects in parts of the units' time.
    public let splits: [SplitEffect]
    /// The effect as it was known day after day.
    public let timeline: [Timeline]
    /// How the experiment would stand by tests that assume less.
    public let robustness: [RobustnessCheck]
    public let provenance: Provenance

    /// Where the experiment is in its life. Moments are ISO 8601, UTC.
    public struct Course: Sendable, Hashable, Codable {
        public let state: String
        public let startedAt: String?
        public let stoppedAt: String?
        /// What was decided, by whom it was written down; nil before.
        public let decided: String?
        /// How many of the plan's looks are taken and left, and which one is shown; nil for plans that do not count looks.
        public let looks: String?

        public init(state: String, startedAt: String?, stoppedAt: String?, decided: String? = nil, looks: String? = nil) {
            self.state = state
            self.startedAt = startedAt
            self.stoppedAt = stoppedAt
            self.decided = decided
            self.looks = looks
        }

        private enum CodingKeys: String, CodingKey {
            case state, decided, looks
            case startedAt = "started_at"
            case stoppedAt = "stopped_at"
        }
    }

    /// What made the numbers.
    public struct Provenance: Sendable, Hashable, Codable {
        /// A statement that was run: with its parameters bound it gives the same rows again.
        public struct Query: Sendable, Hashable, Codable {
            public let name: String
            public let sql: String
            public let parameters: [String: String]

            public init(name: String, sql: String, parameters: [String: String]) {
                self.name = name
                self.sql = sql
                self.parameters = parameters
            }
        }

        public let version: String
        public let engine: String
        public let schemaVersion: Int
        public let generatedAt: String
        /// Only what happened before this moment counts.
        public let asOf: String
        public let firstExposure: String?
        public let lastExposure: String?
        public let queries: [Query]

        public init(
            version: String, engine: String, schemaVersion: Int, generatedAt: String, asOf: String, firstExposure: String?, lastExposure: String?,
            queries: [Query]
        ) {
            self.version = version
            self.engine = engine
            self.schemaVersion = schemaVersion
            self.generatedAt = generatedAt
            self.asOf = asOf
            self.firstExposure = firstExposure
            self.lastExposure = lastExposure
            self.queries = queries
        }

        private enum CodingKeys: String, CodingKey {
            case version, engine, queries
            case schemaVersion = "schema_version"
            case generatedAt = "generated_at"
            case asOf = "as_of"
            case firstExposure = "first_exposure"
            case lastExposure = "last_exposure"
        }
    }

    public init(
        plan: ExperimentPlan, planDigest: String, course: Course, health: ExperimentHealth, exposures: ExposureCounts, analysis: ExperimentAnalysis,
        decision: Decision, splits: [SplitEffect] = [], timeline: [Timeline] = [], robustness: [RobustnessCheck] = [], provenance: Provenance
    ) {
        self.plan = plan
        self.planDigest = planDigest
        self.course = course
        self.health = health
        self.exposures = exposures
        self.analysis = analysis
        self.decision = decision
        self.splits = splits
        self.timeline = timeline
        self.robustness = robustness
        self.provenance = provenance
    }

    private enum CodingKeys: String, CodingKey {
        case plan, course, health, exposures, analysis, decision, splits, timeline, robustness, provenance
        case formatVersion = "format_version"
        case planDigest = "plan_digest"
    }
}

/// The effect of a treatment by one metric as it was known day after day, with intervals that hold at all times together where the plan
/// allows that.
public struct Timeline: Sendable, Hashable, Codable {
    public struct Point: Sendable, Hashable, Codable {
        /// The day by whose end so many units had their windows over.
        public let day: String
        public let units: Int
        /// As a share of the control's value; nil where that cannot be said yet.
        public let lift: Effect?
        public let pValue: Double?

        private enum CodingKeys: String, CodingKey {
            case day, units, lift
            case pValue = "p_value"
        }
    }

    public let metric: String
    public let treatment: String
    public let points: [Point]
}

/// A test that assumes less than the one of the analysis, beside it.
public struct RobustnessCheck: Sendable, Hashable, Codable {
    public let metric: String
    public let treatment: String
    /// Such as `Mann–Whitney`.
    public let test: String
    public let pValue: Double?
    /// In the metric's unit.
    public let interval: [Double]?
    public let note: String

    public init(metric: String, treatment: String, test: String, pValue: Double?, interval: [Double]?, note: String) {
        self.metric = metric
        self.treatment = treatment
        self.test = test
        self.pValue = pValue
        self.interval = interval
        self.note = note
    }

    private enum CodingKeys: String, CodingKey {
        case metric, treatment, test, interval, note
        case pValue = "p_value"
    }
}
