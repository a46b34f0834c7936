import Statistics
import Testing

/// Power and sample sizes, against statsmodels and R.
@Suite struct PowerTests {
    struct File: Decodable {
        struct Mean: Decodable {
            let difference, ratio, significance, power: Double
            let first: Double
            let alternative: String
        }
        struct Size: Decodable {
            let difference, power, ratio, significance, first: Double
        }
        struct Share: Decodable {
            let first, second, size, ratio, significance, power, sizeFor80: Double
            let sides: Int
        }
        let means: [Mean]
        let sizes: [Size]
        let proportions: [Share]
    }

    private func file() throws -> File { try ReferenceFile.load("power") }

    @Test func means() throws {
        var power = WorstError("PowerOfMeans.power"), size = WorstError("PowerOfMeans.size")
        for row in try file().means {
            let design = try PowerOfMeans(
                standardDeviation: 1, ratio: row.ratio, significance: row.significance,
                alternative: row.alternative == "greater" ? .greater : .twoSided)
            power.note(
                try design.power(difference: row.difference, first: row.first), row.power, within: 1e-9,
                "\(row.difference)")
        }
        for row in try file().sizes {
            let design = try PowerOfMeans(standardDeviation: 2, ratio: row.ratio, significance: row.significance)
            size.note(
                try design.size(difference: 2 * row.difference, power: row.power), row.first, within: 1e-8,
                "\(row.difference)")
            // There and back again.
            #expect(
                isClose(
                    try design.detectableDifference(first: row.first, power: row.power), 2 * row.difference,
                    relative: 1e-8))
        }
        for worst in [power, size] { worst.report() }
    }

    @Test func proportions() throws {
        var power = WorstError("PowerOfProportions.power"), size = WorstError("PowerOfProportions.size")
        for row in try file().proportions {
            let design = try PowerOfProportions(
                row.first, row.second, ratio: row.ratio, significance: row.significance, isTwoSided: row.sides == 2)
            power.note(try design.power(first: row.size), row.power, within: 1e-12, "\(row.first), \(row.second)")
            size.note(try design.size(power: 0.8), row.sizeFor80, within: 1e-10, "\(row.first), \(row.second)")
        }
        for worst in [power, size] { worst.report() }
    }

    @Test func whatCannotBeDesignedIsRefused() throws {
        #expect(throws: StatisticsError.self) { try PowerOfMeans(standardDeviation: 0) }
        #expect(throws: StatisticsError.self) { try PowerOfMeans(standardDeviation: 1, ratio: 0) }
        #expect(throws: StatisticsError.self) { try PowerOfMeans(standardDeviation: 1, significance: 1) }
        #expect(throws: StatisticsError.self) { try PowerOfMeans(standardDeviation: 1).size(difference: 0, power: 0.8) }
        #expect(throws: StatisticsError.self) {
            try PowerOfMeans(standardDeviation: 1).size(difference: 1, power: 0.05)
        }
        #expect(throws: StatisticsError.self) {
            try PowerOfMeans(standardDeviation: 1, alternative: .less).size(difference: 1, power: 0.8)
        }
        #expect(throws: StatisticsError.self) { try PowerOfMeans(standardDeviation: 1).power(difference: 1, first: 1) }
        #expect(throws: StatisticsError.self) { try PowerOfProportions(0.1, 0.1) }
        #expect(throws: StatisticsError.self) { try PowerOfProportions(0, 0.1) }
    }
}
