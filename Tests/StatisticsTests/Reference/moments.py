"""Means, sums of squared deviations and their merging, from exact rational arithmetic.

    python moments.py

Each value is taken as the exact rational number of its double; sums are exact and are rounded once, to the nearest double.

- mean, m2 = sum of (x - mean)^2, variance = m2 / (count - 1), population_variance = m2 / count; sd is the root of variance.
- parts: consecutive slices of the sample with their own count, mean and m2; merging them in any order must answer the pooled values
  (Chan, Golub and LeVeque 1983). An empty part has count 0, mean 0 and m2 0.
- Co-moments add m_xy = sum of (x - mean_x)(y - mean_y), covariance = m_xy / (count - 1), correlation = m_xy / sqrt(m2_x m2_y).
- What does not exist is null: the mean of nothing, the variance of one value, the correlation with a constant.
- naive_m2, where given, is what sum(x^2) - sum(x)^2 / count answers in double arithmetic: the trap, not an expectation.
"""

import statistics
from fractions import Fraction

import mpmath
import numpy

from reference import Agreement, double, made_with, write

mpmath.mp.dps = 60


def ratio(fraction):
    """The double nearest to a fraction (Python's division of integers rounds correctly)."""
    return None if fraction is None else fraction.numerator / fraction.denominator


def root(fraction):
    return None if fraction is None else double(mpmath.sqrt(mpmath.mpf(fraction.numerator) / fraction.denominator))


def exact(values):
    """(count, mean, m2) as integers and fractions; (0, 0, 0) of nothing."""
    if not values:
        return 0, Fraction(0), Fraction(0)
    fractions = [Fraction(value) for value in values]
    mean = sum(fractions) / len(fractions)
    return len(fractions), mean, sum((value - mean) ** 2 for value in fractions)


def merged(first, second):
    count = first[0] + second[0]
    if count == 0:
        return first
    delta = second[1] - first[1]
    return count, first[1] + delta * second[0] / count, first[2] + second[2] + delta**2 * first[0] * second[0] / count


def slices(values, sizes):
    start = 0
    for size in sizes:
        yield values[start : start + size]
        start += size
    assert start == len(values)


def sample(name, values, sizes, agreement):
    values = [float(value) for value in values]
    count, mean, m2 = exact(values)
    parts = [exact(part) for part in slices(values, sizes)]
    pooled = (0, Fraction(0), Fraction(0))
    for part in parts:
        pooled = merged(pooled, part)
    assert pooled == (count, mean, m2), name  # Exactly: the rule of merging holds in rational arithmetic.
    variance = m2 / (count - 1) if count > 1 else None
    population = m2 / count if count else None
    naive = None
    if count:
        array = numpy.array(values)
        naive = float((array * array).sum() - array.sum() ** 2 / count)
        agreement.note("mean", "numpy.mean", array.mean(), ratio(mean), name, 1e-14)
        agreement.note("population_variance", "statistics.pvariance", statistics.pvariance(values), ratio(population), name, 1e-15)
        if m2:  # numpy rounds the mean: its two passes are off by (mean / sd * 1.1e-16)^2, 1e-14 at 1e9 and 1e-2 at 1e15.
            agreement.note("population_variance", "numpy.var", array.var(), ratio(population), name, 1e-13 if mean < 10**12 else 2e-2)
    if count > 1:
        agreement.note("sd", "statistics.stdev", statistics.stdev(values), root(variance), name, 1e-15)
    return {
        "name": name,
        "values": values,
        "count": count,
        "mean": ratio(mean) if count else None,
        "m2": ratio(m2),
        "variance": ratio(variance),
        "population_variance": ratio(population),
        "sd": root(variance),
        "naive_m2": naive,
        "parts": [{"count": part[0], "mean": ratio(part[1]), "m2": ratio(part[2])} for part in parts],
    }


def pair_moments(x, y):
    count, mean_x, m2_x = exact(x)
    _, mean_y, m2_y = exact(y)
    m_xy = sum(((Fraction(a) - mean_x) * (Fraction(b) - mean_y) for a, b in zip(x, y)), Fraction(0))
    return count, mean_x, mean_y, m2_x, m2_y, m_xy


def merged_pair(first, second):
    count = first[0] + second[0]
    if count == 0:
        return first
    dx, dy, weight = second[1] - first[1], second[2] - first[2], Fraction(first[0] * second[0], count)
    return (
        count,
        first[1] + dx * second[0] / count,
        first[2] + dy * second[0] / count,
        first[3] + second[3] + dx * dx * weight,
        first[4] + second[4] + dy * dy * weight,
        first[5] + second[5] + dx * dy * weight,
    )


PAIR = ("count", "mean_x", "mean_y", "m2_x", "m2_y", "m_xy")


def pair_row(moments):
    return {name: value if name == "count" else ratio(value) for name, value in zip(PAIR, moments)}


