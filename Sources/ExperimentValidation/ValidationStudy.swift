import Foundation
import LinearAlgebra

/// Simulates experiments whose truth is known, and writes down whether the statistics of experiments keep their promises.
///
/// `ExperimentValidation [--out FILE] [--threads N] [--only WORD]`; exits with 1, and says which, where a promise was not kept.
@main
enum ValidationStudy {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        func value(of option: String) -> String? {
            guard let place = arguments.firstIndex(of: option), place + 1 < arguments.count else { return nil }
            return arguments[place + 1]
        }
        let parallel = value(of: "--threads").flatMap(Int.init).map { Parallel(threads: $0) } ?? .automatic
        let harness = SimulationRunner(parallel: parallel)
        var sections: [Section] = []
        let only = value(of: "--only")
        for (name, make) in Self.families where only.map(name.contains) ?? true {
            let start = Date()
            sections += try make(harness)
            note("\(name): \(Int(Date().timeIntervalSince(start).rounded())) s")
        }
        let page = ValidationReport(sections)
        if let out = value(of: "--out") {
            try page.text.write(toFile: out, atomically: true, encoding: .utf8)
        } else {
            print(page.text)
        }
        for failure in page.failures { note("Not kept: \(failure)") }
        note("\(page.promises) promises, \(page.failures.count) not kept.")
        if !page.failures.isEmpty { exit(1) }
    }

    /// What is simulated, in the order of the page.
    private static let families: [(String, @Sendable (SimulationRunner) throws -> [Section])] = [
        ("means", NullMeans.sections), ("shares", NullShares.sections), ("adjusted", NullAdjusted.sections),
        ("many", NullMany.sections),
        ("analysis", WholeAnalysis.sections), ("unfriendly", Unfriendly.sections), ("agreement", Agreement.sections),
        ("small", SmallSamples.sections),
        ("structured", Structured.sections), ("peeking", Peeking.sections), ("coverage", Coverage.sections),
        ("power", PowerReached.sections), ("plan", WholePlan.sections), ("reduction", VarianceReduction.sections),
        ("mismatch", SampleRatioMismatch.sections), ("planted", PlantedEffects.sections),
        ("beliefs", BayesianCalibration.sections),
    ]

    private static func note(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
