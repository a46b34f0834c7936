import Experimentation
import Testing

/// What assignment promises beside GrowthBook's cases.
@Suite("Buckets and ranges")
struct BucketTests {
    @Test func textBeyondASCIIIsHashedByItsUTF16Units() {
        // As fnv32a of the JavaScript SDK: charCodeAt of "é" is 0xE9, and "🎧" is the two units 0xD83C 0xDFA7.
        func fnv(_ units: [UInt32]) -> UInt32 { units.reduce(0x811c_9dc5) { ($0 ^ $1) &* 0x0100_0193 } }
        #expect(BucketHash.v1.bucket("é", seed: "") == Double(fnv([0xe9]) % 1000) / 1000)
        #expect(BucketHash.v1.bucket("🎧", seed: "a") == Double(fnv([0xd83c, 0xdfa7, 0x61]) % 1000) / 1000)
    }

    @Test func raisingTheCoverageMovesNobodyToAnotherArm() {
        let few = BucketRange.ranges(arms: 3, coverage: 0.2, weights: [0.2, 0.3, 0.5])
        let more = BucketRange.ranges(arms: 3, coverage: 0.9, weights: [0.2, 0.3, 0.5])
        for unit in 0..<5000 {
            let bucket = BucketHash.v2.bucket("listener-\(unit)", seed: "exp")
            if let arm = BucketRange.arm(bucket, in: few) { #expect(BucketRange.arm(bucket, in: more) == arm) }
        }
    }
}

@Suite("Targeting")
struct TargetingTests {
    @Test func conditionsOfEachKind() {
        let listener: AttributeValue = [
            "tier": "premium", "country": "DK", "app": "10.2.0", "plays": 120, "tags": ["jazz", "Soul"],
        ]
        let cases: [(AttributeValue, Bool)] = [
            ([:], true), (["tier": "premium", "plays": ["$gte": 100]], true), (["tier": "free"], false),
            (["$or": [["tier": "free"], ["country": ["$in": ["DK", "SE"]]]]], true), (["app": ["$vgt": "9.9.9"]], true),
            (["tags": ["$elemMatch": ["$eq": "jazz"]]], true), (["tags": ["$alli": ["soul"]]], true),
            (["tags": ["$all": ["soul"]]], false), (["plays": ["$nonsense": 1]], false),
            (["tier": ["$regex": "("]], false),
            (["missing": ["$exists": false]], true), (["tier": ["$notRegex": "^free"]], true), ("no object", false),
        ]
        for (condition, holds) in cases {
            #expect(TargetingCondition(condition).holds(for: listener) == holds, "\(condition)")
        }
    }
}
