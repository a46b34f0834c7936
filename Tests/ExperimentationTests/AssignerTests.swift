import Experimentation
import Statistics
import Testing

/// Who gets which arm.
@Suite("Assignment")
struct AssignerTests {
    private func assigner(_ weights: [Double], seed: String = "exp", change: (inout AssignmentRule) -> Void = { _ in })
        -> Assigner
    {
        var rule = AssignmentRule(seed: seed)
        change(&rule)
        return Assigner(arms: weights.enumerated().map { Arm("arm\($0.offset)", weight: $0.element) }, rule: rule)
    }

    private func units(_ count: Int) -> [String] { (0..<count).map { "listener-\($0)" } }

    @Test func theSameUnitGetsTheSameArmFromEveryAssigner() {
        let one = assigner([1, 1, 1]), other = assigner([2, 2, 2])
        let arms = units(2000).map { one.assign($0) }
        #expect(units(2000).map { other.assign($0) } == arms)
        #expect(Set(arms).count == 3)
    }

    @Test func armsAreTheHashRangesOfTheSpecification() {
        // FNV-1a by its definition, over the hash of which buckets are made.
        func fnv(_ text: String) -> UInt32 { text.utf16.reduce(0x811c_9dc5) { ($0 ^ UInt32($1)) &* 0x0100_0193 } }
        let assigner = assigner([1, 2, 1]) { $0.coverage = 0.5 }
        let others = units(5000).filter { unit in
            let bucket = Double(fnv("\(fnv("exp" + unit))") % 10000) / 10000
            let arm = [(0.0, 0.125), (0.25, 0.5), (0.75, 0.875)].firstIndex { bucket >= $0.0 && bucket < $0.1 }
            return assigner.assign(unit) != arm.map(Assigner.Outcome.arm) ?? .excluded(.notCovered)
        }
        #expect(others.isEmpty)
    }

    @Test(arguments: [[1.0, 1], [1, 2, 7], [80, 20], [0.3, 0.3, 0.4]]) func sharesLieWithinTheirBinomialBounds(
        _ weights: [Double]
    ) throws {
        let assigner = assigner(weights), total = weights.reduce(0, +)
        var counts = [Int](repeating: 0, count: weights.count)
        for unit in units(100_000) { if case .arm(let arm) = assigner.assign(unit) { counts[arm] += 1 } }
        #expect(counts.reduce(0, +) == 100_000)
        for (count, weight) in zip(counts, weights) {
            let binomial = try Binomial(trials: 100_000, probability: weight / total)
            let bounds = try binomial.quantile(1e-4)...binomial.upperQuantile(1e-4)
            #expect(bounds.contains(count), "\(counts)")
        }
    }

    @Test func anArmOfWeightZeroGetsNobody() {
        let assigner = assigner([1, 0, 1])
        let outcomes = Set(units(20000).map { assigner.assign($0) })
        #expect(outcomes == [.arm(0), .arm(2)])
    }

    @Test func experimentsThatShareANamespaceNeverShareAUnit() {
        let first = assigner([1, 1], seed: "a") { $0.namespace = Namespace("home", BucketRange(0, 0.4)) }
        let second = assigner([1, 1], seed: "b") { $0.namespace = Namespace("home", BucketRange(0.4, 1)) }
        var inFirst = 0
        var inBothOrNone: [String] = []
        for unit in units(20000) {
            let one = first.assign(unit), other = second.assign(unit)
            if (one == .excluded(.otherNamespace)) == (other == .excluded(.otherNamespace)) {
                inBothOrNone.append(unit)
            }
            if one != .excluded(.otherNamespace) { inFirst += 1 }
        }
        #expect(inBothOrNone.isEmpty)
        #expect((7600...8400).contains(inFirst))
    }

    @Test func aHoldoutIsKeptOutOfEveryExperimentThatNamesIt() {
        let experiments = ["a", "b", "c"].map { seed in
            assigner([1, 1], seed: seed) { $0.holdout = .init("2026", share: 0.1) }
        }
        let other = assigner([1, 1]) { $0.holdout = .init("2027", share: 0.1) }
        var held = 0, heldByOther = 0
        for unit in units(20000) {
            let out = Set(experiments.map { $0.assign(unit) == .excluded(.heldOut) })
            #expect(out.count == 1)
            guard out == [true] else { continue }
            held += 1
            if other.assign(unit) == .excluded(.heldOut) { heldByOther += 1 }
        }
        #expect((1850...2150).contains(held))
        #expect((120...280).contains(heldByOther))
    }

