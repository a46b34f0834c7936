"""Confidence intervals of a proportion (Wilson, Clopper-Pearson) and of a mean (Student t).

    python intervals.py

- The level and every count are exact; the normal quantile of (1 + level) / 2, the roots of the binomial tails and the Student quantile
  come from mpmath with 50 digits and are rounded once.
- Wilson (1927), without continuity correction: centre (p + z^2 / 2n) / (1 + z^2 / n), half width
  z sqrt(p q / n + z^2 / 4n^2) / (1 + z^2 / n). Its lower end is exactly 0 without a success, its upper end exactly 1 without a failure.
- Clopper and Pearson (1934): lower end the p with P(X >= successes) = (1 - level) / 2, 0 without a success; upper end the p with
  P(X <= successes) = (1 - level) / 2, 1 without a failure.
- Student: mean +- t sqrt(variance / count) with count - 1 degrees of freedom; the sample is given by its count, its mean and its
  variance m2 / (count - 1). Null for one value.
"""

import mpmath
import numpy
import scipy.stats
from mpmath import mp, mpf, sqrt
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from reference import Agreement, double, doubles, made_with, write

mp.dps = 50

LEVELS = [0.8, 0.9, 0.95, 0.99, 0.999]
COUNTS = [
    (0, 1),
    (1, 1),
    (0, 5),
    (1, 5),
    (5, 5),
    (0, 30),
    (1, 30),
    (3, 10),
    (15, 30),
    (29, 30),
    (30, 30),
    (81, 263),
    (15, 148),
    (0, 1000),
    (1, 1000),
    (50, 1000),
    (500, 1000),
    (999, 1000),
    (1000, 1000),
    (123456, 1000000),
    (1, 1000000),
    (999999, 1000000),
]


def normal_quantile(level):
    return sqrt(2) * mpmath.erfinv(mpf(level))


def regularised_beta(a, b, x):
    return mpmath.betainc(a, b, 0, x, regularized=True)


def wilson(successes, n, level):
    z, p = normal_quantile(level), mpf(successes) / n
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * sqrt(p * (1 - p) / n + z**2 / (4 * mpf(n) ** 2))
    return (mpf(0) if successes == 0 else centre - half), (mpf(1) if successes == n else centre + half)


def binomial_tail(k, n, p, above):
    """P(X >= k), respectively P(X <= k), by summing outwards from k until the terms no longer count."""
    term = mpmath.exp(
        mpmath.loggamma(n + 1) - mpmath.loggamma(k + 1) - mpmath.loggamma(n - k + 1) + k * mpmath.log(p) + (n - k) * mpmath.log1p(-p)
    )
    total, odds, j = mpf(0), p / (1 - p), k
    while 0 <= j <= n and (total == 0 or term > total * mpf(10) ** -48):
        total += term
        if above:
            term *= odds * (n - j) / (j + 1)
            j += 1
        else:
            term *= j / (odds * (n - j + 1))
            j -= 1
    return total


def clopper_pearson(successes, n, level):
    tail = (1 - mpf(level)) / 2

    def end(k, above):
        """The p at which the tail has the wanted size: the secant method on the log odds, from scipy's value, to 40 digits."""
        start = scipy.stats.beta.ppf(float(tail), k, n - k + 1) if above else scipy.stats.beta.isf(float(tail), k + 1, n - k)

        def excess(log_odds):
            return mpmath.log(binomial_tail(k, n, 1 / (1 + mpmath.exp(-log_odds)), above) / tail)

        first = mpmath.log(mpf(start) / (1 - mpf(start)))
        second = first + mpf(10) ** -6
        at_first, at_second = excess(first), excess(second)
        while abs(at_second) > mpf(10) ** -40:
            first, second, at_first = second, second - at_second * (second - first) / (at_second - at_first), at_second
            at_second = excess(second)
        return 1 / (1 + mpmath.exp(-second))

    lower = mpf(0) if successes == 0 else end(successes, above=True)
    upper = mpf(1) if successes == n else end(successes, above=False)
    return lower, upper


def proportion(successes, n, level, agreement):
    where = f"{successes} of {n} at {level}"
    row = {"successes": successes, "n": n, "level": level}
    alpha = 1 - level  # The double nearest to 1 - level: at most 1e-16 / alpha from the exact one, relatively.
    for name, ends, method, scipy_method in (
        ("wilson", wilson(successes, n, level), "wilson", "wilson"),
        ("clopper_pearson", clopper_pearson(successes, n, level), "beta", "exact"),
    ):
        row[name] = doubles(ends)
        for source, found in (
            (f"statsmodels proportion_confint({method})", proportion_confint(successes, n, alpha=alpha, method=method)),
            (f"scipy binomtest.proportion_ci({scipy_method})", scipy.stats.binomtest(successes, n).proportion_ci(level, scipy_method)),
        ):
            for value, reference in zip(found, ends):
                # scipy's exact ends come from brentq with an absolute tolerance of 2e-12.
                limit = 1e-11 + 3e-12 / float(reference) if reference else 1e-15
                agreement.note(name, source, value, reference, where, limit if scipy_method == "exact" else 1e-11)
    return row


