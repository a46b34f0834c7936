"""Tests of two samples and of counts: Welch, two proportions, chi-squared, Fisher, Mann-Whitney.

    python tests.py

- Welch: t and its degrees of freedom with 50 digits, the distribution from scipy; checked against scipy.stats.ttest_ind(equal_var=False),
  R's t.test and statsmodels' CompareMeans.
- Two proportions: pooled z, statsmodels proportions_ztest; Newcombe's interval, statsmodels confint_proportions_2indep('newcomb');
  checked against R's prop.test(correct=FALSE), whose statistic is z squared.
- Chi-squared: scipy.stats.chisquare and chi2_contingency(correction=False); checked against R's chisq.test.
- Fisher: scipy.stats.fisher_exact; checked against R's fisher.test.
- Mann-Whitney: scipy.stats.mannwhitneyu, exact where it is exact there, else with ties and continuity correction; checked against R's
  wilcox.test.
"""

import mpmath
import numpy
import scipy.stats
from mpmath import mp, mpf
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from reference import Agreement, double, doubles, made_with, r, r_vector, write

mp.dps = 50

SIDES = {"two_sided": ("two-sided", "two.sided"), "greater": ("greater", "greater"), "less": ("less", "less")}


def exact_welch(one, other):
    """The difference, its standard error and the degrees of freedom."""
    parts = []
    for values in (one, other):
        values = [mpf(float(value)) for value in values]
        mean = mpmath.fsum(values) / len(values)
        parts.append((mean, mpmath.fsum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values), len(values)))
    (mean, variance, n), (other_mean, other_variance, m) = parts
    whole = variance + other_variance
    return mean - other_mean, mpmath.sqrt(whole), whole**2 / (variance**2 / (n - 1) + other_variance**2 / (m - 1))


def welch(agreement, samples):
    rows, questions = [], []
    for name, one, other in samples:
        for side, (scipy_side, r_side) in SIDES.items():
            for level in (0.9, 0.95):
                apart, error, df = (float(x) for x in exact_welch(one, other))
                found = scipy.stats.ttest_ind(one, other, equal_var=False, alternative=scipy_side)
                t = scipy.stats.t(df)
                p = {"two_sided": 2 * t.sf(abs(apart / error)), "greater": t.sf(apart / error), "less": t.cdf(apart / error)}[side]
                reach = error * t.isf((1 - level) / (2 if side == "two_sided" else 1))
                interval = (-numpy.inf if side == "less" else apart - reach, numpy.inf if side == "greater" else apart + reach)
                agreement.note_all("welch t, df", "scipy ttest_ind", [found.statistic, found.df], [apart / error, df], name, 1e-5 if "1e9" in name else 1e-10)
                rows.append(
                    {"name": name, "first": doubles(one), "second": doubles(other), "alternative": side, "level": level,
                     "t": double(apart / error), "df": double(df), "p": double(p),
                     "lower": double(interval[0]), "upper": double(interval[1])}
                )
                call = f"t.test({r_vector(one)},{r_vector(other)},alternative='{r_side}',conf.level={level})"
                questions.append(f"with({call}, c(statistic, parameter, p.value, conf.int))")
                if side == "two_sided":
                    ours = CompareMeans(DescrStatsW(one), DescrStatsW(other))
                    agreement.note("welch t", "statsmodels CompareMeans", ours.ttest_ind(usevar="unequal")[0], apart / error, name, 1e-5 if "1e9" in name else 1e-10)
                    agreement.note_all(
                        "welch interval", "statsmodels CompareMeans", ours.tconfint_diff(1 - level, usevar="unequal"), interval, name, 1e-5 if "1e9" in name else 1e-9
                    )
    for row, answer in zip(rows, r(questions)):
        where = f"{row['name']}, {row['alternative']}"
        # A mean of 1e9 leaves seven digits of a difference.
        limit = 1e-5 if "1e9" in row["name"] else 1e-10
        agreement.note_all("welch t, df", "R t.test", answer[:2], [row["t"], row["df"]], where, limit)
        agreement.note("welch p", "R t.test", answer[2], row["p"], where, limit)
    return rows


def proportions(agreement):
    rows, questions = [], []
    for a, n, b, m in [(15, 148, 28, 152), (1, 10, 4, 12), (0, 40, 7, 41), (500, 1000, 520, 1010), (49, 100, 51, 100), (123456, 1000000, 124100, 1000500), (40, 40, 35, 41)]:
        for side, (_, r_side) in SIDES.items():
            z, p = proportions_ztest([a, b], [n, m], alternative={"two_sided": "two-sided", "greater": "larger", "less": "smaller"}[side])
            interval = confint_proportions_2indep(a, n, b, m, method="newcomb", compare="diff", alpha=0.05)
            rows.append({"counts": [a, n, b, m], "alternative": side, "z": double(z), "p": double(p), "interval": doubles(interval)})
            questions.append(f"with(suppressWarnings(prop.test(c({a},{b}),c({n},{m}),alternative='{r_side}',correct=FALSE)), c(statistic, p.value))")
    for row, answer in zip(rows, r(questions)):
        where = f"{row['counts']}, {row['alternative']}"
        agreement.note("proportions z squared", "R prop.test", answer[0], row["z"] ** 2, where, 1e-10)
        agreement.note("proportions p", "R prop.test", answer[1], row["p"], where, 1e-9)
    return rows


