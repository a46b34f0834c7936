package import Experimentation
package import Foundation
import Warehouse

/// The metrics that experiments can use: those that are built in, and those of the data directory.
package struct MetricCatalogue: Sendable {
    package let sources: [MetricSource]

    /// - Parameters:
    ///   - dialect: of the engine.
    ///   - folder: with `.sql` files of one's own, each a source. It need not exist.
    /// - Throws: ``ExperimentationError`` `experiment.metric-file`.
    package init(dialect: String, folder: URL? = nil) throws(ExperimentationError) {
        var sources: [MetricSource] = []
        for file in SQLFile.all(in: EmbeddedFiles.texts, folder: "SQL/Metrics", dialect: dialect) {
            sources.append(try MetricSource(file, isOwn: false))
        }
        for file in try Self.files(in: folder) { sources.append(try MetricSource(file)) }
        var seen: [String: String] = [:]
        for source in sources {
            for measured in source.metrics {
                if let other = seen.updateValue(source.name, forKey: measured.metric.key) {
                    throw ExperimentationError(
                        "metric-file",
                        "The metric \(measured.metric.key) is described twice, in \(other) and in \(source.name). Rename one."
                    )
                }
            }
        }
        guard Set(sources.map(\.name)).count == sources.count else {
            throw ExperimentationError("metric-file", "A file of metrics has the name of a built-in one. Rename it.")
        }
        self.sources = sources
    }

    private static func files(in folder: URL?) throws(ExperimentationError) -> [SQLFile] {
        guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
            return []
        }
        var files: [SQLFile] = []
        for name in names.sorted() where name.hasSuffix(".sql") && !name.hasPrefix(".") {
            let url = folder.appending(path: name)
            guard let data = try? Data(contentsOf: url), data.count <= 1_000_000,
                let text = String(data: data, encoding: .utf8)
            else {
                throw ExperimentationError("metric-file", "\(url.path) cannot be read as a text of at most 1 MB.")
            }
            files.append(SQLFile(path: url.path, text: text))
        }
        return files
    }

    /// Every metric, by source.
    package var metrics: [Metric] { sources.flatMap { $0.metrics.map(\.metric) } }

    /// A metric and where it comes from.
    /// - Throws: ``ExperimentationError`` `experiment.unknown-metric`.
    func find(_ key: String) throws(ExperimentationError) -> (source: MetricSource, metric: MeasuredMetric) {
        for source in sources {
            if let found = source.metrics.first(where: { $0.metric.key == key }) { return (source, found) }
        }
        throw ExperimentationError(
            "unknown-metric",
            "There is no metric \"\(key)\". There are: \(metrics.map(\.key).sorted().joined(separator: ", ")).",
            fault: .usage)
    }

    /// Looks whether all metrics of a plan are there.
    package func check(_ plan: ExperimentPlan) throws(ExperimentationError) {
        for planned in plan.metrics {
            let found = try find(planned.metric).metric.metric
            if planned.winsorised != nil, found.kind == .proportion {
                throw ExperimentationError(
                    "plan", "metrics.\(planned.metric).winsorised: a proportion has nothing to cap. Leave it out.",
                    fault: .usage)
            }
        }
    }

    /// Whether all metrics of a plan are columns of its own exposures.
    func areOfExposures(_ plan: ExperimentPlan) throws -> Bool {
        try plan.exposures != nil && plan.metrics.allSatisfy { try find($0.metric).source.isOfExposures }
    }

    /// The days after an exposure until every metric of a plan knows its outcome.
    func longestWait(_ plan: ExperimentPlan) throws -> Int {
        try plan.metrics.map { try find($0.metric).metric.ripeAfter ?? plan.windowDays }.max().map {
            max($0, plan.windowDays)
        }
            ?? plan.windowDays
    }
}
