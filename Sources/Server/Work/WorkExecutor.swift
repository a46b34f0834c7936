import Dispatch
import Foundation
import Synchronization

/// The threads that pages and questions are worked out on, as many as there are processors.
///
/// Swift's own threads are as few, and everything shares them: a design that integrates for a second would keep `/health` and assignment
/// waiting. These threads are others, so that what is short goes on beside what is long.
final class WorkExecutor: TaskExecutor {
    static let shared = WorkExecutor(threads: max(2, ProcessInfo.processInfo.activeProcessorCount))

    private struct State: Sendable {
        var pending: [UnownedJob] = []
        var next = 0
        var idle: [Int]
    }

    private let state: Mutex<State>
    /// Serial queues have threads of their own; concurrent ones would share the pool that Swift's tasks run on.
    private let queues: [DispatchQueue]

    init(threads: Int) {
        queues = (0..<threads).map { DispatchQueue(label: "segue.work.\($0)", qos: .userInitiated) }
        state = Mutex(State(idle: Array(0..<threads)))
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let worker = state.withLock { state in
            state.pending.append(job)
            return state.idle.popLast()
        }
        if let worker { queues[worker].async { self.work(worker) } }
    }

    /// Runs jobs until there are none.
    private func work(_ worker: Int) {
        while let job = take(worker) { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private func take(_ worker: Int) -> UnownedJob? {
        state.withLock { state in
            guard state.next < state.pending.count else {
                state.pending.removeAll(keepingCapacity: true)
                state.next = 0
                state.idle.append(worker)
                return nil
            }
            state.next += 1
            let job = state.pending[state.next - 1]
            if state.next > 1024 {
                state.pending.removeFirst(state.next)
                state.next = 0
            }
            return job
        }
    }
}