def chi_squared(agreement):
    shares, tables, questions = [], [], []
    for counts, weights in [([5170, 4830], [1, 1]), ([5170, 4830], [0.5, 0.5]), ([821, 781, 600], [0.4, 0.35, 0.25]), ([3, 1], [1, 1]), ([100000, 100700], [1, 1]), ([10, 20, 30, 40], [1, 2, 3, 4])]:
        expected = numpy.array(weights) / sum(weights) * sum(counts)
        found = scipy.stats.chisquare(counts, expected)
        shares.append({"counts": counts, "weights": weights, "statistic": double(found.statistic), "df": len(counts) - 1, "p": double(found.pvalue)})
        questions.append(f"with(suppressWarnings(chisq.test({r_vector(counts)},p={r_vector(weights)},rescale.p=TRUE)), c(statistic, p.value))")
    for table in ([[10, 20], [30, 40]], [[5, 0, 3], [2, 7, 9]], [[1200, 900, 300], [1180, 950, 290], [1220, 870, 310]]):
        found = scipy.stats.chi2_contingency(table, correction=False)
        tables.append({"table": table, "statistic": double(found.statistic), "df": found.dof, "p": double(found.pvalue)})
        rows = ",".join(f"c({','.join(map(str, row))})" for row in table)
        questions.append(f"with(suppressWarnings(chisq.test(rbind({rows}),correct=FALSE)), c(statistic, p.value))")
    for row, answer in zip(shares + tables, r(questions)):
        # A statistic of exactly 0 is a rounding error elsewhere.
        if row["statistic"] > 1e-12:
            agreement.note_all("chi-squared", "R chisq.test", answer, [row["statistic"], row["p"]], str(row.get("counts") or row["table"]), 1e-9)
    return shares, tables


def fisher(agreement):
    rows, questions = [], []
    for a, n, b, m in [(1, 10, 4, 12), (3, 4, 1, 4), (0, 8, 5, 9), (15, 148, 28, 152), (2, 1000, 11, 1010), (30, 40, 10, 41), (5, 5, 0, 5), (500, 10000, 560, 10000)]:
        table = [[a, n - a], [b, m - b]]
        for side, (scipy_side, r_side) in SIDES.items():
            found = scipy.stats.fisher_exact(table, alternative=scipy_side)
            rows.append({"counts": [a, n, b, m], "alternative": side, "p": double(found.pvalue), "odds_ratio": double(found.statistic)})
            questions.append(f"fisher.test(rbind(c({a},{n - a}),c({b},{m - b})),alternative='{r_side}')$p.value")
    for row, answer in zip(rows, r(questions)):
        agreement.note("fisher p", "R fisher.test", answer[0], row["p"], f"{row['counts']}, {row['alternative']}", 1e-9)
    return rows


def mann_whitney(agreement, samples):
    rows, questions = [], []
    for name, one, other in samples:
        tied = len(set(one) | set(other)) < len(one) + len(other)
        exact = not tied and min(len(one), len(other)) <= 8
        for side, (scipy_side, r_side) in SIDES.items():
            found = scipy.stats.mannwhitneyu(one, other, alternative=scipy_side, method="exact" if exact else "asymptotic")
            rows.append(
                {"name": name, "first": doubles(one), "second": doubles(other), "alternative": side, "u": double(found.statistic),
                 "p": double(found.pvalue), "exact": exact}
            )
            call = f"wilcox.test({r_vector(one)},{r_vector(other)},alternative='{r_side}',exact={'TRUE' if exact else 'FALSE'},correct=TRUE)"
            questions.append(f"with(suppressWarnings({call}), c(statistic, p.value))")
    for row, answer in zip(rows, r(questions)):
        agreement.note_all("mann-whitney", "R wilcox.test", answer, [row["u"], row["p"]], f"{row['name']}, {row['alternative']}", 1e-9)
    return rows


def main():
    agreement = Agreement()
    random = numpy.random.default_rng(11)
    samples = [
        ("small", [4.17, 5.58, 5.18, 6.11, 4.5], [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03]),
        ("unequal variances", numpy.round(random.normal(3, 0.1, 40), 6), numpy.round(random.normal(3.05, 4, 25), 6)),
        ("mean 1e9, sd 1", 1e9 + random.standard_normal(60), 1e9 + 0.5 + random.standard_normal(50)),
        ("skewed", numpy.round(numpy.exp(random.normal(2, 1, 120)), 4), numpy.round(numpy.exp(random.normal(2.1, 1.1, 90)), 4)),
        ("whole numbers", random.poisson(3, 80).astype(float), random.poisson(3.4, 70).astype(float)),
    ]
    ranked = [samples[0][:1] + ([4.2, 5.58, 5.18, 6.11, 4.5], samples[0][2]), *samples[1:], ("zeros", [0, 0, 0, 1, 2, 7.5], [0, 0, 3, 4, 4, 9, 9.5])]
    shares, tables = chi_squared(agreement)
    write(
        __file__,
        {
            "made_with": made_with(__file__, ["numpy", "scipy", "statsmodels"], ["see the heading of the script", "R: stats package"]),
            "definition": "first less second; greater: the first is larger. interval of proportions: two-sided, level 0.95, Newcombe.",
            "agreement": agreement.table(),
            "welch": welch(agreement, samples),
            "proportions": proportions(agreement),
            "shares": shares,
            "tables": tables,
            "fisher": fisher(agreement),
            "mann_whitney": mann_whitney(agreement, ranked),
        }
        | {"agreement": agreement.table()},
    )
    for row in agreement.table():
        print(f"{row['quantity']:<24}{row['source']:<28}{row['comparisons']:>5}  {row['max_relative_difference']:.1e}  {row['where']}")


main()
