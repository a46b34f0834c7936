"""Group-sequential boundaries and power, the mixture SPRT, confidence sequences, and the sequential test of shares.

    python sequential.py

- Boundaries: by integration on a grid of 2,001 points with Simpson's rule, and roots by brentq; checked against the published boundaries
  of Lan and DeMets' program (as in the R package ldbounds) to the four digits that they have, and by a million simulated walks.
- One-sided sequences: their formula, and that at the bound the mixture behind it, by integration, has just reached 1/alpha.
- Mixture SPRT, confidence sequence and the Bayes factor of shares: their formulas with 50 digits of mpmath.
"""

import math

import mpmath
import numpy
import scipy.optimize
import scipy.stats
from mpmath import mp, mpf
from scipy.stats import norm

from reference import Agreement, double, doubles, made_with, write

mp.dps = 50
POINTS = 2001


def spent(kind, t, level):
    if t >= 1:
        return level
    if kind == "obrien_fleming":
        return 2 * norm.sf(norm.isf(level / 2) / math.sqrt(t))
    if kind == "pocock":
        return level * math.log(1 + (math.e - 1) * t)
    return level * t ** float(kind.split()[1])


def simpson(count, width):
    weights = numpy.ones(count)
    weights[1:-1:2], weights[2:-1:2] = 4, 2
    return weights * width / (count - 1) / 3


class Walk:
    def __init__(self, drift, two_sided):
        self.drift, self.two_sided, self.time = drift, two_sided, 0.0
        self.x, self.mass = numpy.array([0.0]), numpy.array([1.0])

    def exit(self, time, z):
        step = time - self.time
        mean, sd, edge = self.x + self.drift * step, math.sqrt(step), z * math.sqrt(time)
        upper = float(numpy.sum(self.mass * norm.sf((edge - mean) / sd)))
        return upper + (float(numpy.sum(self.mass * norm.cdf((-edge - mean) / sd))) if self.two_sided else 0), upper

    def advance(self, time, z):
        step = time - self.time
        sd, root, centre = math.sqrt(step), math.sqrt(time), self.drift * time
        high = min(z * root, centre + 9 * root)
        low = max(-z * root if self.two_sided else -math.inf, centre - 9 * root)
        grid = numpy.linspace(low, high, POINTS)
        density = numpy.array([numpy.sum(self.mass * norm.pdf(x, self.x + self.drift * step, sd)) for x in grid])
        self.x, self.mass, self.time = grid, density * simpson(POINTS, high - low), time


def boundaries(kind, times, alpha, two_sided):
    side = alpha / 2 if two_sided else alpha
    walk, before, found = Walk(0, two_sided), 0.0, []
    for time in times:
        now = spent(kind, time, side)
        z = scipy.optimize.brentq(lambda z: walk.exit(time, z)[1] - (now - before), -8, 8.9, xtol=1e-13)
        walk.advance(time, z)
        found.append(z)
        before = now
    return found


def power(times, bounds, drift, two_sided):
    walk, total = Walk(drift, two_sided), 0.0
    for time, z in zip(times, bounds):
        total += walk.exit(time, z)[0]
        walk.advance(time, z)
    return total


