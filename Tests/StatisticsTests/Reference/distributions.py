"""Distribution functions at ordinary and at extreme points, from mpmath, compared with scipy.stats.

    python distributions.py

Every parameter, point and probability is taken as the exact value of its double. Each function is computed twice by mpmath, with 50
and with 80 digits; the script stops unless the two agree to 30 digits.

- cdf(x) = P(X <= x), sf(x) = P(X > x), pdf(x) the density (for the binomial: the probability of x), log_* their natural logarithms.
- A quantile of p is the x with cdf(x) = p, an upper quantile of p the x with sf(x) = p. For the binomial: the smallest integer k with
  cdf(k) >= p, respectively sf(k) <= p. A probability within 1e-9 (relative) of a step of the binomial is left out.
- `condition` of a point is the larger of |x pdf / cdf| and |x pdf / sf|: by how much a relative error in x is magnified.
- A value between 0 and 1e-300 is null; its logarithm is given.
- Gamma has a shape and a scale (mean = shape * scale); F has the degrees of freedom of its numerator and its denominator.
"""

import functools
import math

import mpmath
import scipy.stats
from mpmath import mp, mpf

from reference import SMALLEST, Agreement, double, made_with, relative, write

mp.dps = 50

TAILS = [1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-15, 1e-10, 1e-7, 1e-5, 1e-4, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.4]
BODY = [0.5, 0.6, 0.75, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999, 0.9999, 0.99999]

DISTRIBUTIONS = [
    ("normal", {"mean": 0.0, "sd": 1.0}),
    ("normal", {"mean": 3.0, "sd": 2.0}),
    ("student_t", {"df": 1.0}),
    ("student_t", {"df": 2.5}),
    ("student_t", {"df": 10.0}),
    ("student_t", {"df": 1e6}),
    ("chi_squared", {"df": 1.0}),
    ("chi_squared", {"df": 2.0}),
    ("chi_squared", {"df": 3.7}),
    ("chi_squared", {"df": 10.0}),
    ("chi_squared", {"df": 1000.0}),
    ("f", {"numerator_df": 1.0, "denominator_df": 10.0}),
    ("f", {"numerator_df": 5.0, "denominator_df": 2.0}),
    ("f", {"numerator_df": 2.5, "denominator_df": 7.5}),
    ("f", {"numerator_df": 10.0, "denominator_df": 20.0}),
    ("f", {"numerator_df": 8.0, "denominator_df": 5000.0}),
    ("binomial", {"n": 1, "p": 0.3}),
    ("binomial", {"n": 10, "p": 0.3}),
    ("binomial", {"n": 50, "p": 0.02}),
    ("binomial", {"n": 1000, "p": 0.5}),
    ("binomial", {"n": 100000, "p": 0.001}),
    ("beta", {"a": 0.5, "b": 0.5}),
    ("beta", {"a": 1.0, "b": 1.0}),
    ("beta", {"a": 2.0, "b": 5.0}),
    ("beta", {"a": 100.0, "b": 300.0}),
    ("beta", {"a": 1.0, "b": 20000.0}),
    ("gamma", {"shape": 0.1, "scale": 1.0}),
    ("gamma", {"shape": 1.0, "scale": 2.0}),
    ("gamma", {"shape": 2.5, "scale": 0.5}),
    ("gamma", {"shape": 100.0, "scale": 1.0}),
    ("gamma", {"shape": 10000.0, "scale": 0.001}),
]


def beta_tails(a, b, x, y):
    """I_x(a, b) and its complement; y = 1 - x is passed for its own sake, because 1 - x may have lost its digits."""

    def fraction(a, b, x, y):
        # The continued fraction of DLMF 8.17.22 by Lentz's method; it converges quickly below the mean.
        front = mpmath.exp(a * mpmath.log(x) + b * mpmath.log(y) - mpmath.log(a) - log_beta(a, b))
        tiny = mpf(10) ** (-4 * mp.dps)
        c, d = mpf(1), 1 / (1 - (a + b) * x / (a + 1))
        result = d
        m = 0
        while True:
            m += 1
            even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            before = result
            for term in (even, odd):
                d = 1 / (1 + term * d or tiny)
                c = 1 + term / c or tiny
                result *= c * d
            if abs(result - before) <= abs(result) * mp.eps:
                return front * result

    if x <= 0 or y <= 0:
        return (mpf(0), mpf(1)) if x <= 0 else (mpf(1), mpf(0))
    if x <= (a + 1) / (a + b + 2):
        lower = fraction(a, b, x, y)
        return lower, 1 - lower
    upper = fraction(b, a, y, x)
    return 1 - upper, upper


