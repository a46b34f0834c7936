import Experimentation
import Foundation
import LinearAlgebra
import Listening
import Statistics

/// The units of a file with their values, arm by arm.
struct UnitValues: Sendable {
    /// By the order in which they first stand in the file.
    private(set) var arms: [String] = []
    private var rows: [[(value: Double, given: Double)]] = []
    private let question: FinishedTest.Question

    /// - Parameter needsArms: where false, a file without the column of the arm has one arm without a name.
    /// - Throws: ``ExperimentationError`` `experiment.test`, which names the file and the line.
    init(_ file: URL, _ question: FinishedTest.Question, needsArms: Bool = true) throws {
        self.question = question
        let names = [question.unit, question.arm, question.value] + (question.given.map { [$0] } ?? [])
        var places: [ExactText: Int] = [:], units: Set<ExactText> = []
        try UnitTable.stream(
            file, columns: names.map { $0.lowercased() }, optional: needsArms ? [] : [question.arm.lowercased()],
            code: "test"
        ) { cells in
            guard units.insert(ExactText(cells[0])).inserted else {
                throw UnitTable.Complaint(
                    "the unit \"\(cells[0].prefix(100))\" stands in an earlier row too, and it takes one row per unit")
            }
            guard !needsArms || !cells[1].isEmpty else { throw UnitTable.Complaint("the arm is empty") }
            func number(_ place: Int) throws -> Double {
                guard let number = Double(decimal: cells[place]), number.isFinite else {
                    throw UnitTable.Complaint(
                        "\(names[place]) is \"\(cells[place].prefix(40))\", which is no finite number")
                }
                return number
            }
            let place = places[ExactText(cells[1])] ?? arms.count
            if place == arms.count {
                guard arms.count < 20 else { throw UnitTable.Complaint("it names a 21st arm; 20 are taken") }
                places[ExactText(cells[1])] = place
                arms.append(cells[1])
                rows.append([])
            }
            rows[place].append((try number(2), question.given == nil ? 0 : try number(3)))
        }
    }

    /// The metric of some arms, in an order.
    /// - Throws: ``ExperimentationError`` `experiment.test` where the values are not of the kind that was asked for.
    func data(of order: [Int]) throws -> MetricData {
        let rows = order.map { self.rows[$0] }
        let isBinary = rows.allSatisfy { $0.allSatisfy { $0.value == 0 || $0.value == 1 } }
        let kind = question.kind ?? (isBinary ? .proportion : .mean)
        guard kind != .proportion || isBinary else {
            throw ExperimentationError(
                "test", "\(question.value) has other values than 0 and 1, so that it is no proportion. Use --kind mean."
            )
        }
        guard kind != .ratio else {
            throw ExperimentationError(
                "test",
                "A ratio takes two columns of every unit. Keep it as a plan with exposures: docs/experiments.md.")
        }
        let moments = rows.map { arm in
            var sums = JointMoments(columns: question.given == nil ? 1 : 2)
            for row in arm { sums.add(question.given == nil ? [row.value] : [row.value, row.given]) }
            return sums
        }
        var values: [ValueCounts]?
        if case .quantile = kind { values = try rows.map { try ValueCounts($0.map(\.value)) } }
        return MetricData(
            metric: Metric(
                key: "value", name: question.value, kind: kind, unit: kind == .proportion ? "share" : "",
                better: question.better),
            arms: moments, values: values, skewness: kind == .mean ? Self.skewness(rows.map { $0.map(\.value) }) : nil)
    }

    /// Pooled over the arms, about their own means.
    private static func skewness(_ arms: [[Double]]) -> Double? {
        var second = 0.0, third = 0.0, count = 0.0
        for arm in arms where !arm.isEmpty {
            let mean = arm.reduce(0, +) / Double(arm.count)
            for value in arm {
                let apart = value - mean
                second += apart * apart
                third += apart * apart * apart
            }
            count += Double(arm.count)
        }
        guard second > 0 else { return nil }
        return third / count / pow(second / count, 1.5)
    }
}
