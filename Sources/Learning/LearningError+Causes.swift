extension LearningError {
    static func parameter(_ name: String, _ value: some CustomStringConvertible, range: String) -> LearningError {
        LearningError(.parameter, "\(name) is \(value) and must be \(range). Give a value in that range.")
    }

    static func length(_ what: String, expected: Int, found: Int) -> LearningError {
        LearningError(.shape, "Expected \(expected) \(what) and found \(found). Give exactly one for each.")
    }

    static func unknownColumns(_ missing: [String]) -> LearningError {
        LearningError(
            .shape, "The feature matrix lacks \(list(missing)). Build it with the features the model was made for.",
            columns: missing)
    }

    static func duplicateColumns(_ names: [String]) -> LearningError {
        LearningError(
            .shape, "More than one column is called \(list(names)). Give each column a name of its own.", columns: names
        )
    }

    static func notFinite(column: String, row: Int) -> LearningError {
        LearningError(
            .notFinite,
            "Row \(row) of column \(column) is NaN, infinite or too large to store. Fill in missing values before training or scoring.",
            columns: [column])
    }

    static func notFinite(_ what: String, row: Int) -> LearningError {
        LearningError(.notFinite, "The \(what) of row \(row) is NaN or infinite. Remove such rows or repair the value.")
    }

    static func insufficientData(_ what: String, needed: Int, found: Int) -> LearningError {
        LearningError(
            .insufficientData,
            "\(what) needs at least \(needed) rows and has \(found). Widen the time window or use fewer features.")
    }

    static func insufficientGroups(needed: Int, found: Int) -> LearningError {
        LearningError(
            .insufficientData,
            "A random intercept needs at least \(needed) groups and has \(found). Widen the data, or fit a plain logistic regression."
        )
    }

    static func oneClass(_ label: Bool) -> LearningError {
        LearningError(
            .oneClass,
            "All labels are \(label), so there is nothing to tell apart. Widen the time window or check the label's definition."
        )
    }

    static let constantTarget = LearningError(
        .constantTarget,
        "The target is the same in every row, so there is nothing to explain. Widen the time window or check its definition."
    )

    static func collinear(_ column: String) -> LearningError {
        LearningError(
            .collinear,
            "Column \(column) is a linear combination of the columns before it. Drop it, or fit with an L2 penalty (or a larger one).",
            columns: [column])
    }

    static func separated(_ columns: [String]) -> LearningError {
        LearningError(
            .separated,
            "The classes can be told apart without error through \(list(columns)), so that the best coefficients are infinite. "
                + "Check that these features do not know the label, or fit with an L2 penalty above zero.",
            columns: columns)
    }

    static func notConverged(iterations: Int, gradient: Double) -> LearningError {
        LearningError(
            .notConverged,
            "No optimum was reached in \(iterations) iterations (gradient norm \(gradient)). Allow more iterations, or raise the L2 penalty."
        )
    }

    static func newerFormat(found: Int, known: Int) -> LearningError {
        LearningError(
            .newerFormat,
            "The model has format version \(found); this program reads versions up to \(known). Use the newer program that wrote it."
        )
    }

    static func malformedArtifact(_ cause: String) -> LearningError {
        LearningError(
            .malformedArtifact, "The model cannot be used: \(cause). Train it again, or restore the file from a backup."
        )
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}
