import Foundation
import Learning
import LinearAlgebra
import Testing

@Suite struct ModelArtifactTests {
    private func fixture() throws -> Data {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        return try Data(contentsOf: folder.appending(path: "model-v1.json"))
    }

    private func changed(_ from: String, _ to: String) throws -> Data {
        let text = String(decoding: try fixture(), as: UTF8.self)
        #expect(text.contains(from))
        return Data(text.replacingOccurrences(of: from, with: to).utf8)
    }

    private func provenance(createdAt: Date = Date(timeIntervalSince1970: 1.7e9), notes: [String] = []) throws
        -> ModelProvenance
    {
        try ModelProvenance(
            firstDay: "2026-01-01", lastDay: "2026-01-31", dataFingerprint: "0a1b",
            consentScope: ["analytics", "personalisation"],
            hyperparameters: ["l2": .number(0.1), "solver": .text("newton"), "standardize": .flag(true)],
            createdAt: createdAt, notes: notes
        )
    }

    @Test func formatVersionOneIsReadAsItWasWritten() throws {
        let artifact = try ModelArtifact.decode(fixture())
        #expect(artifact.formatVersion == 1 && artifact.name == "skip" && artifact.kind == .logistic)
        #expect(artifact.featureNames == ["energy", "position"] && artifact.droppedColumns == ["is_podcast"])
        #expect(artifact.means == [0.6, 8] && artifact.scales == [0.25, 5] && artifact.rowCount == 800_000)
        #expect(artifact.coefficients[1].standardized.value == 0.5 && artifact.intercept.raw.value == -0.2)
        #expect(
            artifact.metrics["auc"]?.interval?.upper == 0.73
                && artifact.baselines["share of skips"]?["auc"]?.value == 0.5)
        #expect(
            artifact.provenance.hyperparameters == [
                "l2": .number(1), "solver": .text("newton"), "standardize": .flag(true),
            ])
        #expect(artifact.provenance.createdAt == Date(timeIntervalSince1970: 1_772_366_400))
        #expect(artifact.provenance.consentScope == ["analytics"] && artifact.provenance.lastDay == "2026-02-14")
    }

    @Test func formatVersionOneIsWrittenByteForByte() throws {
        let written = try ModelArtifact.decode(fixture()).encoded()
        #expect(String(decoding: written, as: UTF8.self) + "\n" == String(decoding: try fixture(), as: UTF8.self))
    }

    @Test func theFingerprintOfFormatVersionOneNeverChanges() throws {
        #expect(try ModelArtifact.decode(fixture()).fingerprint == "f4447d135d9d138c")
    }

    @Test func aScoreIsTheLogisticFunctionOfTheWeightedSum() throws {
        let artifact = try ModelArtifact.decode(fixture())
        #expect(isClose(try artifact.score(row: [0.8, 3]), 1 / (1 + exp(0.2 + 1.2 - 0.3)), relative: 1e-15))
        #expect(throws: LearningError.self) { try artifact.score(row: [0.8]) }
        #expect(throws: LearningError.self) { try artifact.score(row: [0.8, .nan]) }
    }

    @Test func theModelPrintsItselfAsSQL() throws {
        let sql = try ModelArtifact.decode(fixture()).sqlExpression { "f.\"\($0)\"" }
        #expect(
            sql == "(0.5e0 + 0.5e0 * TANH(0.5e0 * ((-2.0000000000000001e-01) + (-1.5000000000000000e+00) * f.\"energy\""
                + " + 1.0000000000000001e-01 * f.\"position\")))")
    }

    @Test func theSQLOfALinearModelIsItsWeightedSumToTheLastDigit() throws {
        let (artifact, sample) = try linearArtifact()
        let row = sample.matrix.rows.row(17)
        let values = Dictionary(uniqueKeysWithValues: zip(sample.matrix.columnNames, row.map { "\($0)" }))
        let sql = artifact.sqlExpression { values[$0] ?? "" }
        var sum = 0.0
        for term in sql.dropFirst().dropLast().components(separatedBy: " + ") {
            let factors = term.components(separatedBy: " * ").map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: "()"))
            }
            sum += try factors.map { try #require(Double($0)) }.reduce(1, *)
        }
        #expect(sum == (try artifact.score(row: row)))
    }

    @Test func anArtifactSurvivesWritingAndReading() throws {
        for artifact in [try logisticArtifact().0, try linearArtifact().0] {
            let read = try ModelArtifact.decode(artifact.encoded())
            #expect(read == artifact)
            #expect(read.fingerprint == artifact.fingerprint)
            #expect(try read.encoded() == artifact.encoded())
        }
    }

    @Test func anArtifactScoresAsTheModelItCameFrom() throws {
        let (logistic, sample) = try logisticArtifact()
        let model = try LogisticRegression().fit(sample.matrix.rows, labels: sample.labels)
        for (found, expected) in zip(
            try logistic.scores(sample.matrix.rows), try model.probabilities(sample.matrix.rows))
        {
            #expect(isClose(found, expected, relative: 1e-12))
        }
        let (linear, other) = try linearArtifact()
        for (row, found) in try linear.scores(other.matrix.rows).enumerated() {
            // Raw coefficients times values near 10⁶ cancel against the intercept.
            #expect(isClose(try linear.score(row: other.matrix.rows.row(row)), found, relative: 1e-9, absolute: 1e-9))
        }
    }

    @Test func theFingerprintTellsLearningFromBookkeeping() throws {
        let (artifact, sample) = try logisticArtifact()
        let model = try LogisticRegression().fit(sample.matrix.rows, labels: sample.labels)
        let later = ModelArtifact(
            name: "skip", model: model, metrics: artifact.metrics,
            provenance: try provenance(createdAt: Date(), notes: ["again"]))
        #expect(later.fingerprint == artifact.fingerprint)
        let renamed = ModelArtifact(
            name: "churn", model: model, metrics: artifact.metrics, provenance: try provenance())
        #expect(renamed.fingerprint != artifact.fingerprint)
        let judged = ModelArtifact(name: "skip", model: model, metrics: [:], provenance: try provenance())
        #expect(judged.fingerprint != artifact.fingerprint)
        let other = try LogisticRegression(l2: 2).fit(sample.matrix.rows, labels: sample.labels)
        #expect(
            ModelArtifact(name: "skip", model: other, metrics: artifact.metrics, provenance: try provenance())
                .fingerprint
                != artifact.fingerprint)
    }

    @Test func aNewerFormatIsRefusedWithBothVersions() throws {
        // A newer version may lack or rename anything else.
        let error = #expect(throws: LearningError.self) {
            try ModelArtifact.decode(Data(#"{"formatVersion": 2, "weights": []}"#.utf8))
        }
        #expect(error?.kind == .newerFormat)
        #expect(error?.message.contains("format version 2") == true && error?.message.contains("up to 1") == true)
    }

    @Test func damagedArtifactsAreRefusedWithThePlaceOfTheDamage() throws {
        func message(_ json: Data) -> String? {
            do {
                _ = try ModelArtifact.decode(json)
                return nil
            } catch {
                let error = error as? LearningError
                return error?.kind == .malformedArtifact ? error?.message : nil
            }
        }
        #expect(message(Data("{".utf8))?.contains("not valid JSON") == true)
        #expect(message(try changed("\"rowCount\"", "\"rows\""))?.contains("rowCount is missing") == true)
        #expect(
            message(try changed("\"value\" : -1.5", "\"value\" : \"x\""))?.contains(
                "coefficients.[0].raw.value has the wrong type") == true
        )
        #expect(
            message(try changed("\"energy\",\n    \"position\"", "\"position\",\n    \"energy\""))?.contains(
                "do not match") == true)
        #expect(message(try changed("0.25,\n    5", "0,\n    5"))?.contains("standard deviation") == true)
        #expect(message(try changed("\"formatVersion\" : 1", "\"formatVersion\" : 0")) != nil)
        #expect(message(try changed("\"logistic\"", "\"forest\""))?.contains("kind cannot be read") == true)
    }

    @Test(arguments: [
        ("2026-1-01", "2026-01-31", "0a"), ("2026-02-01", "2026-01-31", "0a"), ("2026-01-01", "2026-01-32", "0a"),
        ("2026-01-01", "2026-01-31", "xyz"),
    ])
    func aProvenanceThatMakesNoSenseIsRefused(firstDay: String, lastDay: String, fingerprint: String) {
        let error = #expect(throws: LearningError.self) {
            try ModelProvenance(
                firstDay: firstDay, lastDay: lastDay, dataFingerprint: fingerprint, consentScope: [], createdAt: Date())
        }
        #expect(error?.kind == .parameter)
    }

    @Test func fingerprintsAreThoseOfThePublishedAlgorithm() {
        // Test vectors of the FNV reference implementation.
        var nothing = Checksum(), a = Checksum(), foobar = Checksum()
        nothing.add(bytes: [])
        a.add(bytes: "a".utf8)
        foobar.add(bytes: "foobar".utf8)
        #expect(nothing.hex == "cbf29ce484222325" && a.hex == "af63dc4c8601ec8c" && foobar.hex == "85944171f73967e8")
        var split = Checksum(), other = Checksum()
        split.add("ab")
        split.add("c")
        other.add("a")
        other.add("bc")
        #expect(split != other)
        var zero = Checksum(), negativeZero = Checksum()
        zero.add(0.0)
        negativeZero.add(-0.0)
        #expect(zero == negativeZero)
    }

    private func logisticArtifact() throws -> (ModelArtifact, Sample) {
        let sample = try Sample(rows: 400, columns: Sample.ordinaryColumns, seed: 60)
        let model = try LogisticRegression().fit(sample.matrix.rows, labels: sample.labels)
        let metrics = try BinaryClassificationMetrics(
            probabilities: model.probabilities(sample.matrix.rows), labels: sample.labels
        ).named()
        return (ModelArtifact(name: "skip", model: model, metrics: metrics, provenance: try provenance()), sample)
    }

    private func linearArtifact() throws -> (ModelArtifact, Sample) {
        let sample = try Sample(rows: 300, columns: Sample.ordinaryColumns, seed: 61)
        let model = try LinearRegression(l2: 1).fit(sample.matrix.rows, targets: sample.targets)
        let metrics = try RegressionMetrics(predictions: model.predictions(sample.matrix.rows), targets: sample.targets)
            .named
        return (ModelArtifact(name: "duration", model: model, metrics: metrics, provenance: try provenance()), sample)
    }
}