    @Test func onlyTheTargetedTakePart() {
        let assigner = assigner([1, 1]) { $0.targeting = TargetingCondition(["country": "DK"]) }
        for unit in units(50) {
            #expect(assigner.assign(unit, attributes: ["country": "SE"]) == .excluded(.notTargeted))
            #expect(assigner.assign(unit) == .excluded(.notTargeted))
            #expect(assigner.assign(unit, attributes: ["country": "DK"]) != .excluded(.notTargeted))
        }
    }

    @Test func raisingTheCoverageMovesNobody() {
        let steps = [0, 0.05, 0.3, 0.8, 1].map { coverage in assigner([1, 1, 3]) { $0.coverage = coverage } }
        var covered = [Int](repeating: 0, count: steps.count), moved = 0
        for unit in units(10000) {
            var before: Assigner.Outcome?
            for (step, assigner) in steps.enumerated() {
                let now = assigner.assign(unit)
                if case .arm = before, now != before { moved += 1 }
                if case .arm = now { covered[step] += 1 }
                before = now
            }
        }
        #expect(moved == 0)
        #expect(covered[0] == 0 && covered[4] == 10000)
        #expect((400...600).contains(covered[1]) && (7800...8200).contains(covered[3]))
    }

    @Test func aStickyUnitKeepsItsFirstArmWhenWeightsChange() {
        let before = assigner([1, 1]), changed = assigner([9, 1]), sticky = assigner([9, 1]) { $0.sticky = true }
        var moved = 0
        for unit in units(5000) {
            guard case .arm(let arm) = before.assign(unit) else { continue }
            #expect(sticky.assign(unit, first: "arm\(arm)") == .arm(arm))
            if changed.assign(unit, first: "arm\(arm)") != .arm(arm) { moved += 1 }
        }
        // Four tenths of all go over from the second arm to the first.
        #expect((1800...2200).contains(moved))
        #expect(sticky.isSticky && !changed.isSticky)
        // An arm that is no more binds nobody.
        #expect(sticky.assign("x", first: "gone") == changed.assign("x"))
    }

    @Test func whoIsNotEligibleTakesNoPartHoweverSticky() {
        let rule = AssignmentRule(seed: "exp", sticky: true)
        let assigner = Assigner(arms: [Arm("a"), Arm("b")], rule: rule) { !$0.hasSuffix("7") }
        for unit in units(100) {
            #expect((assigner.assign(unit, first: "a") == .excluded(.notEligible)) == unit.hasSuffix("7"))
        }
    }

    @Test func everyReasonCanBeReached() {
        let assigner = Assigner(
            arms: [Arm("a"), Arm("b")],
            rule: AssignmentRule(
                seed: "exp", coverage: 0.5, namespace: Namespace("home", BucketRange(0, 0.5)),
                holdout: .init("2026", share: 0.2),
                targeting: TargetingCondition(["tier": "free"]))
        ) { $0 != "listener-3" }
        var reasons: Set<Assigner.Reason> = [], arms: Set<Int> = []
        for unit in units(500) + [""] {
            for tier: AttributeValue in ["free", "paid"] {
                switch assigner.assign(unit, attributes: ["tier": tier]) {
                case .arm(let arm): arms.insert(arm)
                case .excluded(let reason): reasons.insert(reason)
                }
            }
        }
        #expect(reasons == Set(Assigner.Reason.allCases))
        #expect(arms == [0, 1])
    }

    @Test func experimentsOfDifferentSeedsDivideUnitsIndependently() throws {
        func pValue(_ one: Assigner, _ other: Assigner) throws -> Double {
            var table = [[0, 0], [0, 0]]
            for unit in units(20000) {
                if case .arm(let row) = one.assign(unit), case .arm(let column) = other.assign(unit) {
                    table[row][column] += 1
                }
            }
            return try ChiSquaredTest(table: table).pValue
        }
        let seeds = ["new-home", "new-home2", "new-home-2", "x", ""]
        for (place, seed) in seeds.enumerated() {
            for other in seeds[(place + 1)...] {
                #expect(
                    try pValue(assigner([1, 1], seed: seed), assigner([1, 1], seed: other)) > 1e-4, "\(seed), \(other)")
            }
        }
        #expect(try pValue(assigner([1, 1]), assigner([1, 1])) < 1e-100)
    }

    @Test func theReachableShareIsWhatIsReached() {
        let rule = AssignmentRule(
            seed: "exp", coverage: 0.5, namespace: Namespace("home", BucketRange(0.2, 0.8)),
            holdout: .init("2026", share: 0.1))
        let assigner = Assigner(arms: [Arm("a"), Arm("b", weight: 3)], rule: rule)
        let reached = units(50000).filter { if case .arm = assigner.assign($0) { true } else { false } }.count
        #expect(abs(Double(reached) / 50000 - rule.reachableShare) < 0.01)
        #expect(abs(rule.reachableShare - 0.27) < 1e-12)
    }
}

