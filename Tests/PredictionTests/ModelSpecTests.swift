import Features
import Learning
import SparkWarehouse
import Testing
import Warehouse

@testable import Prediction

@Suite("The list of models")
struct ModelSpecTests {
    private static let dialects: [any SQLDialect] = [DuckDBDialect(), PostgresDialect(), SparkDialect()]

    @Test("every model has a name of its own, that a directory and an id can bear")
    func names() throws {
        let names = ModelSpec.all.map(\.name)
        #expect(!names.isEmpty && Set(names).count == names.count)
        #expect(names.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0 == "-" } })
        for name in names { #expect(try ModelSpec.named(name).name == name) }
    }

    @Test("an unknown name is refused with the names there are", arguments: ["mood", "", "Skip", "skip@1"])
    func unknown(_ name: String) {
        #expect {
            try ModelSpec.named(name)
        } throws: { thrown in
            guard let error = thrown as? PredictionError else { return false }
            return error.code == "models.unknown" && ModelSpec.all.allSatisfy { error.message.contains($0.name) }
        }
    }

    @Test(
        "the features of every model are there in every dialect, with its drivers",
        arguments: ModelSpec.all.map(\.name))
    func features(_ name: String) throws {
        let spec = try ModelSpec.named(name)
        let embedded = spec.features(DuckDBDialect()).features.map(\.name)
        for dialect in Self.dialects {
            let set = spec.features(dialect)
            let names = set.features.map(\.name)
            #expect(!names.isEmpty && Set(names).count == names.count, "\(dialect.name)")
            #expect(names == embedded, "\(dialect.name)")
            #expect(set.sql.contains(spec.unit.key) && set.sql.contains("label"), "\(dialect.name)")
            #expect(Set(spec.drivers).isSubset(of: names), "\(dialect.name)")
        }
    }

    @Test("what training keeps and what scores is what the list says", arguments: ModelSpec.all.map(\.name))
    func kept(_ name: String) async throws {
        let spec = try ModelSpec.named(name)
        let warehouse = try await TrainingFixture.simulated(5000, listeners: 50)
        let registry = TrainingFixture.registry()
        let report = try await spec.train(warehouse, TrainingFixture.options, registry)
        #expect(report.name == spec.name && report.kind == spec.kind.rawValue)
        #expect((report.drivers?.coefficients ?? []).allSatisfy { spec.drivers.contains($0.feature) })
        #expect(try registry.current(spec.name)?.fingerprint == report.fingerprint)
        let artifact = try ModelArtifact.decode(try registry.artifact(report))
        #expect(artifact.name == spec.name && artifact.kind == spec.kind)
        #expect(try Scoring(artifact, dialect: warehouse.dialect).key == spec.unit.key)
    }
}
