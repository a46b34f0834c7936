import Listening
import Testing

@testable import Warehouse

@Suite("Neutral SQL text")
struct RenderedSQLTests {
    private let dialect = DuckDBDialect()

    @Test("a parameter that occurs twice has one position, and quotes and comments are left alone")
    func parameters() throws {
        let sql = try RenderedSQL(
            "SELECT :a, ':b' AS \"c:d\", :b -- :c\n, :a, TIMESTAMP '2020-01-01 10:00:00', x::INT", dialect: dialect)
        #expect(sql.text == "SELECT $1, ':b' AS \"c:d\", $2 -- :c\n, $1, TIMESTAMP '2020-01-01 10:00:00', x::INT")
        #expect(sql.parameters == ["a", "b"])
    }

    @Test("macros nest, and their arguments may hold commas inside parentheses")
    func macros() throws {
        let sql = try RenderedSQL(
            "{{int_div({{micros_between(LAG(a, 1) OVER (ORDER BY x, y), b)}}, 60)}} {{bigint}}", dialect: dialect)
        #expect(sql.text == "((date_diff('microsecond', LAG(a, 1) OVER (ORDER BY x, y), b)) // (60)) BIGINT")
    }

    @Test("the rules of streams and sessions, and the filter of listeners, are spelled by every dialect")
    func rules() throws {
        let stream = try RenderedSQL("WHERE {{is_stream(plays.ms_played)}}", dialect: dialect)
        #expect(stream.text == "WHERE plays.ms_played >= \(StreamRule.leastMilliseconds)")
        #expect(try RenderedSQL("{{stream_microseconds}}", dialect: dialect).text == "30000000")
        #expect(try RenderedSQL("{{session_gap_microseconds}}", dialect: dialect).text == "1800000000")
        let postgres = try RenderedSQL("WHERE {{is_counted_listener}}", dialect: PostgresDialect())
        #expect(postgres.parameters == ["tier", "country"])
        #expect(
            postgres.text == """
                WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS TEXT))
                        AND (CAST($2 AS TEXT) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS TEXT))
                """)
    }

    @Test("a statement comes without its header and its end, and its name is a path in the folder SQL")
    func statement() {
        let text = SQLFile.statement("Statements/thing") { "-- title: \($0)\nSELECT 1\n\n" }
        #expect(text == "SELECT 1")
        var asked = ""
        _ = SQLFile.statement("Statements/thing") { path in
            asked = path
            return ""
        }
        #expect(asked == "SQL/Statements/thing.sql")
    }

    @Test(
        "a macro that there is not, or that is not closed, is an error",
        arguments: ["{{nonsense}}", "{{days_between(a)}}", "SELECT {{bigint", "x}}"])
    func unknown(_ text: String) {
        #expect { try RenderedSQL(text, dialect: dialect) } throws: {
            ($0 as? WarehouseError)?.code == "warehouse.macro"
        }
    }

    @Test("a header's lines, continuations and entries are read, and the body is what follows")
    func header() {
        let file = SQLFile(
            path: "SQL/thing.sql",
            text:
                "-- title: A thing\n-- definition: First line\n--   and second.\n-- column a: plays | what | more\n-- column b: share | other\n\nSELECT 1 -- inside\n"
        )
        #expect(file.name == "thing")
        #expect(file.header("title") == "A thing")
        #expect(file.header("definition") == "First line and second.")
        #expect(file.entries("column").map(\.name) == ["a", "b"])
        #expect(file.entries("column").first?.parts == ["plays", "what", "more"])
        #expect(file.body == "SELECT 1 -- inside\n")
        #expect(file.keys == ["title", "definition", "column", "column"] && file.keylessLines.isEmpty)
        #expect(SQLFile(path: "a.sql", text: "-- A remark\n-- a b c: d\nSELECT 1").keylessLines.count == 2)
    }

    @Test("a whole-file override takes the place of the neutral text for its engine alone")
    func overrides() {
        let texts = ["SQL/a.sql": "neutral", "SQL/a.spark.sql": "spark", "SQL/b.sql": "b", "SQL/Inner/c.sql": "c"]
        #expect(SQLFile.all(in: texts, folder: "SQL", dialect: "duckdb").map(\.text) == ["neutral", "b"])
        #expect(SQLFile.all(in: texts, folder: "SQL", dialect: "spark").map(\.text) == ["spark", "b"])
    }
}
