/// What follows from a ranking when the threshold moves: decisions at one threshold, the best one, and the average precision.
struct ThresholdCurve {
    let ranking: ScoreRanking

    /// The decisions at a threshold.
    func decisions(at threshold: Double) -> ConfusionMatrix {
        var found = (positive: 0, negative: 0)
        ranking.forEachGroup { group in
            if group.score >= threshold {
                found.positive += group.positives
                found.negative += group.negatives
            }
        }
        return matrix(threshold, found.positive, found.negative)
    }

    /// The decisions at the score with the largest F1; of equals the highest score.
    func bestF1() -> ConfusionMatrix {
        var found = (positive: 0, negative: 0)
        var best = (f1: -1.0, threshold: 0.0, positive: 0, negative: 0)
        ranking.forEachGroup(descending: true) { group in
            found.positive += group.positives
            found.negative += group.negatives
            let f1 = 2 * Double(found.positive) / Double(found.positive + found.negative + ranking.positives)
            if f1 > best.f1 { best = (f1, group.score, found.positive, found.negative) }
        }
        return matrix(best.threshold, best.positive, best.negative)
    }

    /// The mean precision over the positives found: Σ (recallₙ − recallₙ₋₁) · precisionₙ over falling thresholds.
    func averagePrecision() -> Double {
        var found = (positive: 0, negative: 0)
        var sum = 0.0
        ranking.forEachGroup(descending: true) { group in
            found.positive += group.positives
            found.negative += group.negatives
            sum += Double(group.positives) * Double(found.positive) / Double(found.positive + found.negative)
        }
        return sum / Double(ranking.positives)
    }

    private func matrix(_ threshold: Double, _ positives: Int, _ negatives: Int) -> ConfusionMatrix {
        ConfusionMatrix(
            threshold: threshold, truePositives: positives, falsePositives: negatives,
            trueNegatives: ranking.negatives - negatives,
            falseNegatives: ranking.positives - positives)
    }
}
