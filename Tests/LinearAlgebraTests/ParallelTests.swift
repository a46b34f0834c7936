import LinearAlgebra
import Testing

@Suite struct ParallelTests {
    @Test(arguments: [0, 1, 4095, 4096, 4097, 262_144, 1_000_003])
    func segmentsCoverEveryRowOnceAndInOrder(count: Int) {
        let segments = Parallel.segments(of: count)
        #expect(segments.reduce(0) { $0 + $1.count } == count)
        #expect(segments.first?.lowerBound ?? 0 == 0)
        #expect(zip(segments, segments.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
        #expect(segments.count <= 64)
        #expect(segments.dropLast().allSatisfy { $0.count.isMultiple(of: 512) })
    }

    @Test(arguments: [1, 2, 3, 16])
    func resultsComeInTheOrderOfTheSegments(threads: Int) {
        let results = Parallel(threads: threads).map(over: 10_000, rowsPerSegment: 10) { $0.lowerBound }
        #expect(results == (0..<1000).map { $0 * 10 })
    }

    @Test func aSumOverSegmentsIsTheSameBitForBitOnAnyNumberOfThreads() {
        var random = RandomGenerator(seed: 9)
        let values = (0..<100_000).map { _ in random.normal() }
        func sum(_ threads: Int) -> Double {
            Parallel(threads: threads).map(over: values.count) { range in values[range].reduce(0, +) }.reduce(0, +)
        }
        #expect(sum(1).bitPattern == sum(2).bitPattern)
        #expect(sum(1).bitPattern == sum(7).bitPattern)
    }

    @Test func theFailureOfTheEarliestSegmentIsThrown() {
        let error = #expect(throws: LinearAlgebraError.self) {
            try Parallel(threads: 2).map(over: 100, rowsPerSegment: 1) { range in
                if range.lowerBound >= 40 { throw LinearAlgebraError(.shape, "\(range.lowerBound)") }
            }
        }
        #expect(error?.message == "40")
    }

    @Test func anArrayIsWrittenSegmentBySegment() {
        let squares = Parallel(threads: 3).array(of: 5000, initial: -1, rowsPerSegment: 7) { range, output in
            for (place, value) in range.enumerated() { output[place] = value * value }
        }
        #expect(squares == (0..<5000).map { $0 * $0 })
    }
}
