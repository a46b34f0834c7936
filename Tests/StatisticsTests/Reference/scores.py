"""Score statistics and intervals of two proportions, and Fieller's interval of a ratio.

    python scores.py

- Differences (Mee 1984): from the definition, with 50 digits: the most likely proportions under a supposed difference are the root of the
  likelihood's slope, and the ends of the interval are where the statistic is the critical value. (The score test of differences of statsmodels
  0.15.0 takes other proportions than the most likely ones, as maximising the likelihood shows, and is not used.)
- Ratios (Koopman 1984): statsmodels score_test_proportions_2indep(compare="ratio", correction=False).
- Ratio: Fieller's closed form with 50 digits.
- Rare: the binomial tail given both counts, scipy.stats.binom.
"""

import mpmath
import scipy.stats
from mpmath import mp, mpf
from statsmodels.stats.proportion import score_test_proportions_2indep

from reference import Agreement, double, made_with, write

mp.dps = 50

TABLES = [
    (12, 400, 3, 400), (0, 400, 12, 400), (12, 400, 0, 400), (6, 8000, 0, 2000), (30, 100, 45, 120), (399, 400, 390, 400),
    (55, 1000, 40, 4000), (1, 30, 5, 25), (250, 500, 240, 500), (5, 1_000_000, 3, 1_000_000),
]


def likeliest(x1, n1, x2, n2, supposed):
    """The second proportion that is most likely where the first exceeds it by so much."""
    def slope(share):
        other = share + supposed
        parts = [(x1, other, 1), (n1 - x1, 1 - other, -1), (x2, share, 1), (n2 - x2, 1 - share, -1)]
        return mpmath.fsum(sign * count / value for count, value, sign in parts if count > 0)

    low, high = max(mpf(0), -supposed), min(mpf(1), 1 - supposed)
    for _ in range(150):
        middle = (low + high) / 2
        if slope(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def statistic(x1, n1, x2, n2, supposed):
    supposed = mpf(supposed)
    second = likeliest(x1, n1, x2, n2, supposed)
    first = second + supposed
    return (mpf(x1) / n1 - mpf(x2) / n2 - supposed) / mpmath.sqrt(first * (1 - first) / n1 + second * (1 - second) / n2)


def interval(x1, n1, x2, n2, critical):
    found = mpf(x1) / n1 - mpf(x2) / n2
    ends = []
    for bound, sign in ((mpf(-1), 1), (mpf(1), -1)):
        low, high = bound, found
        for _ in range(120):
            middle = (low + high) / 2
            if sign * statistic(x1, n1, x2, n2, middle) > critical:
                low = middle
            else:
                high = middle
        ends.append((low + high) / 2)
    return ends


def proportions(agreement):
    rows = []
    for x1, n1, x2, n2 in TABLES:
        row = {"counts": [x1, n1, x2, n2], "differences": [], "ratios": [], "rare": []}
        for supposed in (-0.05, 0.0, 0.02):
            if not -1 < supposed < 1:
                continue
            row["differences"].append([supposed, double(statistic(x1, n1, x2, n2, supposed))])
        for supposed in (0.5, 1.0, 1.1):
            # The ratio's statistic has the sign of the first less the second.
            if x1 == 0 or x2 == 0:
                continue
            found = score_test_proportions_2indep(x1, n1, x2, n2, value=supposed, compare="ratio", correction=False)
            row["ratios"].append([supposed, double(found.statistic)])
        for supposed in (0.9, 1.0, 1.2):
            share = supposed * n1 / (supposed * n1 + n2)
            row["rare"].append([supposed, double(scipy.stats.binom.sf(x1 - 1, x1 + x2, share)), double(scipy.stats.binom.cdf(x1, x1 + x2, share))])
        if min(x1, x2, n1 - x1, n2 - x2) > 0:
            row["difference_interval"] = [double(end) for end in interval(x1, n1, x2, n2, mpf("1.959963984540054"))]
            pooled = score_test_proportions_2indep(x1, n1, x2, n2, value=0, compare="diff", correction=False)
            agreement.note("statistic at no difference", "statsmodels", pooled.statistic, statistic(x1, n1, x2, n2, 0), f"{x1}/{n1}, {x2}/{n2}", 1e-9)
        rows.append(row)
    return rows


def fieller():
    rows = []
    for first, first_error, second, second_error, reach in [
        (12.0, 1.0, 10.0, 0.8, 1.959963984540054), (1.5, 0.17, 1.0, 0.17, 1.97), (-9.0, 0.3, -10.0, 0.4, 2.5), (-1.0, 0.5, 4.0, 0.6, 1.96),
        (0.0, 0.2, 3.0, 0.1, 1.96), (5.0, 1.0, 2.0, 1.2, 1.96),
    ]:
        t, c, a, e, k = map(mpf, (first, second, first_error, second_error, reach))
        whole = c * c - k * k * e * e
        row = {"first": [first, first_error], "second": [second, second_error], "reach": reach, "ends": None}
        if whole > 0:
            root = mpmath.sqrt(t * t * c * c - whole * (t * t - k * k * a * a))
            row["ends"] = sorted(double(x) for x in ((t * c - root) / whole, (t * c + root) / whole))
        rows.append(row)
    return rows


agreement = Agreement()
tables = proportions(agreement)
write(__file__, {
    "made_with": made_with(__file__, ["scipy", "statsmodels", "mpmath"], ["score_test_proportions_2indep", "binom"]),
    "agreement": agreement.table(), "proportions": tables, "fieller": fieller(),
})
