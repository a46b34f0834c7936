"""Metrics of classifiers and regressions.

    python metrics.py

Counts are exact integers and the values made of them exact fractions, rounded once to the nearest double; logarithms and square roots are
taken with 50 digits. What is undefined is null. A row is predicted positive when its score >= the threshold.

- auc: (pairs in which the positive scores higher + half the ties) / (positives * negatives).
- delong (DeLong, DeLong and Clarke-Pearson 1988, doi:10.2307/2531595): V10_i = share of negatives below positive i, ties half;
  V01_j = share of positives above negative j, ties half; variance = S10 / positives + S01 / negatives, S10 and S01 the sample variances
  (divided by count - 1) of V10 and V01. interval = auc -+ z sqrt(variance), not cut off at 0 and 1. Undefined with fewer than two of a
  class. A pair of scores on the same rows: covariance likewise from the sample covariances; z = difference / sqrt(variance), p
  two-sided; both null where the variance of the difference is 0.
- roc: (false positive rate, true positive rate, threshold) for every distinct score from the highest down, after (0, 0, null).
- log_loss: mean of -log p(label), null where it is infinite; log_loss_clipped: with scores moved into [2^-52, 1 - 2^-52], as sklearn does.
- brier: mean of (score - label)^2.
- ece: sum over bins of count / n * |mean label - mean score|; empty bins count for nothing.
  - equal_width: bin min(floor(score * 10), 9) in double arithmetic, so that a score on an edge belongs to the bin above it. The script
    stops unless comparing with the doubles k / 10 gives the same bins.
  - equal_width_right_closed: bins (k / 10, (k + 1) / 10], the lowest with 0 (Guo et al. 2017): a score on an edge belongs below it.
  - equal_count: bin floor(10 * (number of rows with a lower score) / n), so that ties share a bin and the order of rows does not matter.
  - equal_count_in_order: rows sorted by score, ties in input order, cut into 10 consecutive bins, the first n mod 10 of them one row
    longer (numpy.array_split): it depends on the order of tied rows, and is given for comparison.
- at_half and at_best: at the threshold 0.5, and at the threshold with the highest F1 among the distinct scores, the highest such threshold.
  precision is null without predicted positives, recall without positives, specificity without negatives, f1 = 2 tp / (2 tp + fp + fn) is
  null where that is 0 / 0. *_interval: Wilson, 95 %.
- average_precision: sum over distinct scores from the highest down of (recall - recall before) * precision (sklearn).
- Regression: r_squared = 1 - sum (y - prediction)^2 / sum (y - mean)^2, null for a constant y; rmse, mae, bias = mean (prediction - y).
"""

import sys
import warnings
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy
import pandas
import scipy.stats
from mpmath import mpf
from sklearn import metrics
from sklearn.calibration import calibration_curve
from statsmodels.stats.proportion import proportion_confint

sys.path.append(str(Path(__file__).resolve().parents[2] / "StatisticsTests" / "Reference"))

from reference import Agreement, double, doubles, made_with, write  # noqa: E402

mpmath.mp.dps = 50
LEVEL = 0.95
Z = mpmath.sqrt(2) * mpmath.erfinv(mpf(LEVEL))
EPSILON = 2.0**-52
CURVE_ROWS = 200  # A curve is given for data sets of at most this many rows.


def ratio(fraction):
    """The double nearest to a fraction (Python's division of integers rounds correctly)."""
    return None if fraction is None else fraction.numerator / fraction.denominator


def share(count, total):
    return Fraction(count, total) if total else None


def precise(fraction):
    return mpf(fraction.numerator) / fraction.denominator


def wilson(successes, n):
    if n == 0:
        return None
    p = mpf(successes) / n
    centre = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * mpmath.sqrt(p * (1 - p) / n + Z**2 / (4 * mpf(n) ** 2))
    return [mpf(0) if successes == 0 else centre - half, mpf(1) if successes == n else centre + half]


