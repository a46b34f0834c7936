"""Means, standard deviations and standardised values of columns, from exact rational arithmetic.

    python scaling.py

- Each value is taken as the exact rational of its double; mean and variance are exact, standard deviations and standardised values are
  computed with 60 digits, and each is rounded once to the nearest double.
- population_sd divides by the count, sample_sd by the count - 1. Standardised values are (x - mean) / population_sd; a column is
  constant when its exact variance is 0, and then has no standardised values (null).
- sum_of_squares_sd is what sqrt(sum(x^2) / n - mean^2) answers in double arithmetic, null where it would be the root of a negative
  number: the trap, not an expectation.
"""

import math
import statistics
import sys
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy
from sklearn.preprocessing import StandardScaler

sys.path.append(str(Path(__file__).resolve().parents[2] / "StatisticsTests" / "Reference"))

from reference import Agreement, double, doubles, made_with, write  # noqa: E402

mpmath.mp.dps = 60
SHOWN = 10


def precise(fraction):
    return mpmath.mpf(fraction.numerator) / fraction.denominator


def column(name, values, agreement):
    values = [float(value) for value in values]
    fractions = [Fraction(value) for value in values]
    n = len(values)
    mean = sum(fractions) / n
    m2 = sum((value - mean) ** 2 for value in fractions)
    sd = mpmath.sqrt(precise(m2 / n))
    array = numpy.array(values)
    standardised = None
    if m2:
        standardised = [precise(value - mean) / sd for value in fractions[:SHOWN]]
        spread = abs(float(mean)) / float(sd)
        # Two passes in double arithmetic: the rounded mean moves the variance by (mean / sd * 1.1e-16)^2 and a standardised value by
        # mean / sd * 1.1e-16, absolutely.
        agreement.note("population_sd", "numpy.std", array.std(), sd, name, 1e-14 + (spread * 2e-16) ** 2)
        shifts = numpy.abs((array[:SHOWN] - array.mean()) / array.std() - numpy.array([float(z) for z in standardised]))
        agreement.note(
            "1 + largest difference of a standardised value",
            "(x - numpy.mean) / numpy.std",
            1 + shifts.max(),
            1,
            name,
            1e-14 + spread * 1e-15,
        )
        if spread < 1e8:
            agreement.note("population_sd", "sklearn StandardScaler", StandardScaler().fit(array[:, None]).scale_[0], sd, name, 1e-10)
    agreement.note("mean", "statistics.fmean", statistics.fmean(values), mean.numerator / mean.denominator, name, 1e-15)
    agreement.note("population_sd", "statistics.pstdev", statistics.pstdev(values), sd, name, 2e-16)
    with numpy.errstate(over="ignore", invalid="ignore"):
        naive = float((array * array).sum() / n - array.mean() ** 2)
    return {
        "name": name,
        "values": values,
        "count": n,
        "constant": m2 == 0,
        "mean": mean.numerator / mean.denominator,
        "population_sd": double(sd),
        "sample_sd": double(mpmath.sqrt(precise(m2 / (n - 1)))) if n > 1 else None,
        "standardised": None if standardised is None else doubles(standardised),
        "sum_of_squares_sd": double(math.sqrt(naive)) if naive >= 0 else None,
    }


def main():
    agreement = Agreement()
    random = numpy.random.default_rng(1_000_000_007)
    normal = random.standard_normal(300)
    columns = [
        column("ordinary", numpy.round(normal[:60] * 3 + 2, 6), agreement),
        column("mean 1e9, sd 1", 1e9 + normal, agreement),
        column("mean -1e9, sd 1", -1e9 + normal[:100], agreement),
        column("mean 1e15, sd 1, multiples of 1/8", 1e15 + numpy.round(normal[:100] * 8) / 8, agreement),
        column("mean 1, sd 1e-9", numpy.round(1 + normal[:60] * 1e-9, 15), agreement),
        column("tiny, sd 1e-12", normal[:40] * 1e-12, agreement),
        column("large, sd 1e150", normal[:40] * 1e150, agreement),
        column("milliseconds", numpy.round(210_000 + normal[:100] * 60_000), agreement),
        column("indicator", (normal[:50] > 1).astype(float), agreement),
        column("constant 0.1", [0.1] * 10, agreement),
        column("constant 1e9 + 0.1", [1e9 + 0.1] * 7, agreement),
        column("constant 0", [0.0] * 5, agreement),
        column("one row", [3.5], agreement),
        column("two rows one step apart", [1.0, math.nextafter(1.0, 2.0)], agreement),
    ]
    write(
        __file__,
        {
            "made_with": made_with(
                __file__,
                ["mpmath", "numpy", "scikit-learn"],
                [
                    "fractions.Fraction sums, mpmath.sqrt with 60 digits, rounded once to double",
                    "statistics.fmean, statistics.pstdev, numpy.mean, numpy.std(ddof=0), sklearn.preprocessing.StandardScaler",
                ],
            ),
            "definition": f"standardised: the first {SHOWN} of (x - mean) / population_sd, null for a constant column; constant: the exact "
            "variance is 0; sum_of_squares_sd: what sqrt(sum(x^2)/n - mean^2) answers in doubles, a trap.",
            "agreement": agreement.table(),
            "columns": columns,
        },
    )


main()