def group_sequential(agreement):
    published = {
        ("obrien_fleming", 5): [4.8769, 3.3569, 2.6803, 2.2898, 2.0310],
        ("pocock", 5): [2.4380, 2.4268, 2.4101, 2.3966, 2.3859],
    }
    rows = []
    for kind, times, alpha, two_sided in [
        ("obrien_fleming", [0.2, 0.4, 0.6, 0.8, 1.0], 0.05, True),
        ("pocock", [0.2, 0.4, 0.6, 0.8, 1.0], 0.05, True),
        ("obrien_fleming", [0.5, 1.0], 0.025, False),
        ("pocock", [0.1, 0.35, 0.7, 1.0], 0.1, True),
        ("power 3", [1 / 3, 2 / 3, 1.0], 0.05, False),
        ("obrien_fleming", [i / 10 for i in range(3, 11)], 0.05, True),
    ]:
        bounds = boundaries(kind, times, alpha, two_sided)
        if (kind, len(times)) in published and two_sided and alpha == 0.05 and times[0] == 0.2:
            agreement.note_all("boundaries", "Lan and DeMets' program, four digits", published[kind, len(times)], bounds, kind, 5e-5)
        drift = 3.0
        fixed = norm.isf(alpha / (2 if two_sided else 1))
        needed = scipy.optimize.brentq(lambda d: power(times, bounds, d, two_sided) - 0.9, 1, 8, xtol=1e-10) if len(times) <= 5 else None
        alone = scipy.optimize.brentq(lambda d: norm.sf(fixed - d) + (norm.cdf(-fixed - d) if two_sided else 0) - 0.9, 0, 8, xtol=1e-14)
        found = power(times, bounds, drift, two_sided)
        random = numpy.random.default_rng(1)
        paths = numpy.zeros(1_000_000)
        out, before = numpy.zeros(len(paths), bool), 0.0
        for time, z in zip(times, bounds):
            paths += drift * (time - before) + math.sqrt(time - before) * random.standard_normal(len(paths))
            statistic = paths / math.sqrt(time)
            out |= (numpy.abs(statistic) if two_sided else statistic) >= z
            before = time
        agreement.note("power", "a million simulated walks", out.mean(), found, f"{kind} {len(times)}", 2e-3)
        rows.append(
            {"kind": kind, "information": times, "significance": alpha, "two_sided": two_sided, "boundaries": doubles(bounds),
             "power_at_drift_3": double(found), "drift_for_90": double(needed), "inflation": double((needed / alone) ** 2) if needed else None}
        )
    return rows


def mixture():
    rows = []
    for estimate, variance, tau, level in [(0.1, 0.002, 0.01, 0.95), (0.0, 0.5, 0.1, 0.9), (-2.5, 0.3, 1.0, 0.99), (3e-4, 1e-8, 1e-7, 0.95)]:
        e, v, t = mpf(estimate), mpf(variance), mpf(tau)
        ratio = mpmath.sqrt(v / (v + t)) * mpmath.exp(e**2 * t / (2 * v * (v + t)))
        # The likelihood ratio as an integral over the mixed effects.
        integral = mpmath.quad(
            lambda u: mpmath.exp((e * u - u**2 / 2) / v) * mpmath.npdf(u, 0, mpmath.sqrt(t)), mpmath.linspace(-12 * mpmath.sqrt(t), 12 * mpmath.sqrt(t), 25)
        )
        assert abs(integral / ratio - 1) < 1e-20, (integral, ratio)
        alpha = 1 - mpf(level)
        reach = mpmath.findroot(
            lambda x: mpmath.log(v / (v + t)) / 2 + x**2 * t / (2 * v * (v + t)) + mpmath.log(alpha), (0, 100 * mpmath.sqrt(v + t)), solver="anderson"
        )
        rows.append({"estimate": estimate, "variance": variance, "tau": tau, "level": level, "ratio": double(ratio), "p": double(min(1, 1 / ratio)), "reach": double(abs(reach))})
    return rows


def sequences():
    rows = []
    for estimate, error, count, tuned, level in [(0.2, 0.05, 5000, 5000, 0.95), (0.1, 0.08, 100, 5000, 0.95), (1.0, 0.2, 40_000, 1000, 0.99), (0.001, 0.01, 7, 10, 0.9)]:
        alpha, n = 1 - mpf(level), mpf(count)
        rho = mpmath.sqrt((-2 * mpmath.log(alpha) + mpmath.log(-2 * mpmath.log(alpha) + 1)) / tuned)
        sd = mpf(error) * mpmath.sqrt(n)
        reach = sd * mpmath.sqrt(2 * (n * rho**2 + 1) / (n**2 * rho**2) * mpmath.log(mpmath.sqrt(n * rho**2 + 1) / alpha))
        # The level at which, with the same rho, the interval just touches 0.
        information = n * rho**2
        # Squared, so that the search may leave the range of the root.
        touches = lambda a: mpf(error) ** 2 * n * 2 * (information + 1) / (n * information) * (mpmath.log(information + 1) / 2 - a) - mpf(estimate) ** 2
        p = mpmath.findroot(touches, (-2000, mpmath.log(information + 1) / 2 + 1), solver="anderson")
        rows.append({"estimate": estimate, "error": error, "count": count, "tuned": tuned, "level": level, "reach": double(reach), "p": double(min(1, mpmath.exp(p)))})
    return rows