def gamma_tails(shape, z):
    """P(shape, z) and Q(shape, z): a series of positive terms below the mean, Legendre's continued fraction above it."""
    if z <= 0:
        return mpf(0), mpf(1)
    front = mpmath.exp(shape * mpmath.log(z) - z - mpmath.loggamma(shape))
    if z <= shape + 1:
        total = term = 1 / shape
        k = 0
        while term > total * mp.eps / 100:
            k += 1
            term *= z / (shape + k)
            total += term
        lower = front * total
        return lower, 1 - lower
    b = z + 1 - shape  # Lentz's method (DLMF 8.9.2)
    c, d = 1 / mpf(10) ** (-2 * mp.dps), 1 / b
    fraction = d
    k = 0
    while True:
        k += 1
        factor = -k * (k - shape)
        b += 2
        d = 1 / (factor * d + b)
        c = b + factor / c
        fraction *= c * d
        if abs(c * d - 1) < mp.eps * 10:
            break
    upper = front * fraction
    return 1 - upper, upper


def log_beta(a, b):
    return mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)


def evaluate(kind, parameters, x):
    """(cdf, sf, log pdf) at x, all mpf."""
    p = {name: mpf(value) for name, value in parameters.items()}
    if kind == "normal":
        z = (x - p["mean"]) / p["sd"]
        return (
            mpmath.erfc(-z / mpmath.sqrt(2)) / 2,
            mpmath.erfc(z / mpmath.sqrt(2)) / 2,
            -z * z / 2 - mpmath.log(2 * mpmath.pi) / 2 - mpmath.log(p["sd"]),
        )
    if kind == "student_t":
        df, square = p["df"], x * x
        inside, outside = beta_tails(mpf(1) / 2, df / 2, square / (df + square), df / (df + square))
        tail, rest = outside / 2, mpf(1) / 2 + inside / 2
        density = -(df + 1) / 2 * mpmath.log1p(square / df) - mpmath.log(df) / 2 - log_beta(mpf(1) / 2, df / 2)
        return (rest, tail, density) if x >= 0 else (tail, rest, density)
    if kind == "chi_squared":
        return evaluate("gamma", {"shape": parameters["df"] / 2, "scale": 2.0}, x)
    if kind == "gamma":
        shape, z = p["shape"], x / p["scale"]
        lower, upper = gamma_tails(shape, z)
        return lower, upper, (shape - 1) * mpmath.log(z) - z - mpmath.loggamma(shape) - mpmath.log(p["scale"])
    if kind == "f":
        m, n = p["numerator_df"], p["denominator_df"]
        lower, upper = beta_tails(m / 2, n / 2, m * x / (m * x + n), n / (m * x + n))
        return (
            lower,
            upper,
            (
                m / 2 * mpmath.log(m)
                + n / 2 * mpmath.log(n)
                + (m / 2 - 1) * mpmath.log(x)
                - (m + n) / 2 * mpmath.log(n + m * x)
                - log_beta(m / 2, n / 2)
            ),
        )
    if kind == "beta":
        a, b = p["a"], p["b"]
        lower, upper = beta_tails(a, b, x, 1 - x)
        return lower, upper, (a - 1) * mpmath.log(x) + (b - 1) * mpmath.log1p(-x) - log_beta(a, b)
    n, chance, k = p["n"], p["p"], x
    mass = -mpmath.log(n + 1) - log_beta(k + 1, n - k + 1) + k * mpmath.log(chance) + (n - k) * mpmath.log1p(-chance)
    if k >= n:
        return mpf(1), mpf(0), mass
    upper, lower = beta_tails(k + 1, n - k, chance, 1 - chance)
    return lower, upper, mass


def logarithms(cdf, sf):
    log_cdf = mpmath.log(cdf) if cdf < mpf(1) / 2 else mpmath.log1p(-sf)
    log_sf = None if sf == 0 else mpmath.log(sf) if sf < mpf(1) / 2 else mpmath.log1p(-cdf)
    return log_cdf, log_sf


