internal import Dispatch
internal import Foundation
internal import Synchronization

/// Shares work over threads so that the answer does not depend on their number.
///
/// Work over n rows is cut into segments by a rule that knows n alone. Threads take segments as they become free; results come back in
/// the order of the segments, so that a sum over them is the same bit for bit with one thread or many.
/// The calling thread works too and blocks until all is done.
public struct Parallel: Sendable, Hashable {
    /// The most threads that work at once.
    public let threads: Int

    /// As many threads as told, at least one.
    public init(threads: Int) { self.threads = max(1, threads) }

    /// As many threads as the machine has processors.
    public static let automatic = Parallel(threads: ProcessInfo.processInfo.activeProcessorCount)
    /// The calling thread alone.
    public static let serial = Parallel(threads: 1)

    /// The segments of a number of rows.
    ///
    /// Edge cases: no rows have no segments; the last segment may be shorter.
    /// - Parameters:
    ///   - count: the rows, at least 0.
    ///   - rowsPerSegment: the length of a segment; without it, about a sixty-fourth, at least 4,096 rows and a multiple of 512.
    public static func segments(of count: Int, rowsPerSegment: Int? = nil) -> [Range<Int>] {
        let length = max(1, rowsPerSegment ?? max(4096, ((count + 63) / 64 + 511) / 512 * 512))
        return stride(from: 0, to: count, by: length).map { $0..<min(count, $0 + length) }
    }

    /// The results of a function over the segments of a number of rows, in the order of the segments.
    /// - Parameters:
    ///   - count: the rows.
    ///   - rowsPerSegment: as for ``segments(of:rowsPerSegment:)``.
    ///   - body: called once for every segment, from any thread.
    /// - Throws: the failure of the earliest segment that failed.
    public func map<Result: Sendable, Failure: Error>(
        over count: Int, rowsPerSegment: Int? = nil, _ body: @Sendable (Range<Int>) throws(Failure) -> Result
    ) throws(Failure) -> [Result] {
        let segments = Self.segments(of: count, rowsPerSegment: rowsPerSegment)
        var outcomes = [Swift.Result<Result, Failure>?](repeating: nil, count: segments.count)
        outcomes.withUnsafeMutableBufferPointer { slots in
            perform(segments.count) { index in
                do throws(Failure) {
                    slots[index] = .success(try body(segments[index]))
                } catch {
                    slots[index] = .failure(error)
                }
            }
        }
        var results: [Result] = []
        results.reserveCapacity(segments.count)
        for case .some(let outcome) in outcomes { results.append(try outcome.get()) }
        return results
    }

    /// An array whose elements are written segment by segment.
    /// - Parameters:
    ///   - count: the length of the array.
    ///   - rowsPerSegment: as for ``segments(of:rowsPerSegment:)``.
    ///   - initial: the value of every element before it is written.
    ///   - body: writes one segment; element 0 of its buffer is the first element of the segment. Called from any thread.
    public func array<Element: Sendable>(
        of count: Int, initial: Element, rowsPerSegment: Int? = nil,
        _ body: @Sendable (Range<Int>, UnsafeMutableBufferPointer<Element>) -> Void
    ) -> [Element] {
        var values = [Element](repeating: initial, count: count)
        overwrite(&values, rows: count, width: 1, rowsPerSegment: rowsPerSegment, body)
        return values
    }

    /// Overwrites the rows of an array, segment by segment.
    func overwrite<Element>(
        _ values: inout [Element], rows: Int, width: Int, rowsPerSegment: Int? = nil,
        _ body: @Sendable (Range<Int>, UnsafeMutableBufferPointer<Element>) -> Void
    ) {
        let segments = Self.segments(of: rows, rowsPerSegment: rowsPerSegment)
        values.withUnsafeMutableBufferPointer { buffer in
            perform(segments.count) { index in
                let range = segments[index]
                let slice = buffer[range.lowerBound * width..<range.upperBound * width]
                body(range, UnsafeMutableBufferPointer(rebasing: slice))
            }
        }
    }

    private func perform(_ count: Int, _ body: (Int) -> Void) {
        guard threads > 1, count > 1 else {
            for index in 0..<count { body(index) }
            return
        }
        withoutActuallyEscaping(body) { body in
            // Sound without Sendable: an index is taken by one thread only, and this call blocks until all threads are done.
            nonisolated(unsafe) let body = body
            let next = Atomic<Int>(0)
            DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
                while true {
                    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard index < count else { return }
                    body(index)
                }
            }
        }
    }
}
