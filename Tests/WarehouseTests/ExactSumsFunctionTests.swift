import Testing

@testable import Warehouse

/// The aggregate of our own beside the engine's `SUM`s of the same in 128 bits.
@Suite("Exact sums in the embedded engine")
struct ExactSumsFunctionTests {
    private let dialect = DuckDBDialect()

    /// Compares group by group.
    private func compare(_ rows: String, columns count: Int, groups: String = "g") async throws -> Int {
        let columns = (0..<count).map { "c\($0)" }
        let statement = Statement(
            """
            SELECT \(groups) AS g, \(dialect.exactSums(columns, isWide: false)) AS found, \(dialect.spelledSums(columns, isWide: true)) AS wanted
            FROM (\(rows)) AS rows GROUP BY 1 ORDER BY 1
            """)
        let answer = try await DuckDBWarehouse.inMemory().read { try $0.query(statement) }
        for row in 0..<answer.rowCount { #expect(answer.value("found", at: row) == answer.value("wanted", at: row)) }
        return answer.rowCount
    }

    @Test(
        "they are the engine's sums, with NULLs, over many groups and threads",
        arguments: [1, 2, 3, 4, 5, 10, ExactSumsFunction.mostColumns])
    func likeSums(_ columns: Int) async throws {
        let values = (0..<columns).map {
            "CASE WHEN hash(i + \($0)) % 7 > 0 THEN CAST(hash(i * \($0 + 3)) % 4001 AS BIGINT) - 2000 END AS c\($0)"
        }
        let groups = try await compare(
            "SELECT i % 997 AS g, \(values.joined(separator: ", ")) FROM range(400000) AS t(i)", columns: columns)
        #expect(groups == 997)
    }

    @Test(
        "values of any size are summed exactly, where narrow sums overflow after a few rows and where products need more than 64 bits",
        arguments: [29, 30, 31, 32, 45, 57])
    func large(_ bits: Int) async throws {
        let values = (0..<2).map {
            "(CAST(hash(i + \($0)) % \(1 << bits) AS BIGINT) - \(1 << (bits - 1))) * 2 AS c\($0)"
        }
        let small = "SELECT i % 3 AS g, i AS c0, -i AS c1 FROM range(5000) AS t(i)"
        let rows = "SELECT i % 3 AS g, \(values.joined(separator: ", ")) FROM range(5000) AS t(i) UNION ALL \(small)"
        #expect(try await compare(rows, columns: 2) == 3)
    }

    @Test func groupsWithoutValuesAndWithoutRowsHaveZeros() async throws {
        #expect(try await compare("SELECT 1 AS g, CAST(NULL AS BIGINT) AS c0, 5 AS c1", columns: 2) == 1)
        let answer = try await DuckDBWarehouse.inMemory().read {
            try $0.query(
                Statement("SELECT {{exact_sums(x, x)}} AS sums FROM (SELECT CAST(1 AS BIGINT) AS x) AS t WHERE x > 1"))
        }
        #expect(answer.value("sums", at: 0) == .text("0 0 0 0 0 0"))
    }

    @Test func sumsBeyond128BitsAreAnErrorAndNoNumber() async throws {
        let warehouse = try await DuckDBWarehouse.inMemory()
        let error = await #expect(throws: WarehouseError.self) {
            try await warehouse.read {
                try $0.query(
                    Statement(
                        "SELECT {{exact_sums(x)}} AS sums FROM (SELECT \(Int64.min) + (i - i) AS x FROM range(3) AS t(i)) AS t"
                    ))
            }
        }
        #expect(error?.message.lowercased().contains("overflow") == true)
    }

    @Test(
        "keys that lie close together are counted as COUNT(DISTINCT) does",
        arguments: [(-500, 499), (0, 70_000), (7, 7)])
    func keys(_ least: Int, _ most: Int) async throws {
        let rows = "SELECT \(least) + CAST(hash(i) % \(most - least + 1) AS BIGINT) AS x FROM range(50000) AS t(i)"
        let answer = try await DuckDBWarehouse.inMemory().read {
            try $0.query(
                Statement(
                    "SELECT {{count_keys(x, \(least), \(most))}} AS found, COUNT(DISTINCT x) AS wanted FROM (\(rows)) AS t"
                ))
        }
        #expect(answer.value("found", at: 0).integer == answer.value("wanted", at: 0).integer)
    }
}
