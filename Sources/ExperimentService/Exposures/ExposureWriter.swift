import Experimentation
package import Listening

/// Writes exposures as they come in: each is in the warehouse before it is acknowledged, and those that come while a transaction runs share
/// the next one.
package actor ExposureWriter {
    /// What became of a row.
    package enum WriteOutcome: String, Sendable, Hashable {
        case accepted, duplicate
    }

    /// The most rows that wait; more are refused until some were written.
    package static let mostWaiting = 20_000

    private struct Waiting {
        let rows: [ExposureRow]
        let answer: CheckedContinuation<[WriteOutcome], any Error>
    }

    private let ledger: ExposureLedger
    private var waiting: [Waiting] = []
    private var waitingRows = 0
    private var isWriting = false

    package init(_ ledger: ExposureLedger) { self.ledger = ledger }

    /// Writes rows and answers when they are durable.
    /// - Throws: ``ExperimentationError`` `experiment.busy` where too many wait; `WarehouseError`.
    package func write(_ rows: [ExposureRow], now: Instant) async throws -> [WriteOutcome] {
        guard waitingRows + rows.count <= Self.mostWaiting else {
            throw ExperimentationError(
                "busy", "\(waitingRows) exposures wait to be written. Send these again in a second.", fault: .inUse)
        }
        return try await withCheckedThrowingContinuation { continuation in
            waiting.append(Waiting(rows: rows, answer: continuation))
            waitingRows += rows.count
            if !isWriting {
                isWriting = true
                Task { await self.drain(now) }
            }
        }
    }

    private func drain(_ now: Instant) async {
        while !waiting.isEmpty {
            let batch = waiting
            waiting = []
            do {
                let fates = try await ledger.record(batch.flatMap(\.rows), at: now).fates
                var next = fates[...]
                for item in batch {
                    item.answer.resume(returning: Array(next.prefix(item.rows.count)))
                    next = next.dropFirst(item.rows.count)
                }
            } catch {
                for item in batch { item.answer.resume(throwing: error) }
            }
            waitingRows -= batch.reduce(0) { $0 + $1.rows.count }
        }
        isWriting = false
    }
}