def checked(kind, parameters, x):
    """The six functions at the double x, computed with 50 and with 80 digits."""
    answers = []
    for digits in (50, 80):
        with mpmath.workdps(digits):
            cdf, sf, log_pdf = evaluate(kind, parameters, mpf(x))
            answers.append((cdf, sf, mpmath.exp(log_pdf), *logarithms(cdf, sf), log_pdf))
    for coarse, fine in zip(*answers):
        if fine is not None and abs(coarse - fine) > abs(fine) * mpf(10) ** -30:
            raise SystemExit(f"mpmath is not sure of {kind} {parameters} at {x}: {coarse} {fine}")
    return answers[1]


def support(kind):
    return {"normal": (-math.inf, math.inf), "student_t": (-math.inf, math.inf), "beta": (0, 1)}.get(kind, (0, math.inf))


@functools.cache
def root(kind, parameters, probability, upper):
    """The x with cdf(x) = probability (sf for upper) to 40 digits: bisection on a transformed axis, then Newton on the logarithm.

    None where x is beyond what a double can hold, or too close to the end of the support.
    """
    low_end, high_end = support(kind)
    reach = 6 if kind == "normal" else 690

    def place(u):  # u in (-reach, reach) -> the support, with a resolution relative to its ends
        if low_end == -math.inf:
            return mpmath.sinh(u)
        return mpmath.exp(u) if high_end == math.inf else 1 / (1 + mpmath.exp(-u))

    parameters = dict(parameters)
    target = mpf(probability)
    with mpmath.workdps(20 if high_end == math.inf else 50):

        def below(u):
            cdf, sf, _ = evaluate(kind, parameters, place(u))
            return sf > target if upper else cdf < target

        low, high = mpf(-reach), mpf(reach)
        for _ in range(26):
            middle = (low + high) / 2
            low, high = (middle, high) if below(middle) else (low, middle)
        if low == -reach or high == reach:
            return None
        x = place((low + high) / 2)
    with mpmath.workdps(50):
        for _ in range(60):
            if high_end == 1 and 1 - x < mpf(10) ** -20:
                return None
            cdf, sf, log_pdf = evaluate(kind, parameters, x)
            tail, slope = (sf, -mpmath.exp(log_pdf)) if upper else (cdf, mpmath.exp(log_pdf))
            step = (mpmath.log(tail) - mpmath.log(target)) * tail / slope
            x -= step
            if abs(step) <= abs(x) * mpf(10) ** -40 or abs(x) < mpf(10) ** -40 and abs(step) < mpf(10) ** -40 and low_end == -math.inf:
                return x
    raise SystemExit(f"no root for {kind} {parameters} {probability} {upper}")


def discrete_root(parameters, probability, upper):
    """The smallest k with cdf(k) >= probability (sf(k) <= probability for upper); None near a step."""
    target = mpf(probability)
    low, high = -1, parameters["n"]
    while high - low > 1:
        middle = (low + high) // 2
        cdf, sf, _ = evaluate("binomial", parameters, mpf(middle))
        reached = sf <= target if upper else cdf >= target
        low, high = (low, middle) if reached else (middle, high)
    for k in (high - 1, high):
        if 0 <= k:
            cdf, sf, _ = evaluate("binomial", parameters, mpf(k))
            if abs((sf if upper else cdf) - target) < target * mpf(10) ** -9:
                return None
    return high


def in_scipy(kind, parameters):
    p = parameters
    return {
        "normal": lambda: scipy.stats.norm(p["mean"], p["sd"]),
        "student_t": lambda: scipy.stats.t(p["df"]),
        "chi_squared": lambda: scipy.stats.chi2(p["df"]),
        "f": lambda: scipy.stats.f(p["numerator_df"], p["denominator_df"]),
        "binomial": lambda: scipy.stats.binom(p["n"], p["p"]),
        "beta": lambda: scipy.stats.beta(p["a"], p["b"]),
        "gamma": lambda: scipy.stats.gamma(p["shape"], scale=p["scale"]),
    }[kind]()


