"""Tests of non-inferiority.

    python noninferiority.py

- t, degrees of freedom, p and the bound: scipy.stats.ttest_ind(equal_var=False) of the first sample moved by the margin; checked against R's
  t.test(mu = -margin, alternative = 'greater') and statsmodels' CompareMeans.
"""

import numpy
import scipy.stats
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from reference import Agreement, double, doubles, made_with, r, r_vector, write


def main():
    agreement = Agreement()
    random = numpy.random.default_rng(21)
    samples = [
        ("a little worse", numpy.round(random.normal(29.8, 8, 120), 3), numpy.round(random.normal(30, 8, 110), 3), 2.0),
        ("clearly better", numpy.round(random.normal(34, 5, 60), 3), numpy.round(random.normal(30, 9, 40), 3), 1.0),
        ("clearly worse", numpy.round(random.normal(20, 5, 60), 3), numpy.round(random.normal(30, 9, 40), 3), 1.0),
        ("few", [4.17, 5.58, 5.18, 6.11, 4.5], [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03], 0.5),
        ("no margin", numpy.round(random.exponential(3, 80), 4), numpy.round(random.exponential(3, 90), 4), 0.0),
    ]
    rows, questions = [], []
    for name, one, other, margin in samples:
        one, other = numpy.array(one, float), numpy.array(other, float)
        for better, side, statsmodels_side, sign in (("larger", "greater", "larger", 1), ("smaller", "less", "smaller", -1)):
            null = -sign * margin
            found = scipy.stats.ttest_ind(one - null, other, equal_var=False, alternative=side)
            ends = scipy.stats.ttest_ind(one, other, equal_var=False, alternative=side).confidence_interval(0.95)
            bound = ends.low if sign > 0 else ends.high
            both = CompareMeans(DescrStatsW(one), DescrStatsW(other))
            t, p, df = both.ttest_ind(alternative=statsmodels_side, usevar="unequal", value=null)
            where = f"{name}, {better}"
            agreement.note_all("t, p, df", "statsmodels CompareMeans", [t, p, df], [found.statistic, found.pvalue, found.df], where, 1e-9)
            low, high = both.tconfint_diff(0.05, alternative=statsmodels_side, usevar="unequal")
            agreement.note("bound", "statsmodels CompareMeans", low if sign > 0 else high, bound, where, 1e-10)
            rows.append({"name": name, "first": doubles(one), "second": doubles(other), "margin": margin, "better": better,
                         "t": double(sign * found.statistic), "df": double(found.df), "p": double(found.pvalue), "bound": double(bound)})
            questions.append(f"with(t.test({r_vector(one)},{r_vector(other)},mu={null},alternative='{side}'), c(statistic, parameter, p.value, conf.int[{1 if sign > 0 else 2}]))")
    for row, answer in zip(rows, r(questions)):
        sign = 1 if row["better"] == "larger" else -1
        agreement.note_all("t, df, p, bound", "R t.test", answer, [sign * row["t"], row["df"], row["p"], row["bound"]], f"{row['name']}, {row['better']}", 1e-9)
    write(__file__, {"made_with": made_with(__file__, ["numpy", "scipy", "statsmodels"], ["see the heading of the script", "R: stats package"]),
                     "definition": "t is positive where the first lies on the good side of the margin; the bound is of the first less the second, at 0.95.",
                     "agreement": agreement.table(), "tests": rows})
    for row in agreement.table():
        print(f"{row['quantity']:<20}{row['source']:<28}{row['comparisons']:>5}  {row['max_relative_difference']:.1e}  {row['where']}")


main()