/// Units that are known beforehand, divided within strata.
@Suite("Stratified assignment")
struct StratifiedAssignmentTests {
    private func arms(_ weights: [Double]) -> [Arm] {
        weights.enumerated().map { Arm("arm\($0.offset)", weight: $0.element) }
    }

    /// Strata of odd sizes, some of a single unit.
    private var list: [(unit: String, stratum: String)] {
        [("dk", 101), ("se", 58), ("no", 7), ("is", 1), ("fo", 2), ("de", 333)].flatMap { stratum, size in
            (0..<size).map { (unit: "\(stratum)-\($0)", stratum: stratum) }
        }
    }

    @Test(arguments: [[1.0, 1], [1, 1, 1], [4, 1], [80, 20], [0, 1, 2], [1, 2, 3, 4]])
    func everyStratumIsWithinOneUnitOfTheWeights(_ weights: [Double]) throws {
        let list = list, arms = arms(weights), total = weights.reduce(0, +)
        for seed in ["a", "b", "c"] {
            let assigned = try StratifiedAssignment.assign(list, to: arms, seed: seed)
            for stratum in Set(list.map(\.stratum)) {
                let places = list.indices.filter { list[$0].stratum == stratum }
                for arm in arms.indices {
                    let wanted = Double(places.count) * weights[arm] / total
                    let found = places.filter { assigned[$0] == arm }.count
                    #expect(abs(Double(found) - wanted) <= 1 + 1e-9, "\(stratum) \(arm): \(found) of \(wanted)")
                    if weights[arm] == 0 { #expect(found == 0) }
                }
            }
        }
    }

    @Test func theOrderOfTheListDoesNotMatter() throws {
        var draws = SampleDraws(seed: 3)
        let list = list, arms = arms([2, 1, 1])
        let byUnit = Dictionary(
            uniqueKeysWithValues: zip(list.map(\.unit), try StratifiedAssignment.assign(list, to: arms, seed: "s")))
        for _ in 0..<5 {
            let shuffled = list.shuffled(using: &draws)
            let assigned = try StratifiedAssignment.assign(shuffled, to: arms, seed: "s")
            #expect(zip(shuffled, assigned).allSatisfy { byUnit[$0.unit] == $1 })
        }
    }

    @Test func manyArmsOfUnlikeWeightsAreWithinOneUnitToo() throws {
        var worst = 0.0
        for seed in 0..<200 {
            var draws = SampleDraws(seed: UInt64(seed))
            let count = 2 + Int(draws.uniform() * 19), units = 1 + Int(draws.uniform() * 150)
            let arms = arms(
                (0..<count).map { _ in draws.uniform() < 0.3 ? 0.05 + 5 * draws.uniform() : 0.05 + 0.3 * draws.uniform()
                })
            let assigned = try StratifiedAssignment.assign(
                (0..<units).map { ("u\($0)", "s") }, to: arms, seed: "x\(seed)")
            let total = arms.reduce(0) { $0 + $1.weight }
            for (place, arm) in arms.enumerated() {
                let found = assigned.filter { $0 == place }.count
                worst = max(worst, abs(Double(found) - Double(units) * arm.weight / total))
            }
        }
        #expect(worst <= 1)
    }

    @Test func seedsDivideDifferently() throws {
        let one = try StratifiedAssignment.assign(list, to: arms([1, 1]), seed: "a")
        let other = try StratifiedAssignment.assign(list, to: arms([1, 1]), seed: "b")
        let alike = zip(one, other).filter { $0 == $1 }.count
        #expect((180...320).contains(alike), "\(alike) of \(one.count)")
    }

    @Test func theOddUnitIsNotAlwaysTheControls() throws {
        let alone = (0..<200).map { (unit: "u\($0)", stratum: "s\($0)") }
        let treated = try StratifiedAssignment.assign(alone, to: arms([1, 1]), seed: "a").filter { $0 == 1 }.count
        #expect((70...130).contains(treated))
    }

    @Test func aUnitThatStandsInTheListTwiceIsAnError() throws {
        let error = try #require(throws: ExperimentationError.self) {
            try StratifiedAssignment.assign([("u", "a"), ("v", "a"), ("u", "b")], to: arms([1, 1]), seed: "s")
        }
        #expect(error.code == "experiment.units" && error.message.hasPrefix("u "))
    }

    @Test func nobodyIsNoProblem() throws {
        #expect(try StratifiedAssignment.assign([], to: arms([1, 1]), seed: "s").isEmpty)
    }
}