def ordinary(kind, parameters):
    """Points anyone would try, besides those at given probabilities."""
    if kind == "normal":
        return [parameters["mean"] + parameters["sd"] * z for z in (-1.96, -1.0, 0.0, 0.5, 1.0, 1.96, 3.0)]
    if kind == "student_t":
        return [-2.0, -0.001, 0.0, 1e-8, 0.7, 1.96, 2.228]
    if kind == "binomial":
        n = parameters["n"]
        return sorted({0, 1, n // 10, n // 4, n // 3, n // 2, 2 * n // 3, n - 1, n} & set(range(n + 1)))
    if kind == "beta":
        return [1e-10, 0.001, 0.25, 0.5, 0.75, 0.999]
    return [1e-10, 0.01, 0.5, 1.0, 2.0, 5.0]


def points(kind, parameters):
    chosen = {float(x) if kind != "binomial" else int(x) for x in ordinary(kind, parameters)}
    for probability in TAILS + [0.5]:
        for upper in (False, True):
            if kind == "binomial":
                x = discrete_root(parameters, probability, upper)
                if x is not None:
                    chosen.add(x)
                continue
            exact = root(kind, tuple(parameters.items()), probability, upper)
            if exact is None:
                continue
            x = float(mpmath.nstr(exact, 6))
            low, high = support(kind)
            if low < x < high and 1e-290 < abs(x) < 1e290:
                chosen.add(x)
    return sorted(chosen)


def main():
    agreement = Agreement()
    refused = []
    entries = []
    for kind, parameters in DISTRIBUTIONS:
        other = in_scipy(kind, parameters)
        label = f"{kind} {parameters}"

        def compare(quantity, value, reference, where, limit):
            if reference is None:
                return
            value = float(value)
            if not math.isfinite(value) or (value == 0 and reference != 0) or relative(value, reference) > limit:
                refused.append(
                    {
                        "quantity": f"{kind} {quantity}",
                        "where": where,
                        "scipy": value if math.isfinite(value) else None,
                        "expected": double(reference),
                    }
                )
                return
            agreement.note(f"{kind} {quantity}", "scipy.stats", value, reference, where, limit)

        entry = {"distribution": kind, "parameters": parameters, "points": [], "quantiles": [], "upper_quantiles": []}
        for x in points(kind, parameters):
            names = ("cdf", "sf", "pdf", "log_cdf", "log_sf", "log_pdf")
            values = dict(zip(names, checked(kind, parameters, x)))
            row = {"x": x} | {name: double(value) for name, value in values.items()}
            magnified = [abs(x) * values["pdf"] / values[tail] for tail in ("cdf", "sf") if values[tail] != 0]
            row["condition"] = float(mpmath.nstr(max(magnified), 3)) if kind != "binomial" else None
            entry["points"].append(row)
            methods = {"pdf": "pmf", "log_pdf": "logpmf"} if kind == "binomial" else {}
            for name in names:
                if row[name] is not None and (abs(values[name]) > SMALLEST or values[name] == 0):
                    method = methods.get(name, name.replace("_", ""))
                    compare(name, getattr(other, method)(x), values[name], f"{label} x={x}", 1e-6)
        for key, method, upper in (("quantiles", "ppf", False), ("upper_quantiles", "isf", True)):
            for probability in TAILS + BODY:
                if kind == "binomial":
                    x = discrete_root(parameters, probability, upper)
                    stored = x
                else:
                    x = root(kind, tuple(parameters.items()), probability, upper)
                    if x is None:
                        continue
                    if probability == 0.5 and abs(x) < mpf(10) ** -30:
                        x = mpf(0)
                    stored = double(x)
                    if stored is None or stored >= support(kind)[1]:
                        continue
                if stored is None:
                    continue
                entry[key].append({"p": probability, "x": stored})
                compare(key[:-1], getattr(other, method)(probability), mpf(x), f"{label} p={probability}", 1e-6)
        entries.append(entry)
        print(label, len(entry["points"]), flush=True)
    write(
        __file__,
        {
            "made_with": made_with(
                __file__,
                ["mpmath", "scipy"],
                [
                    "mpmath: erfc, and loggamma with the series and continued fractions of the script, 80 digits, rounded once to double",
                    "scipy.stats.{norm,t,chi2,f,binom,beta,gamma}.{cdf,sf,pdf,pmf,logcdf,logsf,logpdf,logpmf,ppf,isf}",
                ],
            ),
            "definition": "cdf = P(X <= x), sf = P(X > x); quantiles: cdf(x) = p, upper_quantiles: sf(x) = p; binomial: the "
            "smallest integer "
            "k with cdf(k) >= p, respectively sf(k) <= p. null: not representable as a normal double.",
            "agreement": agreement.table(),
            "scipy_differs": refused,
            "distributions": entries,
        },
    )


main()