def pair(name, x, y, sizes, agreement):
    x, y = [float(value) for value in x], [float(value) for value in y]
    moments = pair_moments(x, y)
    parts = [pair_moments(a, b) for a, b in zip(slices(x, sizes), slices(y, sizes))]
    pooled = (0,) + (Fraction(0),) * 5
    for part in parts:
        pooled = merged_pair(pooled, part)
    assert pooled == moments, name
    count, _, _, m2_x, m2_y, m_xy = moments
    covariance = m_xy / (count - 1) if count > 1 else None
    correlation = None
    if m2_x and m2_y:
        square = m2_x * m2_y
        correlation = double(mpmath.mpf(m_xy.numerator) / m_xy.denominator / mpmath.sqrt(mpmath.mpf(square.numerator) / square.denominator))
        centred = numpy.array(x) - x[0], numpy.array(y) - y[0]
        agreement.note("covariance", "numpy.cov of x - x[0], y - y[0]", numpy.cov(*centred)[0, 1], ratio(covariance), name, 1e-12)
        agreement.note("correlation", "numpy.corrcoef of x - x[0], y - y[0]", numpy.corrcoef(*centred)[0, 1], correlation, name, 1e-12)
    return (
        {"name": name, "x": x, "y": y}
        | pair_row(moments)
        | {
            "covariance": ratio(covariance),
            "correlation": correlation,
            "parts": [pair_row(part) for part in parts],
        }
    )


def main():
    agreement = Agreement()
    random = numpy.random.default_rng(20_240_601)
    normal = random.standard_normal(200)
    large = (1e9 + normal).tolist()
    huge = (1e15 + numpy.round(normal * 8) / 8).tolist()
    skewed = numpy.round(numpy.exp(random.normal(11.5, 1.2, 150))).tolist()
    apart = numpy.round(numpy.concatenate([random.normal(-1e6, 1, 60), random.normal(1e6, 1, 90)]), 6).tolist()
    samples = [
        sample("nothing", [], [0, 0], agreement),
        sample("one value", [3.25], [1], agreement),
        sample("one value and two empty parts", [3.25], [0, 1, 0], agreement),
        sample("two values", [1.0, 2.0], [1, 1], agreement),
        sample("small integers", [2, 4, 4, 4, 5, 5, 7, 9], [3, 5], agreement),
        sample("constant 0.1", [0.1] * 30, [10, 20], agreement),
        sample("mean 1e9, sd 1", large, [200], agreement),
        sample("mean 1e9, sd 1, in two parts", large, [1, 199], agreement),
        sample("mean 1e9, sd 1, in ten parts", large, [20] * 10, agreement),
        sample("mean 1e9, sd 1, one value a part", large[:40], [1] * 40, agreement),
        sample("mean 1e15, sd 1", huge, [50, 150], agreement),
        sample("skewed milliseconds", skewed, [5, 45, 100], agreement),
        sample("parts with means 2e6 apart", apart, [60, 90], agreement),
        sample("tiny values", (normal[:50] * 1e-140).tolist(), [25, 25], agreement),
    ]
    base = random.standard_normal(120)
    other = 0.6 * base + 0.8 * random.standard_normal(120)
    pairs = [
        pair("small integers", [1, 2, 3, 4, 5], [2, 1, 4, 3, 7], [2, 3], agreement),
        pair("correlation 0.6", numpy.round(base, 9), numpy.round(other, 9), [0, 30, 90], agreement),
        pair("both at 1e9, sd 1", 1e9 + base, 1e9 + other, [60, 60], agreement),
        pair("both at 1e9, sd 1, in twelve parts", 1e9 + base, 1e9 - other, [10] * 12, agreement),
        pair("perfectly opposed", [1, 2, 3, 4], [8, 6, 4, 2], [1, 3], agreement),
        pair("uncorrelated", [-1, 0, 1, 0], [0, -1, 0, 1], [2, 2], agreement),
        pair("a constant x", [0.1] * 6, [1, 2, 3, 4, 5, 6], [3, 3], agreement),
        pair("one row", [5], [7], [1], agreement),
    ]
    write(
        __file__,
        {
            "made_with": made_with(
                __file__,
                ["mpmath", "numpy"],
                [
                    "fractions.Fraction sums, rounded once; mpmath.sqrt with 60 digits",
                    "statistics.pvariance, statistics.stdev, numpy.mean, numpy.var, numpy.cov, numpy.corrcoef",
                ],
            ),
            "definition": "m2 = sum of (x - mean)^2, variance = m2 / (count - 1); m_xy = sum of (x - mean_x)(y - mean_y); "
            "merging the parts in "
            "any order answers the values of the whole. null: does not exist.",
            "agreement": agreement.table(),
            "samples": samples,
            "pairs": pairs,
        },
    )


main()