def one_sided(agreement):
    """Bounds on one side: the mixture over effects that are half-normal, of which the bound keeps a simpler one that is never larger."""
    rows = []
    for estimate, error, count, tuned, level in [(0.2, 0.05, 5000, 5000, 0.95), (0.1, 0.08, 100, 5000, 0.95), (1.0, 0.2, 40_000, 1000, 0.99), (-0.3, 0.1, 700, 600, 0.9)]:
        alpha, n = 1 - mpf(level), mpf(count)
        rho = mpmath.sqrt((-2 * mpmath.log(2 * alpha) + mpmath.log(-2 * mpmath.log(2 * alpha) + 1)) / tuned)
        information = n * rho**2
        reach = mpf(error) * mpmath.sqrt(2 * (information + 1) / information * mpmath.log(1 + mpmath.sqrt(information + 1) / (2 * alpha)))
        # At its bound the mixture itself is at least 1/alpha, and at most a tenth more.
        z = reach / mpf(error)
        effect = mpmath.sqrt(rho**2)
        drawn = 2 * mpmath.quad(lambda u: mpmath.exp(u * z * mpmath.sqrt(n) - u**2 * n / 2) * mpmath.npdf(u, 0, effect), mpmath.linspace(0, 14 * effect, 40))
        closed = 2 / mpmath.sqrt(information + 1) * mpmath.exp(z**2 * information / (2 * (information + 1))) * mpmath.ncdf(z * mpmath.sqrt(information / (information + 1)))
        agreement.note("one-sided mixture", "mpmath quad", drawn, closed, str(estimate), 1e-12)
        assert 1 <= closed * alpha < 1.1, closed * alpha
        p = {}
        for side, sign in (("greater", 1), ("less", -1)):
            found = sign * mpf(estimate) / mpf(error)
            value = mpmath.sqrt(information + 1) / (2 * mpmath.expm1(found**2 * information / (2 * (information + 1)))) if found > 0 else mpf(1)
            p[side] = double(min(1, value))
        rows.append({"estimate": estimate, "error": error, "count": count, "tuned": tuned, "level": level, "reach": double(reach), **p})
    return rows


def shares():
    rows = []
    for weights, concentration, looks in [([1, 1], 10_000, [[510, 490], [1030, 970], [5200, 4800]]), ([0.5, 0.3, 0.2], 100, [[60, 25, 15], [480, 330, 190], [5100, 3000, 2100]]), ([1, 1, 0], 1000, [[90, 110, 0]])]:
        total = mpf(sum(weights))
        evidence, smallest, p = [], mpf(1), []
        for counts in looks:
            value = mpmath.loggamma(concentration) - mpmath.loggamma(concentration + sum(counts))
            for count, weight in zip(counts, weights):
                if weight:
                    share = mpf(weight) / total
                    value += mpmath.loggamma(concentration * share + count) - mpmath.loggamma(concentration * share) - count * mpmath.log(share)
            smallest = min(smallest, mpmath.exp(-value))
            p.append(double(smallest))
        rows.append({"weights": weights, "concentration": concentration, "looks": looks, "p": p})
    return rows


def main():
    agreement = Agreement()
    content = {"designs": group_sequential(agreement), "mixtures": mixture(), "sequences": sequences(), "one_sided": one_sided(agreement), "shares": shares()}
    write(
        __file__,
        {"made_with": made_with(__file__, ["mpmath", "numpy", "scipy"], ["see the heading of the script"]), "agreement": agreement.table()} | content,
    )
    for row in agreement.table():
        print(f"{row['quantity']:<20}{row['source']:<40}{row['comparisons']:>5}  {row['max_relative_difference']:.1e}  {row['where']}")


main()