# DeLong


def doubled_placements(labels, scores):
    """2 * V10 * negatives of each positive and 2 * V01 * positives of each negative: integers, by comparing every pair."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    v10, v01 = numpy.zeros(len(positive), dtype=numpy.int64), numpy.zeros(len(negative), dtype=numpy.int64)
    for i, score in enumerate(positive):
        outcome = 2 * (score > negative).astype(numpy.int64) + (score == negative)
        v10[i] = outcome.sum()
        v01 += outcome
    return v10, v01


def sample_covariance(a, b):
    """Of integers, exactly."""
    n = len(a)
    a, b = [int(value) for value in a], [int(value) for value in b]
    return Fraction(n * sum(x * y for x, y in zip(a, b)) - sum(a) * sum(b), n * (n - 1))


def delong_covariance(first, second):
    (a10, a01), (b10, b01) = first, second
    positives, negatives = len(a10), len(a01)
    if positives < 2 or negatives < 2:
        return None
    s10 = sample_covariance(a10, b10) / (2 * negatives) ** 2
    s01 = sample_covariance(a01, b01) / (2 * positives) ** 2
    return s10 / positives + s01 / negatives


def delong_textbook(labels, scores):
    """The covariance matrix of the areas under several curves as the paper writes it, in double arithmetic."""
    v10, v01 = [], []
    for score in scores:
        positive, negative = score[labels == 1], score[labels == 0]
        psi = (positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])
        v10.append(psi.mean(axis=1))
        v01.append(psi.mean(axis=0))
    return numpy.cov(v10) / len(v10[0]) + numpy.cov(v01) / len(v01[0])


def delong_midranks(labels, scores):
    """The same from midranks (Sun and Xu 2014), in double arithmetic."""
    v10, v01 = [], []
    for score in scores:
        positive, negative = score[labels == 1], score[labels == 0]
        ranks = scipy.stats.rankdata(score)
        v10.append((ranks[labels == 1] - scipy.stats.rankdata(positive)) / len(negative))
        v01.append(1 - (ranks[labels == 0] - scipy.stats.rankdata(negative)) / len(positive))
    return numpy.cov(v10) / len(v10[0]) + numpy.cov(v01) / len(v01[0])


def area(placements):
    v10, v01 = placements
    return Fraction(int(v10.sum()), 2 * len(v10) * len(v01)) if len(v10) and len(v01) else None


def interval(centre, variance):
    if variance is None:
        return None
    half = Z * mpmath.sqrt(precise(variance))
    return doubles([precise(centre) - half, precise(centre) + half])


# Thresholds


def counts_at(labels, scores, threshold):
    predicted = scores >= threshold
    tp, fp = int((predicted & (labels == 1)).sum()), int((predicted & (labels == 0)).sum())
    return tp, fp, int((labels == 1).sum()) - tp, int((labels == 0).sum()) - fp  # tp, fp, fn, tn


def at_threshold(labels, scores, threshold, where, agreement):
    tp, fp, fn, tn = counts_at(labels, scores, threshold)
    values = {
        "accuracy": share(tp + tn, len(labels)),
        "precision": share(tp, tp + fp),
        "recall": share(tp, tp + fn),
        "specificity": share(tn, tn + fp),
        "f1": share(2 * tp, 2 * tp + fp + fn),
    }
    predicted = (scores >= threshold).astype(int)
    for name, function in (
        ("accuracy", metrics.accuracy_score),
        ("precision", metrics.precision_score),
        ("recall", metrics.recall_score),
        ("f1", metrics.f1_score),
    ):
        if values[name] is not None:
            agreement.note(name, f"sklearn {function.__name__}", function(labels, predicted), ratio(values[name]), where, 1e-14)
    intervals = {
        "accuracy_interval": wilson(tp + tn, len(labels)),
        "precision_interval": wilson(tp, tp + fp),
        "recall_interval": wilson(tp, tp + fn),
    }
    for name, successes, n in (
        ("accuracy_interval", tp + tn, len(labels)),
        ("precision_interval", tp, tp + fp),
        ("recall_interval", tp, tp + fn),
    ):
        if n:
            agreement.note_all(
                "Wilson intervals",
                "statsmodels proportion_confint(wilson)",
                proportion_confint(successes, n, alpha=1 - LEVEL, method="wilson"),
                intervals[name],
                where,
                1e-12,
            )
    return (
        {"threshold": float(threshold), "tp": tp, "fp": fp, "fn": fn, "tn": tn}
        | {name: ratio(value) for name, value in values.items()}
        | {name: None if value is None else doubles(value) for name, value in intervals.items()}
    )


def best_threshold(labels, scores):
    """The highest of the distinct scores with the highest F1; None without positives."""
    best = None
    if not (labels == 1).any():
        return None
    for threshold in sorted(set(scores.tolist()), reverse=True):
        tp, fp, fn, _ = counts_at(labels, scores, threshold)
        f1 = Fraction(2 * tp, 2 * tp + fp + fn)
        if best is None or f1 > best[0]:
            best = f1, threshold
    return best[1]


def curve(labels, scores):
    """Exact (fpr, tpr, threshold) from the highest distinct score down."""
    positives, negatives = int((labels == 1).sum()), int((labels == 0).sum())
    points = [(Fraction(0), Fraction(0), None)]
    for threshold in sorted(set(scores.tolist()), reverse=True):
        tp, fp, _, _ = counts_at(labels, scores, threshold)
        points.append((Fraction(fp, negatives), Fraction(tp, positives), threshold))
    return points


def average_precision(labels, scores):
    positives, before, total = int((labels == 1).sum()), 0, Fraction(0)
    for threshold in sorted(set(scores.tolist()), reverse=True):
        tp, fp, _, _ = counts_at(labels, scores, threshold)
        total += Fraction(tp - before, positives) * Fraction(tp, tp + fp)
        before = tp
    return total


# Calibration


def calibration(labels, scores, bins, source=None):
    """The expected calibration error and the bins that are not empty, exactly."""
    n, total, rows = len(labels), Fraction(0), []
    for index in sorted(set(bins)):
        members = [i for i in range(n) if bins[i] == index]
        mean_score = sum(Fraction(float(scores[i])) for i in members) / len(members)
        rate = Fraction(int(sum(labels[i] for i in members)), len(members))
        total += Fraction(len(members), n) * abs(rate - mean_score)
        rows.append({"bin": int(index), "count": len(members), "mean_score": ratio(mean_score), "rate": ratio(rate)})
    return total, rows


def calibrations(labels, scores, where, agreement):
    n = len(scores)
    left = [min(int(score * 10), 9) for score in scores.tolist()]
    assert left == [sum(score >= k / 10 for k in range(1, 10)) for score in scores.tolist()], where
    right = [sum(score > k / 10 for k in range(1, 10)) for score in scores.tolist()]
    ranks = scipy.stats.rankdata(scores, method="min").astype(int) - 1
    count = [int(rank) * 10 // n for rank in ranks]
    assert count == (pandas.Series(scores).rank(method="min").astype(int).sub(1).mul(10) // n).tolist()
    in_order = numpy.empty(n, dtype=int)
    for index, members in enumerate(numpy.array_split(numpy.argsort(scores, kind="stable"), 10)):
        in_order[members] = index
    answer = {}
    for name, bins in (
        ("equal_width", left),
        ("equal_width_right_closed", right),
        ("equal_count", count),
        ("equal_count_in_order", in_order.tolist()),
    ):
        error, rows = calibration(labels, scores, bins)
        answer[name] = {"ece": ratio(error)} | ({"bins": rows} if name in ("equal_width", "equal_count") else {})
        by_bin = (
            pandas.DataFrame({"bin": bins, "y": labels, "s": scores}).groupby("bin").agg(n=("y", "size"), y=("y", "mean"), s=("s", "mean"))
        )
        found = float((by_bin.n / n * (by_bin.y - by_bin.s).abs()).sum())
        agreement.note(f"1 + ece {name}", "pandas groupby", 1 + found, ratio(1 + error), where, 1e-14)
        edges = numpy.linspace(0, 1, 11)
        if name == "equal_width_right_closed" and right == [int(b) for b in numpy.searchsorted(edges[1:-1], scores)]:
            rates, means = calibration_curve(labels, scores, n_bins=10, strategy="uniform")
            agreement.note_all(
                "bins equal_width_right_closed",
                "sklearn calibration_curve(strategy='uniform')",
                list(rates) + list(means),
                [r["rate"] for r in rows] + [r["mean_score"] for r in rows],
                where,
                1e-12,
            )
    return answer


def log_loss(labels, scores, clipped):
    total = mpf(0)
    for label, score in zip(labels.tolist(), scores.tolist()):
        score = mpf(min(max(score, EPSILON), 1 - EPSILON)) if clipped else mpf(score)
        chance = score if label else 1 - score
        if chance == 0:
            return None
        total -= mpmath.log(chance)
    return total / len(labels)


# Cases


def classification(name, labels, scores, agreement, probabilities=True):
    labels, scores = numpy.array(labels, dtype=int), numpy.array(scores, dtype=float)
    n, positives = len(labels), int(labels.sum())
    both = 0 < positives < n
    placements = doubled_placements(labels, scores)
    auc, variance = area(placements), delong_covariance(placements, placements)
    case = {
        "name": name,
        "rows": n,
        "positives": positives,
        "probabilities": probabilities,
        "labels": labels.tolist(),
        "scores": [number(score) for score in scores],
        "auc": ratio(auc),
        "delong_variance": ratio(variance),
        "delong_interval": interval(auc, variance),
    }
    if both:
        agreement.note("auc", "sklearn roc_auc_score", metrics.roc_auc_score(labels, scores), ratio(auc), name, 1e-14)
        u = scipy.stats.mannwhitneyu(scores[labels == 1], scores[labels == 0]).statistic
        agreement.note("auc", "scipy mannwhitneyu / (positives * negatives)", u / positives / (n - positives), ratio(auc), name, 1e-14)
        points = curve(labels, scores)
        trapezoids = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in zip(points, points[1:]))
        assert trapezoids == auc, name
        fpr, tpr, thresholds = metrics.roc_curve(labels, scores, drop_intermediate=False)
        agreement.note_all(
            "roc",
            "sklearn roc_curve(drop_intermediate=False)",
            list(fpr) + list(tpr) + list(thresholds[1:]),
            [ratio(p[0]) for p in points] + [ratio(p[1]) for p in points] + [p[2] for p in points[1:]],
            name,
            1e-14,
        )
        precision = average_precision(labels, scores)
        agreement.note(
            "average_precision",
            "sklearn average_precision_score",
            metrics.average_precision_score(labels, scores),
            ratio(precision),
            name,
            1e-12,
        )
        case["roc_points"] = len(points)
        case["roc"] = [[ratio(p[0]), ratio(p[1]), None if p[2] is None else number(p[2])] for p in points] if n <= CURVE_ROWS else None
        case["average_precision"] = ratio(precision)
    else:
        case |= {"roc_points": None, "roc": None, "average_precision": None if positives == 0 else ratio(average_precision(labels, scores))}
    if variance is not None:
        for source, function in (
            ("textbook placement values in doubles", delong_textbook),
            ("midranks (Sun and Xu 2014) in doubles", delong_midranks),
        ):
            agreement.note("delong_variance", source, function(labels, [scores, scores])[0, 0], ratio(variance), name, 1e-10)
    best = best_threshold(labels, scores)
    if best is not None and both:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            p, r, _ = metrics.precision_recall_curve(labels, scores)
            highest = numpy.nanmax(2 * p * r / (p + r))
        tp, fp, fn, _ = counts_at(labels, scores, best)
        agreement.note("best f1", "sklearn precision_recall_curve", highest, 2 * tp / (2 * tp + fp + fn), name, 1e-14)
    case["at_half"] = at_threshold(labels, scores, 0.5, f"{name}, 0.5", agreement) if probabilities else None
    case["at_best"] = None if best is None else at_threshold(labels, scores, best, f"{name}, best", agreement)
    if probabilities:
        loss, clipped = log_loss(labels, scores, False), log_loss(labels, scores, True)
        brier = sum((Fraction(score) - int(label)) ** 2 for label, score in zip(labels.tolist(), scores.tolist())) / n
        agreement.note("log_loss_clipped", "sklearn log_loss", metrics.log_loss(labels, scores, labels=[0, 1]), clipped, name, 1e-12)
        agreement.note("brier", "sklearn mean_squared_error", metrics.mean_squared_error(labels, scores), ratio(brier), name, 1e-12)
        if both:
            agreement.note("brier", "sklearn brier_score_loss", metrics.brier_score_loss(labels, scores), ratio(brier), name, 1e-12)
        case |= {"log_loss": double(loss), "log_loss_clipped": double(clipped), "brier": ratio(brier)} | calibrations(
            labels, scores, name, agreement
        )
    else:
        case |= {
            "log_loss": None,
            "log_loss_clipped": None,
            "brier": None,
            "equal_width": None,
            "equal_width_right_closed": None,
            "equal_count": None,
            "equal_count_in_order": None,
        }
    return case


def comparison(name, labels, first, second, agreement, reuse=None):
    """`reuse` names the case whose labels and scores are the first ones, so that they are not written twice."""
    labels, first, second = numpy.array(labels, dtype=int), numpy.array(first, dtype=float), numpy.array(second, dtype=float)
    a, b = doubled_placements(labels, first), doubled_placements(labels, second)
    covariance = delong_covariance(a, b)
    variances = delong_covariance(a, a), delong_covariance(b, b)
    difference = area(a) - area(b)
    variance = variances[0] + variances[1] - 2 * covariance
    z = precise(difference) / mpmath.sqrt(precise(variance)) if variance else None
    for source, function in (
        ("textbook placement values in doubles", delong_textbook),
        ("midranks (Sun and Xu 2014) in doubles", delong_midranks),
    ):
        matrix = function(labels, [first, second])
        agreement.note("delong covariance", source, matrix[0, 1], ratio(covariance), name, 1e-10)
        if variance:
            agreement.note(
                "variance of the difference", source, matrix[0, 0] + matrix[1, 1] - 2 * matrix[0, 1], ratio(variance), name, 1e-9
            )
    if z is not None:
        agreement.note(
            "p", "scipy.stats.norm.sf", 2 * scipy.stats.norm.sf(abs(float(z))), mpmath.erfc(abs(z) / mpmath.sqrt(2)), name, 1e-12
        )
    return {
        "name": name,
        "case": reuse,
        "labels": None if reuse else labels.tolist(),
        "first": None if reuse else [number(score) for score in first],
        "second": [number(score) for score in second],
        "auc_first": ratio(area(a)),
        "auc_second": ratio(area(b)),
        "variance_first": ratio(variances[0]),
        "variance_second": ratio(variances[1]),
        "covariance": ratio(covariance),
        "difference": ratio(difference),
        "variance": ratio(variance),
        "interval": interval(difference, variance),
        "z": double(z),
        "p": None if z is None else double(mpmath.erfc(abs(z) / mpmath.sqrt(2))),
    }


def regression(name, y, predictions, agreement):
    y, predictions = [float(value) for value in y], [float(value) for value in predictions]
    n = len(y)
    exact_y, exact_p = [Fraction(value) for value in y], [Fraction(value) for value in predictions]
    errors = [p - t for t, p in zip(exact_y, exact_p)]
    mean = sum(exact_y) / n
    squares, total = sum(error**2 for error in errors), sum((value - mean) ** 2 for value in exact_y)
    r_squared = 1 - squares / total if total else None
    rmse, mae = mpmath.sqrt(precise(squares / n)), sum(abs(error) for error in errors) / n
    agreement.note("rmse", "sklearn root_mean_squared_error", metrics.root_mean_squared_error(y, predictions), rmse, name, 1e-12)
    agreement.note("mae", "sklearn mean_absolute_error", metrics.mean_absolute_error(y, predictions), ratio(mae), name, 1e-12)
    if r_squared is not None:
        agreement.note("1 - r_squared", "sklearn r2_score", 1 - metrics.r2_score(y, predictions), ratio(1 - r_squared), name, 1e-9)
    return {
        "name": name,
        "rows": n,
        "y": [number(value) for value in y],
        "predictions": [number(value) for value in predictions],
        "r_squared": ratio(r_squared),
        "rmse": double(rmse),
        "mae": ratio(mae),
        "bias": ratio(sum(errors) / n),
    }


def number(value):
    """An integer is written as one."""
    value = float(value)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def main():
    agreement = Agreement()
    random = numpy.random.default_rng(31)

    def scored(n, intercept, slope, digits):
        signal = random.standard_normal(n)
        truth = 1 / (1 + numpy.exp(-(intercept + slope * signal)))
        labels = (random.random(n) < truth).astype(int)
        return signal, labels, numpy.round(truth, digits)

    _, coarse_labels, coarse = scored(200, 0.2, 1.0, 1)
    _, fine_labels, fine = scored(150, -0.5, 1.2, 6)
    _, rare_labels, rare = scored(1000, -3.6, 1.3, 5)
    signal, large_labels, large = scored(5000, -0.4, 1.1, 6)
    challenger = numpy.round(1 / (1 + numpy.exp(-(-0.4 + 1.0 * signal + 0.5 * random.standard_normal(5000)))), 5)
    overconfident = numpy.round(1 / (1 + numpy.exp(-3 * (-0.4 + 1.1 * signal[:600]))), 4)
    fine_other = numpy.round(numpy.clip(fine + 0.15 * random.standard_normal(150), 0.001, 0.999), 2)
    cases = [
        classification(
            "ten rows without ties", [0, 0, 1, 1, 0, 1, 0, 1, 1, 0], [0.1, 0.4, 0.35, 0.8, 0.25, 0.65, 0.55, 0.9, 0.45, 0.05], agreement
        ),
        classification(
            "ties within and across labels",
            [0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0],
            [0.2, 0.2, 0.2, 0.5, 0.5, 0.5, 0.7, 0.7, 0.3, 0.3, 0.9, 0.1],
            agreement,
        ),
        classification("all scores equal", [0, 1, 0, 1, 0, 0, 1, 0, 0, 0], [0.3] * 10, agreement),
        classification("perfectly ordered", [0, 0, 0, 0, 1, 1, 1], [0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8], agreement),
        classification("perfectly reversed", [1, 1, 1, 0, 0, 0], [0.1, 0.2, 0.3, 0.6, 0.7, 0.8], agreement),
        classification("one of each label", [0, 1], [0.4, 0.6], agreement),
        classification("one positive", [0, 0, 1, 0, 0], [0.2, 0.7, 0.6, 0.1, 0.6], agreement),
        classification("no positives", [0, 0, 0, 0], [0.2, 0.7, 0.6, 0.1], agreement),
        classification("no negatives", [1, 1, 1], [0.2, 0.7, 0.6], agreement),
        classification("certain and right, certain and wrong", [0, 1, 1, 0, 1, 0], [0, 1, 0, 1, 0.5, 0.5], agreement),
        classification("certain and right", [0, 1, 1, 0], [0, 1, 1, 0], agreement),
        classification(
            "nothing predicted positive at 0.5", [0, 1, 0, 0, 1, 0, 0, 0], [0.1, 0.3, 0.2, 0.05, 0.4, 0.35, 0.15, 0.25], agreement
        ),
        classification("unbounded scores", [0, 1, 0, 1, 1, 0], [-1e9, 3.5, -2, 1e-300, 1e9, 1e-300], agreement, probabilities=False),
        classification("200 rows, one decimal", coarse_labels, coarse, agreement),
        classification("150 rows", fine_labels, fine, agreement),
        classification("600 rows, overconfident", large_labels[:600], overconfident, agreement),
        classification("1000 rows, few positives", rare_labels, rare, agreement),
        classification("5000 rows", large_labels, large, agreement),
    ]
    comparisons = [
        comparison("150 rows, the second with ties", fine_labels, fine, fine_other, agreement, reuse="150 rows"),
        comparison("5000 rows", large_labels, large, challenger, agreement, reuse="5000 rows"),
        comparison("identical scores", fine_labels[:40], fine[:40], fine[:40], agreement),
        comparison("reversed scores", fine_labels[:40], fine[:40], numpy.round(1 - fine[:40], 6), agreement),
        comparison(
            "eight rows",
            [0, 1, 0, 1, 0, 1, 1, 0],
            [0.1, 0.8, 0.3, 0.6, 0.5, 0.5, 0.9, 0.2],
            [0.2, 0.3, 0.3, 0.9, 0.1, 0.6, 0.4, 0.4],
            agreement,
        ),
    ]
    truth = numpy.round(random.gamma(2, 15, 250), 3)
    regressions = [
        regression("five rows", [3, -0.5, 2, 7, 4.25], [2.5, 0, 2, 8, 4.5], agreement),
        regression("perfect", [1, 2, 3.5], [1, 2, 3.5], agreement),
        regression("worse than the mean", [1, 2, 3], [5, -4, 6], agreement),
        regression("constant y", [0.1] * 6, [0.1, 0.2, 0.3, 0.1, 0, 0.1], agreement),
        regression("one row", [2], [2.5], agreement),
        regression("250 rows", truth, numpy.round(0.6 * truth + 10 + 8 * random.standard_normal(250), 3), agreement),
        regression("mean 1e9, sd 1", 1e9 + signal[:80], 1e9 + numpy.round(signal[:80] + 0.3 * random.standard_normal(80), 6), agreement),
    ]
    write(
        __file__,
        {
            "made_with": made_with(
                __file__,
                ["mpmath", "numpy", "pandas", "scikit-learn", "scipy", "statsmodels"],
                [
                    "exact integers and fractions.Fraction, mpmath with 50 digits for logarithms, roots and the normal "
                    "quantile, rounded once to double",
                    "sklearn.metrics: roc_auc_score, roc_curve(drop_intermediate=False), average_precision_score, "
                    "precision_recall_curve, log_loss, "
                    "brier_score_loss, accuracy_score, precision_score, recall_score, f1_score, r2_score, "
                    "root_mean_squared_error, mean_absolute_error",
                    "sklearn.calibration.calibration_curve(n_bins=10, strategy='uniform'), scipy.stats.mannwhitneyu",
                    "statsmodels.stats.proportion.proportion_confint(method='wilson')",
                    "DeLong: placement values of every pair in integers; in doubles as in the paper; in doubles from midranks",
                ],
            ),
            "definition": "positive when score >= threshold; ece bins: see metrics.py; intervals 95 %; roc rows are [false "
            "positive rate, true positive rate, "
            "threshold]; null: undefined. A comparison with a case takes that case's labels and scores as its labels and first scores.",
            "agreement": agreement.table(),
            "classification": cases,
            "comparisons": comparisons,
            "regression": regressions,
        },
    )


main()
