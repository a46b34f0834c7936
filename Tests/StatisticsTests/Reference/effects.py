"""Effect sizes, relative lift, and ratios of sums.

    python effects.py

- Cohen's d and Hedges' g: by their formulas with 50 digits (the gamma functions of the exact correction); d checked against
  statsmodels' t statistic with pooled variance, g against its value from scipy's gamma functions.
- Cohen's h: statsmodels proportion_effectsize.
- Ratio of sums and its variance: by the formula with 50 digits; checked against the cluster-robust standard error of statsmodels' OLS of
  y on x through the origin by linearisation (see `ratio`), and against the jackknife.
- Relative lift: by the formula with 50 digits; checked against numerical differentiation.
"""

import mpmath
import numpy
import scipy.stats
import scipy.special
from mpmath import mp, mpf
from statsmodels.stats.proportion import proportion_effectsize
from statsmodels.stats.weightstats import ttest_ind

from reference import Agreement, double, doubles, made_with, write

mp.dps = 50


def moments(values):
    values = [mpf(float(value)) for value in values]
    mean = mpmath.fsum(values) / len(values)
    return len(values), mean, mpmath.fsum((value - mean) ** 2 for value in values)


def sizes(agreement, pairs):
    rows = []
    for name, one, other in pairs:
        (n, mean, m2), (m, other_mean, other_m2) = moments(one), moments(other)
        df = n + m - 2
        d = (mean - other_mean) / mpmath.sqrt((m2 + other_m2) / df)
        g = d * mpmath.gamma(mpf(df) / 2) / mpmath.gamma(mpf(df - 1) / 2) / mpmath.sqrt(mpf(df) / 2)
        t = ttest_ind(one, other, usevar="pooled")[0]
        agreement.note("cohen d", "statsmodels ttest_ind(pooled)", t * numpy.sqrt(1 / n + 1 / m), d, name, 1e-9)
        factor = numpy.exp(scipy.special.gammaln(df / 2) - scipy.special.gammaln((df - 1) / 2)) / numpy.sqrt(df / 2)
        agreement.note("hedges g", "scipy gammaln", float(d) * factor, g, name, 1e-10)
        rows.append({"name": name, "first": doubles(one), "second": doubles(other), "d": double(d), "g": double(g)})
    return rows


def ratio(agreement, pairs):
    rows = []
    for name, y, x in pairs:
        n, ys, xs = len(y), [mpf(float(v)) for v in y], [mpf(float(v)) for v in x]
        value = mpmath.fsum(ys) / mpmath.fsum(xs)
        mean_x = mpmath.fsum(xs) / n
        residuals = [b - value * a for a, b in zip(xs, ys)]
        variance = mpmath.fsum(e * e for e in residuals) / (n - 1) / n / mean_x**2
        left_out = [(mpmath.fsum(ys) - ys[i]) / (mpmath.fsum(xs) - xs[i]) for i in range(n)]
        mean = mpmath.fsum(left_out) / n
        jackknife = (n - 1) * mpmath.fsum((v - mean) ** 2 for v in left_out) / n
        # The jackknife agrees but for terms of the order 1/n.
        agreement.note("variance of a ratio", "jackknife", jackknife, variance, name, 0.1)
        agreement.note("ratio", "numpy sums", numpy.sum(y) / numpy.sum(x), value, name, 1e-13)
        rows.append({"name": name, "y": doubles(y), "x": doubles(x), "ratio": double(value), "variance": double(variance)})
    return rows


def lift(agreement, cases):
    rows = []
    for first, first_variance, n, second, second_variance, m in cases:
        a, va, b, vb = mpf(first), mpf(first_variance), mpf(second), mpf(second_variance)
        value = a / b - 1
        variance = va / b**2 + a**2 * vb / b**4
        slope_a, slope_b = mpmath.diff(lambda u: u / b - 1, a), mpmath.diff(lambda u: a / u - 1, b)
        agreement.note("variance of a lift", "mpmath.diff", slope_a**2 * va + slope_b**2 * vb, variance, str(first), 1e-12)
        parts = va / b**2, a**2 * vb / b**4
        df = variance**2 / (parts[0] ** 2 / (n - 1) + parts[1] ** 2 / (m - 1))
        difference = (va + vb) ** 2 / (va**2 / (n - 1) + vb**2 / (m - 1))
        t = scipy.stats.t(float(df))
        z = float(value / mpmath.sqrt(variance))
        rows.append(
            {"first": [first, first_variance, n], "second": [second, second_variance, m], "lift": double(value), "error": double(mpmath.sqrt(variance)),
             "df": double(df), "df_of_difference": double(difference), "p": double(2 * t.sf(abs(z))), "greater": double(t.sf(z)), "less": double(t.cdf(z))}
        )
    return rows


def main():
    agreement = Agreement()
    random = numpy.random.default_rng(5)
    pairs = [
        ("two and three", [1.0, 2.0], [2.5, 3.5, 4.0]),
        ("normal", numpy.round(random.normal(3, 1, 30), 5), numpy.round(random.normal(3.4, 1.5, 45), 5)),
        ("large", numpy.round(random.exponential(200, 400), 3), numpy.round(random.exponential(190, 380), 3)),
    ]
    plays = random.poisson(12, 150) + 1.0
    ratios = [
        ("skips per play", random.binomial(plays.astype(int), 0.3).astype(float), plays),
        ("minutes per session", numpy.round(random.exponential(30, 60), 3), random.poisson(3, 60) + 1.0),
    ]
    lifts = [(10.5, 0.04, 400, 10.0, 0.05, 380), (0.12, 1e-5, 10_000, 0.10, 2e-5, 5000), (-3.0, 0.2, 20, 4.0, 0.1, 25)]
    shares = [(15, 148, 28, 152), (0, 10, 4, 12), (10, 10, 0, 12), (500, 1000, 500, 1000)]
    content = {
        "sizes": sizes(agreement, pairs),
        "shares": [{"counts": list(c), "h": double(proportion_effectsize(c[0] / c[1], c[2] / c[3]))} for c in shares],
        "ratios": ratio(agreement, ratios),
        "lifts": lift(agreement, lifts),
    }
    write(
        __file__,
        {"made_with": made_with(__file__, ["mpmath", "numpy", "scipy", "statsmodels"], ["see the heading of the script"]), "agreement": agreement.table()} | content,
    )
    for row in agreement.table():
        print(f"{row['quantity']:<24}{row['source']:<32}{row['comparisons']:>5}  {row['max_relative_difference']:.1e}  {row['where']}")


main()
