import LinearAlgebra

/// Runs many experiments, each from a stream of its own, so that neither threads nor their number change a draw.
struct SimulationRunner: Sendable {
    let parallel: Parallel

    /// The outcomes of so many experiments, in their order.
    func run<Outcome: Sendable>(
        _ runs: Int, seed: UInt64, _ experiment: @Sendable (inout RandomGenerator) throws -> Outcome
    ) throws -> [Outcome] {
        try parallel.map(over: runs, rowsPerSegment: max(1, min(50, runs / 16))) { range throws -> [Outcome] in
            try range.map { index in
                var random = RandomGenerator(seed: seed, stream: UInt64(index))
                return try experiment(&random)
            }
        }.flatMap { $0 }
    }

    /// How many of so many experiments answered each of several questions with yes.
    func count(_ runs: Int, seed: UInt64, _ experiment: @Sendable (inout RandomGenerator) throws -> [Bool]) throws
        -> [Int]
    {
        let answers = try run(runs, seed: seed, experiment)
        guard let questions = answers.first?.count else { return [] }
        return (0..<questions).map { question in answers.reduce(0) { $0 + ($1[question] ? 1 : 0) } }
    }
}
