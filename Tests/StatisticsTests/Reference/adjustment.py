"""Many tests at once, regression adjustment (CUPED), and post-stratification.

    python adjustment.py

- Adjusted p-values: statsmodels multipletests; checked against R's p.adjust.
- Regression adjustment: ordinary least squares of the outcome on the arms and the covariates, by statsmodels; its coefficients of the
  covariates are those pooled within arms, and the remaining variance is the ratio of residual sums of squares with and without them.
  Adjusted means and their variances follow by numpy.
- Adjusted ratios: ordinary least squares, by statsmodels, of each unit's part in the ratio on its part in the ratio before; variances by
  numpy, checked against the jackknife.
- Joint moments: numpy.
- Post-stratification: by its formula.
"""

import numpy
import statsmodels.api
from statsmodels.stats.multitest import multipletests

from reference import Agreement, double, doubles, made_with, r, r_vector, write


def many_tests(agreement):
    rows, questions = [], []
    for values in [[0.01, 0.02, 0.03, 0.04, 0.05], [0.5], [0.001, 0.001, 0.2, 0.9, 1.0], [0.04, 0.001, 0.03, 0.8, 0.0001, 0.049, 0.2, 0.2], [0.0, 1.0]]:
        row = {"p": values}
        for name, method, r_method in [("bonferroni", "bonferroni", "bonferroni"), ("holm", "holm", "holm"), ("benjamini_hochberg", "fdr_bh", "BH")]:
            row[name] = doubles(multipletests(values, method=method)[1])
            questions.append((row, name, f"p.adjust({r_vector(values)},'{r_method}')"))
        rows.append(row)
    for (row, name, _), answer in zip(questions, r([question for _, _, question in questions])):
        agreement.note_all(name, "R p.adjust", answer, row[name], str(row["p"]), 1e-13)
    return rows


def regression(agreement, name, arms):
    """Each arm: rows of outcome and covariates."""
    outcome = numpy.concatenate([arm[:, 0] for arm in arms])
    covariates = numpy.concatenate([arm[:, 1:] for arm in arms])
    dummies = numpy.zeros((len(outcome), len(arms)))
    start = 0
    for index, arm in enumerate(arms):
        dummies[start : start + len(arm), index] = 1
        start += len(arm)
    full = statsmodels.api.OLS(outcome, numpy.column_stack([dummies, covariates])).fit()
    plain = statsmodels.api.OLS(outcome, dummies).fit()
    theta = full.params[len(arms) :]
    solved, *_ = numpy.linalg.lstsq(numpy.column_stack([dummies, covariates]), outcome, rcond=None)
    agreement.note_all("coefficients", "numpy lstsq", solved[len(arms) :], theta, name, 1e-8)
    centre = covariates.mean(axis=0)
    estimates = []
    for arm in arms:
        adjusted = arm[:, 0] - (arm[:, 1:] - centre) @ theta
        estimates.append([double(adjusted.mean()), double(adjusted.var(ddof=1) / len(adjusted))])
    return {
        "name": name,
        "arms": [[doubles(row) for row in arm] for arm in arms],
        "coefficients": doubles(theta),
        "remaining": double(full.ssr / plain.ssr),
        "estimates": estimates,
    }


def ratio(agreement, name, arms):
    """Each arm: rows of numerator, denominator, and those of the time before."""

    def parts(arm, column):
        numerator, denominator = arm[:, column], arm[:, column + 1]
        return (numerator - numerator.mean() / denominator.mean() * denominator) / denominator.mean()

    outcome = numpy.concatenate([parts(arm, 0) for arm in arms])
    before = numpy.concatenate([parts(arm, 2) for arm in arms])
    theta = statsmodels.api.OLS(outcome, before).fit().params[0]
    everyone = numpy.concatenate(arms)
    centre = everyone[:, 2].sum() / everyone[:, 3].sum()

    def value(arm):
        sums = arm.sum(axis=0)
        return sums[0] / sums[1] - theta * (sums[2] / sums[3] - centre)

    estimates = []
    for arm in arms:
        variance = (parts(arm, 0) - theta * parts(arm, 2)).var(ddof=1) / len(arm)
        left = numpy.array([value(numpy.delete(arm, row, axis=0)) for row in range(len(arm))])
        agreement.note("variance of an adjusted ratio", "jackknife", (len(arm) - 1) * left.var(), variance, name, 5e-2)
        estimates.append([double(value(arm)), double(variance)])
    return {"name": name, "arms": [[doubles(row) for row in arm] for arm in arms], "coefficient": double(theta), "before": double(centre), "estimates": estimates}


def ratio_arm(random, count, rate):
    """Plays and skips of listeners who skip in their own way."""
    habit = random.beta(3, 7, count)
    plays, before = random.poisson(30, count) + 5, random.poisson(40, count) + 5
    return numpy.column_stack(
        [random.binomial(plays, numpy.minimum(1, habit * rate)), plays, random.binomial(before, habit), before]
    ).astype(float)


def strata():
    estimates = [(10.0, 0.2, 100), (12.0, 0.1, 300), (7.0, 0.5, 50)]
    weights = [0.2, 0.5, 0.3]
    value = sum(w * e[0] for w, e in zip(weights, estimates))
    variance = sum(w * w * e[1] for w, e in zip(weights, estimates))
    return {"estimates": estimates, "weights": weights, "value": double(value), "variance": double(variance)}


def arm(random, count, shift, covariates):
    before = numpy.round(random.normal(5, 2, (count, covariates)), 4)
    after = numpy.round(shift + before @ numpy.linspace(0.8, -0.3, covariates) + random.normal(0, 1, count), 4)
    return numpy.column_stack([after, before])


def main():
    agreement = Agreement()
    random = numpy.random.default_rng(3)
    content = {
        "many": many_tests(agreement),
        "regressions": [
            regression(agreement, "one covariate", [arm(random, 40, 1, 1), arm(random, 30, 1.4, 1)]),
            regression(agreement, "three covariates, three arms", [arm(random, 25, 1, 3), arm(random, 35, 1.2, 3), arm(random, 20, 0.7, 3)]),
            regression(agreement, "far from zero", [arm(random, 30, 1e6, 2), arm(random, 30, 1e6 + 0.5, 2)]),
        ],
        "ratios": [
            ratio(agreement, "skips per play", [ratio_arm(random, 60, 1.0), ratio_arm(random, 80, 0.9)]),
            ratio(agreement, "of one arm", [ratio_arm(random, 50, 1.0)]),
        ],
        "strata": strata(),
    }
    write(__file__, {"made_with": made_with(__file__, ["numpy", "statsmodels"], ["see the heading of the script", "R: stats package"]), "agreement": agreement.table()} | content)
    for row in agreement.table():
        print(f"{row['quantity']:<32}{row['source']:<24}{row['comparisons']:>5}  {row['max_relative_difference']:.1e}  {row['where']}")


main()
