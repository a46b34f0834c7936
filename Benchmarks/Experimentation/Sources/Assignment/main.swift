import Experimentation

// Assigns ten million listeners by name, on one thread, to an experiment with three arms and a hold-out.
let plan = ExperimentPlan(
    key: "speed", arms: [Arm("control"), Arm("a"), Arm("b")],
    assignment: AssignmentRule(seed: "speed", holdout: .init("2026", share: 0.05)),
    metrics: [PlannedMetric("minutes", role: .primary)])
try plan.check()
let assigner = Assigner(plan)
let names = (0..<1_000_000).map { "listener-\($0)" }
var arms = [0, 0, 0], rounds: [Double] = []
for _ in 0..<10 {
    let start = ContinuousClock.now
    for name in names {
        if case .arm(let arm) = assigner.assign(name) { arms[arm] += 1 }
    }
    let taken = ContinuousClock.now - start
    rounds.append(1 / (Double(taken.components.seconds) + Double(taken.components.attoseconds) / 1e18))
}
rounds.sort()
print(
    "\(arms.reduce(0, +)) of 10,000,000 assigned: \(arms); median \((rounds[5] * 10).rounded() / 10) million a second on one thread"
)
