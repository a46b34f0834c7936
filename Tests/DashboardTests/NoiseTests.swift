import Foundation
import Listening
import Testing
import Warehouse

@testable import Dashboard
@testable import Insights
@testable import Prediction

/// Every maker of a title over 500 data sets in which nothing changes and nothing differs, and over some in which something does.
@Suite("Titles of noise")
struct NoiseTests {
    private static let sets = 500

    @Test("of 500 overviews of noise at most 5 % name anything")
    func overview() throws {
        var claims: [String] = []
        for seed in 1...Self.sets {
            let listening = NoiseListening(seed: seed)
            claims += try listening.overviewTexts.filter(Claims.isOne).prefix(1)
            if try listening.overviewCards.contains(where: {
                $0.change.map { $0.direction != .flat || $0.tone != .neutral } ?? false
            }) {
                claims.append("arrow \(seed)")
            }
        }
        #expect(claims.count * 20 <= Self.sets, "\(claims.count): \(claims.prefix(5))")
    }

    @Test("of 500 pages of skips at most 5 % name a group")
    func skips() throws {
        let claims = try (1...Self.sets).map { try NoiseListening(seed: $0).groups.finding }.filter(Claims.isOne)
        #expect(claims.count * 20 <= Self.sets, "\(claims.count): \(claims.prefix(5))")
    }

    @Test("of 500 pages of retention at most 5 % name cohorts or gains")
    func retention() throws {
        let claims = try (1...Self.sets).compactMap { seed -> String? in
            let cohorts = try NoiseRetention(seed: seed)
            return [cohorts.matrix.finding, cohorts.lifecycle].first(where: Claims.isOne)
        }
        #expect(claims.count * 20 <= Self.sets, "\(claims.count): \(claims.prefix(5))")
    }

    @Test("of 500 funnels that lose alike at every step at most 5 % name one")
    func funnels() throws {
        let claims = try (1...Self.sets).map { try NoiseFunnel(seed: $0).title }.filter(Claims.isOne)
        #expect(claims.count * 20 <= Self.sets, "\(claims.count): \(claims.prefix(5))")
    }

    @Test("of 500 models whose predictions hold at most 5 % are said to miss")
    func calibration() throws {
        let missed = (1...Self.sets).filter { seed in
            switch NoiseCalibration(seed: seed).outcome {
            case .holds: false
            default: true
            }
        }
        #expect(missed.count * 20 <= Self.sets, "\(missed.count)")
    }

    @Test("one bin that misses is named, also where the last one holds; so are bins that miss together")
    func misses() throws {
        func bin(_ predicted: Double, _ observed: Double) -> CalibrationCheck.Bin {
            .init(predicted: predicted, observed: observed, low: observed - 4, high: observed + 4, count: 200)
        }
        let one = CalibrationCheck([bin(10, 10.5), bin(20, 31), bin(40, 39)], looks: 4).outcome
        guard case .misses(let worst) = one else { return #expect(Bool(false), "\(one)") }
        #expect(worst.predicted == 20)
        let together = CalibrationCheck((1...10).map { bin(Double($0) * 10, Double($0) * 10 + 4.5) }, looks: 4).outcome
        guard case .missesTogether(let gap) = together else { return #expect(Bool(false), "\(together)") }
        #expect(abs(gap - 4.5) < 1e-9)
        guard case .holds(let bin) = CalibrationCheck([bin(10, 10.5), bin(20, 21)], looks: 4).outcome else {
            return #expect(Bool(false))
        }
        #expect(bin.predicted == 20, "a prediction that occurs")
        guard case .unknown = CalibrationCheck([], looks: 4).outcome else { return #expect(Bool(false)) }
    }

    @Test("a contrast takes units: too few have no interval, and more looks make it wider")
    func contrast() throws {
        #expect(Contrast(5, standardError: 1, unit: .listeners(19), comparisons: 1).interval == nil)
        #expect(Contrast(5, standardError: 1, unit: .weeks(5), comparisons: 1).direction == nil)
        #expect(Contrast(5, standardError: nil, unit: .listeners(100), comparisons: 1).direction == nil)
        #expect(Contrast(2.2, standardError: 1, unit: .listeners(1000), comparisons: 1).direction == .up)
        #expect(Contrast(2.2, standardError: 1, unit: .listeners(1000), comparisons: 12).direction == nil)
        #expect(Contrast(-4, standardError: 1, unit: .listeners(1000), comparisons: 12).direction == .down)
        let wide = try #require(Contrast(0, standardError: 1, unit: .cases(100), comparisons: 1).interval)
        #expect(abs(wide.upperBound - 1.959963984540054) < 1e-9)
    }
}
