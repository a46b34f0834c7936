import Formatting
import Warehouse

/// ROC curves of a model, its baselines and the truth.
struct RocChart: ChartSpec {
    struct Curve: Sendable {
        let name: String
        /// `model`, `baseline` or `oracle`.
        let role: String
        let points: [[Double]]
        let auc: Double
    }

    static let kind = "roc"
    let curves: [Curve]

    var parts: [(String, JSONValue?)] {
        [
            (
                "curves",
                .array(
                    curves.map { curve in
                        .object([
                            ("name", .text(curve.name)), ("role", .text(curve.role)),
                            ("points", .array(curve.points.map { .array($0.map(JSONValue.double)) })),
                            ("auc", .double(curve.auc)),
                        ])
                    })
            )
        ]
    }
}