def student_quantile(df, level):
    """t with P(|T| <= t) = level: Newton on the regularised incomplete beta function, from scipy's value."""
    df, outside = mpf(df), 1 - mpf(level)
    t = mpf(float(scipy.stats.t.ppf((1 + level) / 2, float(df))))
    for _ in range(6):
        density = (
            mpmath.exp(mpmath.loggamma((df + 1) / 2) - mpmath.loggamma(df / 2)) / sqrt(df * mpmath.pi) * (1 + t * t / df) ** (-(df + 1) / 2)
        )
        t += (regularised_beta(df / 2, mpf(1) / 2, df / (df + t * t)) - outside) / (2 * density)
    assert abs(regularised_beta(df / 2, mpf(1) / 2, df / (df + t * t)) - outside) < mpf(10) ** -40
    return t


def mean_interval(name, values, level, agreement):
    values = [float(value) for value in values]
    n = len(values)
    exact = [mpf(value) for value in values]
    mean = mpmath.fsum(exact) / n
    row = {"name": name, "level": level, "values": values, "count": n, "mean": double(mean), "variance": None, "interval": None}
    if n < 2:
        return row
    variance = mpmath.fsum((value - mean) ** 2 for value in exact) / (n - 1)
    half = student_quantile(n - 1, level) * sqrt(variance / n)
    ends = mean - half, mean + half
    row |= {"variance": double(variance), "interval": doubles(ends)}
    if variance:
        sem = float(sqrt(variance / n))
        where = f"{name} at {level}"
        agreement.note_all(
            "mean interval", "scipy.stats.t.interval", scipy.stats.t.interval(level, n - 1, float(mean), sem), ends, where, 1e-12
        )
        agreement.note_all(
            "mean interval",
            "statsmodels DescrStatsW.tconfint_mean",
            DescrStatsW(numpy.array(values)).tconfint_mean(1 - level),
            ends,
            where,
            1e-12,
        )
        agreement.note(
            "half width",
            "scipy.stats.t.ppf * sd / sqrt(n)",
            scipy.stats.t.ppf((1 + level) / 2, n - 1) * numpy.std(values, ddof=1) / n**0.5,
            half,
            where,
            1e-6 if mean > 1e6 else 1e-11,
        )
    return row


def main():
    agreement = Agreement()
    random = numpy.random.default_rng(7)
    samples = [
        ("one value", [4.5]),
        ("two values", [1.0, 2.0]),
        ("ten values", [4.17, 5.58, 5.18, 6.11, 4.5, 4.61, 5.17, 4.53, 5.33, 5.14]),
        ("all equal", [0.1] * 12),
        ("around zero", numpy.round(random.standard_normal(25), 6)),
        ("mean 1e9, sd 1", 1e9 + random.standard_normal(40)),
        ("skewed milliseconds", numpy.round(numpy.exp(random.normal(11.5, 1.2, 200)))),
    ]
    proportions = [proportion(successes, n, level, agreement) for level in LEVELS for successes, n in COUNTS]
    means = [mean_interval(name, values, level, agreement) for name, values in samples for level in (0.9, 0.95, 0.99)]
    write(
        __file__,
        {
            "made_with": made_with(
                __file__,
                ["mpmath", "numpy", "scipy", "statsmodels"],
                [
                    "mpmath: erfinv, exact binomial sums, betainc, 50 digits, rounded once to double",
                    "statsmodels.stats.proportion.proportion_confint(count, nobs, alpha, method='wilson'|'beta')",
                    "scipy.stats.binomtest(k, n).proportion_ci(level, method='wilson'|'exact')",
                    "scipy.stats.t.interval(level, df, loc, scale); statsmodels DescrStatsW(x).tconfint_mean(alpha)",
                ],
            ),
            "definition": "wilson and clopper_pearson are [lower, upper]; a mean's interval is mean -+ t sqrt(variance / count), count - 1 "
            "degrees of freedom, null for one value.",
            "agreement": agreement.table(),
            "normal_quantiles": [{"level": level, "z": double(normal_quantile(level))} for level in LEVELS],
            "proportions": proportions,
            "means": means,
        },
    )


main()
