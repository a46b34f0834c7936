"""Posteriors of proportions and of effects.

    python bayes.py

- Proportions: the chance to be larger and the expected loss by integration with mpmath at 30 digits; checked against the closed sum of
  Miller (2015), where the parameters are whole, and against four million draws.
- Effects: conjugate normal by its formulas; expected loss by integration.
- Comparisons of several normals: the chances to be the largest and the second largest by integration; checked against four million draws.
"""

import mpmath
import numpy
import scipy.special
import scipy.stats
from mpmath import mp, mpf

from reference import Agreement, double, doubles, made_with, write

mp.dps = 30


def pdf(x, a, b):
    return mpmath.exp((a - 1) * mpmath.log(x) + (b - 1) * mpmath.log(1 - x) + mpmath.loggamma(a + b) - mpmath.loggamma(a) - mpmath.loggamma(b))


def points(*shapes):
    """Where the mass of the distributions lies, to help the integration."""
    found = {mpf(0), mpf(1)}
    for a, b in shapes:
        for q in (1e-12, 1e-4, 0.05, 0.25, 0.5, 0.75, 0.95, 0.9999, 1 - 1e-12):
            found.add(mpf(float(scipy.stats.beta.ppf(q, a, b))))
    return sorted(found)


def beaten(a, b, c, d):
    """P(Beta(a, b) > Beta(c, d)) for whole a."""
    return sum(
        mpmath.exp(mpmath.log(mpmath.beta(c + i, d + b)) - mpmath.log(b + i) - mpmath.log(mpmath.beta(1 + i, b)) - mpmath.log(mpmath.beta(c, d)))
        for i in range(a)
    )


def proportions(agreement):
    rows = []
    for s, n, t, m in [(12, 100, 9, 110), (0, 20, 3, 25), (540, 1000, 500, 990), (3, 4, 1, 5)]:
        a, b, c, d = s + 1, n - s + 1, t + 1, m - t + 1
        chance = beaten(a, b, c, d)
        where = f"{s} of {n}, {t} of {m}"
        integral = mpmath.quad(lambda x: pdf(x, a, b) * mpmath.betainc(c, d, 0, x, regularized=True), points((a, b), (c, d)))
        agreement.note("chance to beat", "mpmath quad", integral, chance, where, 1e-15)
        loss = mpmath.quad(lambda x: mpmath.betainc(a, b, 0, x, regularized=True) * mpmath.betainc(c, d, x, 1, regularized=True), points((a, b), (c, d)))
        random = numpy.random.default_rng(2)
        apart = random.beta(c, d, 4_000_000) - random.beta(a, b, 4_000_000)
        agreement.note("expected loss", "four million draws", numpy.maximum(apart, 0).mean(), loss, where, 2e-2)
        interval = scipy.stats.beta.ppf([0.025, 0.975], a, b)
        rows.append({"counts": [s, n, t, m], "chance": double(chance), "loss": double(loss), "interval": doubles(interval)})
    return rows


def effects(agreement):
    rows = []
    for estimate, variance, prior in [(0.02, 0.0001, None), (0.5, 0.04, (0.0, 0.3)), (-0.1, 0.01, (0.05, 0.05))]:
        weight = 1 / mpf(variance)
        before = 1 / mpf(prior[1]) ** 2 if prior else mpf(0)
        mean = (estimate * weight + (mpf(prior[0]) * before if prior else 0)) / (weight + before)
        sd = mpmath.sqrt(1 / (weight + before))
        chance = mpmath.ncdf(mean / sd)
        loss = mpmath.quad(lambda x: -x * mpmath.npdf(x, mean, sd), mpmath.linspace(min(mean - 14 * sd, -14 * sd), 0, 30))
        agreement.note("chance above zero", "scipy.stats.norm", scipy.stats.norm.sf(0, float(mean), float(sd)), chance, str(estimate), 1e-12)
        rows.append({"estimate": estimate, "variance": variance, "prior": prior, "mean": double(mean), "sd": double(sd), "chance": double(chance), "loss": double(loss)})
    return rows


def comparisons(agreement):
    rows = []
    for arms in [
        [(0.0, 1.0), (0.5, 2.0)],
        [(0.01, 0.0447), (0.02, 0.0447), (0.03, 0.0447), (0.3, 0.1412)],
        [(10.0, 0.001), (10.0005, 1.0), (9.0, 0.3), (10.001, 0.0005), (8.0, 0.2)],
    ]:
        cuts = sorted({mpf(mean) + k * mpf(sd) for mean, sd in arms for k in (-14, -10, -7, -5, -3.5, -2.5, -1.5, -0.7, 0, 0.7, 1.5, 2.5, 3.5, 5, 7, 10, 14)})

        def above(x, others):
            """The chances that none and that just one of the others lies above x."""
            none, one = mpf(1), mpf(0)
            for mean, sd in others:
                below = mpmath.ncdf(x, mean, sd)
                none, one = none * below, one * below + none * (1 - below)
            return none, one

        best, second, largest = [], [], mpf(0)
        for index, (mean, sd) in enumerate(arms):
            others = arms[:index] + arms[index + 1 :]
            best.append(mpmath.quad(lambda x: mpmath.npdf(x, mean, sd) * above(x, others)[0], cuts))
            second.append(mpmath.quad(lambda x: mpmath.npdf(x, mean, sd) * above(x, others)[1], cuts))
            largest += mpmath.quad(lambda x: x * mpmath.npdf(x, mean, sd) * above(x, others)[0], cuts)
        assert abs(sum(best) - 1) < 1e-18 and abs(sum(second) - 1) < 1e-18, (sum(best), sum(second))
        draws = numpy.random.default_rng(6).normal([mean for mean, _ in arms], [sd for _, sd in arms], (4_000_000, len(arms)))
        order = numpy.argsort(draws, axis=1)
        for index in range(len(arms)):
            for name, rank, chances in (("chance of best", -1, best), ("chance of second", -2, second)):
                if chances[index] > 0.01:
                    agreement.note(name, "four million draws", (order[:, rank] == index).mean(), chances[index], str(arms[index]), 2e-2)
        losses = [largest - mean for mean, _ in arms]
        for loss, found in zip(losses, (draws.max(axis=1)[:, None] - draws).mean(axis=0)):
            agreement.note("loss of an arm", "four million draws", found, loss, str(arms), 2e-2)
        rows.append({"arms": arms, "best": doubles(best), "second": doubles(second), "losses": doubles(losses)})
    return rows


def main():
    agreement = Agreement()
    content = {"proportions": proportions(agreement), "effects": effects(agreement), "comparisons": comparisons(agreement)}
    write(__file__, {"made_with": made_with(__file__, ["mpmath", "numpy", "scipy"], ["see the heading of the script"]), "agreement": agreement.table()} | content)
    for row in agreement.table():
        print(f"{row['quantity']:<20}{row['source']:<24}{row['comparisons']:>5}  {row['max_relative_difference']:.1e}  {row['where']}")


main()
