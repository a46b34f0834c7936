import Testing
import Warehouse

@testable import SparkWarehouse

@Suite("Spark's texts")
struct SparkSQLTests {
    @Test("values stand in a statement as literals in which no SQL can hide")
    func literals() throws {
        let statement = Statement(
            "SELECT :a, :b, :c, ':d' FROM t WHERE x = :a;\n",
            ["a": "it's \\ ; DROP TABLE plays --", "b": .integer(.min), "c": .double(1e-300)])
        let text = try SparkSQL.render(statement)
        #expect(!text.contains("DROP") && !text.contains(";") && text.contains("':d'") && text.contains("(1E-300D)"))
        #expect(SparkSQL.literal(.text("Zë'")) == "CAST(X'5AC3AB27' AS STRING)")
        #expect(
            SparkSQL.literal(.integer(-5)) == "(-5L)" && SparkSQL.literal(.null) == "NULL"
                && SparkSQL.literal(.day(0)) == "DATE '1970-01-01'")
        #expect(
            SparkSQL.literal(.double(.nan)).contains("NaN")
                && SparkSQL.literal(.double(-.infinity)).contains("-Infinity"))
    }

    @Test("a value that is missing is named")
    func missing() {
        #expect { try SparkSQL.render(Statement("SELECT :day")) } throws: {
            ($0 as? WarehouseError)?.message.contains(":day") == true
        }
    }

    @Test("an address is read as Spark's clients read it")
    func addresses() throws {
        let plain = try SparkEndpoint("sc://localhost", environment: [:])
        #expect(
            plain.port == 15002 && !plain.secure && plain.token == nil && plain.description == "sc://localhost:15002")
        let full = try SparkEndpoint(
            "sc://spark.example:443/;use_ssl=true;token=s3cr%3Dt;user_id=ana;deadline=60", environment: [:])
        #expect(full.secure && full.token == "s3cr=t" && full.user == "ana" && full.deadline == 60 && full.carriesToken)
        #expect("\(full)" == "sc://spark.example:443")
        #expect(try SparkEndpoint("sc://[::1]:7/", environment: ["SEGUE_SPARK_TOKEN": "x"]).token == "x")
        #expect(try SparkEndpoint("sc://[::1]", environment: [:]).port == 15002)
    }

    @Test(
        "an address that is none is refused, and no token is shown",
        arguments: [
            "sc://", "sc://host:port", "sc://a:b@host", "sc://host:99999", "sc://host/;use_ssl=maybe;token=hunter2",
            "sc://host/;colour=hunter2",
            "sc://host/;deadline=0", "sc://spark.example/;token=hunter2", "postgres://x",
        ])
    func refused(_ text: String) {
        #expect { try SparkEndpoint(text, environment: [:]) } throws: { error in
            guard let error = error as? WarehouseError else { return false }
            return error.code == "warehouse.engine" && !error.message.contains("hunter2")
        }
    }
}
