/// Everything an experiment says, and everything that is needed to have it said again.
public struct ExperimentReport: Sendable, Hashable, Codable {
    /// The version of this document's form.
    public var formatVersion = 1
    /// The plan as it is now.
    public let plan: ExperimentPlan
    /// Of the plan with which the experiment started, so that a change shows.
    public let planDigest: String
    /// The state and its moments.
    public let course: Lifecycle
    /// The checks of the data.
    public let health: ExperimentHealth
    /// How many units were exposed.
    public let exposures: ExposureCounts
    /// What was found by each metric.
    public let analysis: ExperimentAnalysis
    /// What the plan's rule makes of it.
    public let decision: Decision
    /// Effects in parts of the units' time.
    public let splits: [SplitEffect]
    /// The effect as it was known day after day.
    public let timeline: [Timeline]
    /// How the experiment would stand by tests that assume less.
    public let robustness: [RobustnessCheck]
    /// How to get the numbers again.
    public let provenance: Provenance

    /// Where the experiment is in its life. Moments are ISO 8601, UTC.
    public struct Lifecycle: Sendable, Hashable, Codable {
        /// draft, running, stopped or decided; ``finished`` for a test without a plan.
        public let state: String
        /// The state of a test that was planned and measured elsewhere, and is judged once.
        public static let finished = "finished"
        /// The moment of the start, ISO 8601; nil for a draft.
        public let startedAt: String?
        /// The moment of the stop, ISO 8601; nil where it runs.
        public let stoppedAt: String?
        /// What was decided, by whom it was written down; nil before.
        public let decided: String?
        /// How many of the plan's looks are taken and left, and which one is shown; nil for plans that do not count looks.
        public let looks: String?

        /// The state of an experiment with its moments.
        public init(state: String, startedAt: String?, stoppedAt: String?, decided: String? = nil, looks: String? = nil)
        {
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
            /// What the statement is for.
            public let name: String
            /// The statement in the engine's own SQL.
            public let sql: String
            /// Its parameters' values, by name.
            public let parameters: [String: String]

            /// A statement that was run.
            public init(name: String, sql: String, parameters: [String: String]) {
                self.name = name
                self.sql = sql
                self.parameters = parameters
            }
        }

        /// The program's version.
        public let version: String
        /// The engine that was asked, or the file that was read.
        public let engine: String
        /// The version of the warehouse's schema; 0 without a warehouse.
        public let schemaVersion: Int
        /// When the report was made, ISO 8601.
        public let generatedAt: String
        /// Only what happened before this moment counts.
        public let asOf: String
        /// The first day of exposures; nil where it is not known.
        public let firstExposure: String?
        /// The last day of exposures; nil where it is not known.
        public let lastExposure: String?
        /// The statements that were run, in order.
        public let queries: [Query]

        /// See the properties for what each value means.
        public init(
            version: String, engine: String, schemaVersion: Int, generatedAt: String, asOf: String,
            firstExposure: String?, lastExposure: String?,
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

    /// See the properties for what each value means.
    public init(
        plan: ExperimentPlan, planDigest: String, course: Lifecycle, health: ExperimentHealth,
        exposures: ExposureCounts,
        analysis: ExperimentAnalysis,
        decision: Decision, splits: [SplitEffect] = [], timeline: [Timeline] = [], robustness: [RobustnessCheck] = [],
        provenance: Provenance
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
    /// The effect by the end of a day.
    public struct Point: Sendable, Hashable, Codable {
        /// The day by whose end so many units had their windows over.
        public let day: String
        /// The units whose windows were over.
        public let units: Int
        /// As a share of the control's value; nil where that cannot be said yet.
        public let lift: Effect?
        /// Valid for the plan's monitoring; nil where it was not computed.
        public let pValue: Double?

        private enum CodingKeys: String, CodingKey {
            case day, units, lift
            case pValue = "p_value"
        }
    }

    /// The metric's key.
    public let metric: String
    /// The treatment's key.
    public let treatment: String
    /// By day, ascending.
    public let points: [Point]
}

/// A test that assumes less than the one of the analysis, beside it.
public struct RobustnessCheck: Sendable, Hashable, Codable {
    /// The metric's key.
    public let metric: String
    /// The treatment's key.
    public let treatment: String
    /// Such as `Mann–Whitney`.
    public let test: String
    /// Valid for the plan's monitoring; nil where it was not computed.
    public let pValue: Double?
    /// In the metric's unit.
    public let interval: [Double]?
    /// What has to be known to read it.
    public let note: String

    /// A test that makes other assumptions.
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
