"""Power and sample size of two means and of two proportions.

    python power.py

- Means: statsmodels TTestIndPower; checked against R's power.t.test(strict=TRUE) where both arms are equal.
- Proportions: the formula of Fleiss, Levin and Paik with scipy's normal; checked against R's power.prop.test(strict=TRUE) where both arms
  are equal.
"""

import numpy
import scipy.optimize
import scipy.stats
from statsmodels.stats.power import TTestIndPower

from reference import Agreement, double, made_with, r, write


def means(agreement):
    rows, questions = [], []
    solver = TTestIndPower()
    for d, n, ratio, alpha in [(0.2, 100, 1, 0.05), (0.5, 20, 1, 0.05), (0.05, 5000, 1, 0.01), (0.3, 40, 2.5, 0.05), (0.02, 30000, 0.5, 0.05), (1.5, 4, 1, 0.1)]:
        for side, name in (("two_sided", "two-sided"), ("greater", "larger")):
            power = solver.power(d, n, alpha, ratio, alternative=name)
            rows.append({"difference": d, "first": n, "ratio": ratio, "significance": alpha, "alternative": side, "power": double(power)})
            if ratio == 1:
                r_side = "two.sided" if side == "two_sided" else "one.sided"
                questions.append((rows[-1], f"power.t.test(n={n},delta={d},sd=1,sig.level={alpha},alternative='{r_side}',strict=TRUE)$power"))
    for (row, _), (answer,) in zip(questions, r([question for _, question in questions])):
        agreement.note("power of means", "R power.t.test", answer, row["power"], f"d {row['difference']}, n {row['first']}", 1e-9)
    return rows


def sizes():
    rows = []
    for d, power, ratio, alpha in [(0.2, 0.8, 1, 0.05), (0.05, 0.9, 1, 0.05), (0.4, 0.8, 3, 0.01), (0.01, 0.8, 1, 0.05)]:
        z = scipy.stats.norm.isf(alpha / 2) + scipy.stats.norm.ppf(power)
        guess = (1 + 1 / ratio) * (z / d) ** 2
        n = scipy.optimize.brentq(lambda n: TTestIndPower().power(d, n, alpha, ratio) - power, 0.9 * guess, 1.1 * guess, xtol=1e-10, rtol=1e-14)
        rows.append({"difference": d, "power": power, "ratio": ratio, "significance": alpha, "first": double(n)})
    return rows


def share_power(p, q, n, ratio, alpha, sides):
    pooled = (p + ratio * q) / (1 + ratio)
    null = numpy.sqrt(pooled * (1 - pooled) * (1 + 1 / ratio))
    own = numpy.sqrt(p * (1 - p) + q * (1 - q) / ratio)
    z, apart = scipy.stats.norm.isf(alpha / sides), numpy.sqrt(n) * abs(p - q)
    return scipy.stats.norm.cdf((apart - z * null) / own) + (scipy.stats.norm.cdf((-apart - z * null) / own) if sides == 2 else 0)


def proportions(agreement):
    rows, questions = [], []
    for p, q, n, ratio, alpha in [(0.1, 0.12, 3000, 1, 0.05), (0.5, 0.6, 200, 1, 0.05), (0.02, 0.03, 2000, 2, 0.05), (0.9, 0.85, 500, 0.5, 0.01), (0.3, 0.31, 30, 1, 0.05)]:
        for sides in (1, 2):
            power = share_power(p, q, n, ratio, alpha, sides)
            size = scipy.optimize.brentq(lambda n: share_power(p, q, n, ratio, alpha, sides) - 0.8, 1, 1e8, xtol=1e-9, rtol=1e-14)
            rows.append({"first": p, "second": q, "size": n, "ratio": ratio, "significance": alpha, "sides": sides, "power": double(power), "size_for_80": double(size)})
            if ratio == 1:
                side = "two.sided" if sides == 2 else "one.sided"
                questions.append((rows[-1], f"power.prop.test(n={n},p1={p},p2={q},sig.level={alpha},alternative='{side}',strict={'TRUE' if sides == 2 else 'FALSE'})$power"))
    for (row, _), (answer,) in zip(questions, r([question for _, question in questions])):
        agreement.note("power of proportions", "R power.prop.test", answer, row["power"], f"{row['first']}, {row['second']}", 1e-9)
    return rows


def main():
    agreement = Agreement()
    content = {"means": means(agreement), "sizes": sizes(), "proportions": proportions(agreement)}
    write(
        __file__,
        {
            "made_with": made_with(__file__, ["numpy", "scipy", "statsmodels"], ["see the heading of the script", "R: stats package"]),
            "definition": "differences in standard deviations; first is the size of the first arm, ratio the second's over it.",
            "agreement": agreement.table(),
        }
        | content,
    )
    for row in agreement.table():
        print(f"{row['quantity']:<24}{row['source']:<24}{row['comparisons']:>5}  {row['max_relative_difference']:.1e}  {row['where']}")


main()
