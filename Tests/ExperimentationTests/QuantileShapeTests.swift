import LinearAlgebra
import Statistics
import Testing

@testable import Experimentation

@Suite("Power of quantiles by their order statistics")
struct QuantileShapeTests {
    private func shape(_ probability: Double) throws -> QuantileShape {
        var random = RandomGenerator(seed: 7)
        return QuantileShape(
            probability: probability,
            values: try ValueCounts((0..<20_000).map { _ in random.exponential(rate: 0.1) }))
    }

    @Test(
        "without a shift about half of the level is found on either side, and with a large one all",
        arguments: [0.5, 0.9])
    func ends(_ probability: Double) throws {
        let shape = try shape(probability)
        let none = try shape.power(shift: 1e-12, control: 800, treatment: 800, critical: 1.96)
        #expect((0.01...0.04).contains(none), "\(none)")
        #expect(try shape.power(shift: 20, control: 800, treatment: 800, critical: 1.96) > 0.99)
        #expect(try shape.power(shift: 5, control: 3, treatment: 3, critical: 1.96) == 0, "too few for an interval")
    }

    @Test("it is the power of the comparison itself")
    func compared() throws {
        let shape = try shape(0.9), shift = 4.0, units = 500
        var random = RandomGenerator(seed: 9), found = 0
        let runs = 600
        for _ in 0..<runs {
            let control = try ValueCounts((0..<units).map { _ in random.exponential(rate: 0.1) })
            let treatment = try ValueCounts((0..<units).map { _ in random.exponential(rate: 0.1) + shift })
            let contrast = try QuantileContrast(0.9, treatment, control, level: 0.95)
            if contrast.deviate > 1.959964 { found += 1 }
        }
        let drawn = try shape.power(shift: shift, control: units, treatment: units, critical: 1.959964)
        // Five standard errors of 600 runs.
        #expect(abs(Double(found) / Double(runs) - drawn) < 0.1, "\(found) of \(runs), \(drawn)")
    }
}
