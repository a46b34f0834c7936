"""Logistic regression, unpenalised and with an L2 penalty.

    python logistic.py

The objective is  sum_i w_i log(1 + exp(-s_i eta_i)) + lambda / 2 * sum_j beta_j^2,  eta_i = intercept + x_i . beta, s_i = +1 for a label
of 1 and -1 for 0. The intercept is not penalised. Weights are used as they are (they do not sum to n).

Expected values are the minimiser by Newton's method in 40-digit arithmetic, started at sklearn's answer, until a step moves no
coefficient by more than 1e-30, relatively; each is rounded once to double. The objective is strictly convex, so there is no other one.
Compared with it:
- statsmodels Logit (no weights) and GLM Binomial (freq_weights) for lambda = 0: coefficients, standard errors, log-likelihood,
- sklearn LogisticRegression(C = 1 / lambda), newton-cholesky and lbfgs; on raw columns whose scales differ by 1e10 it stops early,
- scipy.optimize trust-exact on centred and rescaled columns, with the penalty rescaled against them,
- the gradient at the rounded coefficients, which is reported as `gradient`: what is left by rounding alone.

A fit is on the raw columns or on standardised ones: (x - mean) / sd, sd by n (ddof = 0), both unweighted. raw_intercept and
raw_coefficients translate a fit back to the raw columns; predictions do not change by that.
log_likelihood = sum_i w_i log p(y_i), without penalty. covariance = inverse of sum_i w_i p_i (1 - p_i) (1, x_i) (1, x_i)^T, row major,
intercept first; standard_errors are the roots of its diagonal. probabilities are those of the first rows.
"""

import math
import sys
import warnings
from pathlib import Path

import mpmath
import numpy
import scipy.optimize
import scipy.special
import statsmodels.api as statsmodels
from mpmath import mpf
from sklearn.linear_model import LogisticRegression

sys.path.append(str(Path(__file__).resolve().parents[2] / "StatisticsTests" / "Reference"))

from reference import Agreement, double, doubles, made_with, write  # noqa: E402

mpmath.mp.dps = 40
LAMBDAS = [0.1, 1.0, 10.0, 100.0]
SHOWN = 20


def solve(matrix, right):
    """Gaussian elimination with partial pivoting; `right` has one or more columns."""
    n = len(matrix)
    rows = [list(row) + list(extra) for row, extra in zip(matrix, right)]
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(k + 1, n):
            factor = rows[i][k] / rows[k][k]
            for j in range(k, len(rows[i])):
                rows[i][j] -= factor * rows[k][j]
    answer = [None] * n
    for k in reversed(range(n)):
        answer[k] = [
            (rows[k][n + c] - mpmath.fsum(rows[k][j] * answer[j][c] for j in range(k + 1, n))) / rows[k][k] for c in range(len(rows[k]) - n)
        ]
    return answer


class Problem:
    """One design in exact arithmetic: `design` has a leading 1 in each row."""

    def __init__(self, design, labels, weights, penalty):
        self.design, self.labels, self.weights, self.penalty = design, labels, weights, mpf(penalty)

    def state(self, theta):
        """Log-likelihood, gradient and Hessian of the objective, probabilities."""
        size = len(theta)
        gradient = [mpf(0)] + [self.penalty * value for value in theta[1:]]
        hessian = [[self.penalty if i == j and i > 0 else mpf(0) for j in range(size)] for i in range(size)]
        likelihood, probabilities = mpf(0), []
        for row, label, weight in zip(self.design, self.labels, self.weights):
            eta = mpmath.fdot(row, theta)
            p = 1 / (1 + mpmath.exp(-eta))
            probabilities.append(p)
            likelihood += weight * (mpmath.log(p) if label else mpmath.log1p(-p))
            residual, curvature = weight * (p - label), weight * p * (1 - p)
            for i in range(size):
                gradient[i] += residual * row[i]
                scaled = curvature * row[i]
                for j in range(i + 1):
                    hessian[i][j] += scaled * row[j]
        for i in range(size):
            for j in range(i):
                hessian[j][i] = hessian[i][j]
        return likelihood, gradient, hessian, probabilities

    def minimise(self, start):
        theta = [mpf(float(value)) for value in start]
        for _ in range(30):
            _, gradient, hessian, _ = self.state(theta)
            step = [row[0] for row in solve(hessian, [[value] for value in gradient])]
            theta = [value - change for value, change in zip(theta, step)]
            if all(abs(change) <= abs(value) * mpf(10) ** -30 for value, change in zip(theta, step)):
                return theta
        raise SystemExit("Newton's method did not converge")


def sklearn_fit(x, y, weights, penalty, solver):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = LogisticRegression(C=1 / penalty if penalty else numpy.inf, solver=solver, tol=1e-12, max_iter=100_000)
        model.fit(x, y, sample_weight=weights)
    return numpy.concatenate([model.intercept_, model.coef_[0]])


def rescaled_fit(x, y, weights, penalty):
    """The same minimiser in doubles, found on centred and rescaled columns with the penalty rescaled against them."""
    centre, scale = x.mean(axis=0), x.std(axis=0)
    design = numpy.column_stack([numpy.ones(len(y)), (x - centre) / scale])
    factors = numpy.concatenate([[0], penalty / scale**2])
    used = numpy.ones(len(y)) if weights is None else weights

    def value(theta):
        eta = design @ theta
        return used @ (numpy.logaddexp(0, eta) - y * eta) + factors @ theta**2 / 2

    def gradient(theta):
        return design.T @ (used * (scipy.special.expit(design @ theta) - y)) + factors * theta

    def hessian(theta):
        p = scipy.special.expit(design @ theta)
        return design.T * (used * p * (1 - p)) @ design + numpy.diag(factors)

    theta = numpy.zeros(design.shape[1])
    theta = scipy.optimize.minimize(value, theta, method="trust-exact", jac=gradient, hess=hessian, options={"gtol": 1e-8}).x
    for _ in range(3):  # The last steps, where the value no longer changes in its last digit.
        theta = theta - numpy.linalg.solve(hessian(theta), gradient(theta))
    beta = theta[1:] / scale
    return numpy.concatenate([[theta[0] - beta @ centre], beta])


def fit(x, y, weights, penalty, standardised, scaling, where, agreement):
    """One entry of `fits`. `scaling` is (means, sds) in exact arithmetic."""
    means, sds = scaling
    n, p = x.shape
    exact = [[mpf(float(value)) for value in row] for row in x]
    if standardised:
        exact = [[(value - mean) / sd for value, mean, sd in zip(row, means, sds)] for row in exact]
        x = (x - numpy.array([float(mean) for mean in means])) / numpy.array([float(sd) for sd in sds])
    exact_weights = [mpf(1)] * n if weights is None else [mpf(float(weight)) for weight in weights]
    problem = Problem([[mpf(1)] + row for row in exact], [int(label) for label in y], exact_weights, penalty)

    start = sklearn_fit(x, y, weights, penalty, "newton-cholesky")
    theta = problem.minimise(start)
    rounded = [mpf(double(value)) for value in theta]
    likelihood, gradient, hessian, probabilities = problem.state(theta)
    left = problem.state(rounded)[1]
    objective = -likelihood + mpf(penalty) / 2 * mpmath.fdot(theta[1:], theta[1:])

    ill = not standardised and max(sds) / min(sds) > 1e6
    for solver in ("newton-cholesky", "lbfgs"):
        if solver == "lbfgs" and ill:
            continue
        found = sklearn_fit(x, y, weights, penalty, solver)
        # On raw columns whose scales differ by 1e10 sklearn stops early; that it does is recorded, not held against the expected values.
        kind = "raw ill-scaled columns" if ill else "well-scaled columns"
        limit = math.inf if ill else 1e-5 if solver == "lbfgs" else 1e-7
        agreement.note_all(f"coefficients, {kind}", f"sklearn {solver}", found, theta, where, limit)
    found = rescaled_fit(x, y, weights, penalty)
    agreement.note_all("coefficients, all columns", "scipy.optimize trust-exact on rescaled columns", found, theta, where, 1e-7)

    raw = [theta[0]] + theta[1:]
    if standardised:
        raw[1:] = [value / sd for value, sd in zip(theta[1:], sds)]
        raw[0] = theta[0] - mpmath.fdot(raw[1:], means)
    entry = {
        "lambda": penalty,
        "standardised": standardised,
        "weighted": weights is not None,
        "intercept": double(theta[0]),
        "coefficients": doubles(theta[1:]),
        "raw_intercept": double(raw[0]),
        "raw_coefficients": doubles(raw[1:]),
        "objective": double(objective),
        "log_likelihood": double(likelihood),
        "gradient": float(f"{float(max(abs(value) for value in left)):.2g}"),
        "probabilities": doubles(probabilities[:SHOWN]),
    }
    if penalty == 0:
        size = p + 1
        inverse = solve(hessian, [[mpf(i == j) for j in range(size)] for i in range(size)])
        errors = [mpmath.sqrt(inverse[i][i]) for i in range(size)]
        entry["standard_errors"] = doubles(errors)
        entry["covariance"] = doubles(value for row in inverse for value in row)
        design = statsmodels.add_constant(x, has_constant="add")
        models = {
            "statsmodels GLM": statsmodels.GLM(y, design, family=statsmodels.families.Binomial(), freq_weights=weights).fit(
                tol=1e-14, maxiter=200
            )
        }
        if weights is None and not ill:
            models["statsmodels Logit"] = statsmodels.Logit(y, design).fit(method="newton", tol=1e-14, maxiter=200, disp=0)
        for source, model in models.items():
            kind = "raw ill-scaled columns" if ill else "well-scaled columns"
            limit = 1e-4 if ill else 1e-8
            agreement.note_all(f"coefficients, {kind}", source, model.params, theta, where, limit)
            agreement.note_all(f"standard_errors, {kind}", source, model.bse, errors, where, limit)
            agreement.note_all(
                f"covariance, {kind}", source, numpy.asarray(model.cov_params()).ravel(), [v for r in inverse for v in r], where, limit
            )
            agreement.note(f"log_likelihood, {kind}", source, model.llf, likelihood, where, limit)
    return entry


def exact_scaling(x):
    means, sds = [], []
    for column in x.T:
        values = [mpf(float(value)) for value in column]
        means.append(mpmath.fsum(values) / len(values))
        sds.append(mpmath.sqrt(mpmath.fsum((value - means[-1]) ** 2 for value in values) / len(values)))
    return means, sds


def dataset(name, columns, x, y, weights, agreement, **more):
    scaling = exact_scaling(x)
    fits = []
    for used in [None] if weights is None else [None, weights]:
        for standardised in (False, True):
            for penalty in [0.0] + LAMBDAS:
                where = f"{name}, lambda {penalty:g}, {'standardised' if standardised else 'raw'}{'' if used is None else ', weighted'}"
                fits.append(fit(x, y, used, penalty, standardised, scaling, where, agreement))
    positives, share = int(y.sum()), mpf(int(y.sum())) / len(y)
    return {
        "name": name,
        "rows": len(y),
        "columns": columns,
        "x": [number(value) for value in x.ravel()],
        "y": [int(label) for label in y],
        "weights": None if weights is None else [number(weight) for weight in weights],
        "means": doubles(scaling[0]),
        "sds": doubles(scaling[1]),
        "null_log_likelihood": double(positives * mpmath.log(share) + (len(y) - positives) * mpmath.log1p(-share)),
        "fits": fits,
    } | more


def number(value):
    """An integer is written as one."""
    value = float(value)
    return int(value) if value.is_integer() else value


def labels(random, eta):
    return (random.random(len(eta)) < 1 / (1 + numpy.exp(-eta))).astype(int)


def well_conditioned(agreement):
    random = numpy.random.default_rng(11)
    x = numpy.round(random.standard_normal((200, 4)) @ numpy.array([[1, 0.3, 0, 0], [0, 1, 0, 0.2], [0, 0, 1, 0], [0, 0, 0, 1]]), 6)
    y = labels(random, -0.3 + x @ numpy.array([0.9, -0.6, 0.0, 0.4]))
    weights = random.integers(1, 13, 200) / 4
    weights[::25] = 0  # A row of weight 0 counts for nothing.
    return dataset("well conditioned", ["a", "b", "c", "d"], x, y, weights, agreement)


def ill_scaled(agreement):
    random = numpy.random.default_rng(12)
    n = 500
    z = random.standard_normal((n, 6))
    x = numpy.column_stack(
        [
            numpy.round(210_000 + 60_000 * z[:, 0]),  # milliseconds
            numpy.round(2012 + 8 * z[:, 1]),  # a year: mean far from 0
            numpy.round(1 / (1 + numpy.exp(-z[:, 2])), 6),  # a share
            numpy.round(1e-5 * numpy.exp(0.8 * z[:, 3]), 9),  # a rate
            numpy.round(numpy.exp(6 + 1.5 * z[:, 4])),  # a skewed count
            numpy.round(-8 + 4 * z[:, 5], 3),  # decibels
        ]
    )
    standard = (x - x.mean(axis=0)) / x.std(axis=0)
    y = labels(random, 0.2 + standard @ numpy.array([0.8, -0.5, 0.6, 0.4, -0.7, 0.3]))
    columns = ["milliseconds", "year", "share", "rate", "count", "decibels"]
    return dataset("ill scaled", columns, x, y, None, agreement, constant_column={"index": 2, "value": 0.1})


def imbalanced(agreement):
    random = numpy.random.default_rng(13)
    n = 1000
    x = numpy.round(random.standard_normal((n, 5)), 5)
    x[:, 3] = random.random(n) < 0.2
    eta = -3.9 + x @ numpy.array([1.0, -0.8, 0.5, 0.9, 0.0])
    y = labels(random, eta)
    positives = int(y.sum())
    assert 45 <= positives <= 55, positives
    # sklearn's class_weight="balanced": n / (2 * count of the class).
    weights = numpy.where(y == 1, n / (2 * positives), n / (2 * (n - positives)))
    for penalty in LAMBDAS:
        balanced = LogisticRegression(C=1 / penalty, solver="newton-cholesky", tol=1e-12, class_weight="balanced").fit(x, y)
        same = sklearn_fit(x, y, weights, penalty, "newton-cholesky")
        agreement.note_all(
            "balanced class weights as sample weights",
            "sklearn class_weight='balanced'",
            numpy.concatenate([balanced.intercept_, balanced.coef_[0]]),
            same,
            f"lambda {penalty:g}",
            1e-10,
        )
    return dataset(
        "imbalanced",
        ["a", "b", "c", "flag", "noise"],
        x,
        y,
        weights,
        agreement,
        class_weights={"0": n / (2 * (n - positives)), "1": n / (2 * positives)},
    )


def separation(x, y):
    """ "complete", "quasi" or "none" (Albert and Anderson 1984), by linear programming: the direction with the largest sum of margins."""
    signed = (2 * y - 1)[:, None] * numpy.column_stack([numpy.ones(len(y)), x])
    answer = scipy.optimize.linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=numpy.zeros(len(y)), bounds=[(-1, 1)] * signed.shape[1])
    if -answer.fun < 1e-9:
        return "none"
    strict = scipy.optimize.linprog(
        numpy.zeros(signed.shape[1]), A_ub=-signed, b_ub=-numpy.ones(len(y)), bounds=[(None, None)] * signed.shape[1]
    )
    return "complete" if strict.status == 0 else "quasi"


def small(name, x, y, expected, agreement):
    x, y = numpy.array(x, dtype=float), numpy.array(y)
    found = separation(x, y) if 0 < y.sum() < len(y) else "one class"
    assert found == expected, (name, found)
    scaling = exact_scaling(x)
    fits = []
    if 0 < y.sum() < len(y):
        penalties = [0.0] * (expected == "none") + [0.001, 1.0]
        fits = [fit(x, y, None, penalty, False, scaling, f"{name}, lambda {penalty:g}", agreement) for penalty in penalties]
    return {
        "name": name,
        "separation": found,
        "rows": len(y),
        "x": [number(value) for value in x.ravel()],
        "columns": x.shape[1],
        "y": y.tolist(),
        "fits": fits,
    }


def main():
    agreement = Agreement()
    datasets = [well_conditioned(agreement), ill_scaled(agreement), imbalanced(agreement)]
    separable = [
        small("separated by one column", [[1], [2], [3], [4], [5], [6]], [0, 0, 0, 1, 1, 1], "complete", agreement),
        small(
            "separated by a sum of two columns",
            [[0, 0], [1, 0], [0, 1], [2, 1], [1, 2], [2, 2], [0, 3], [1, 1]],
            [0, 0, 0, 1, 1, 1, 1, 0],
            "complete",
            agreement,
        ),
        small("separated but for a tie", [[1], [2], [3], [3], [4], [5]], [0, 0, 0, 1, 1, 1], "quasi", agreement),
        small("a flag without positives", [[0, 1], [0, 2], [0, 3], [0, 4], [1, 1], [1, 3]], [0, 1, 0, 1, 0, 0], "quasi", agreement),
        small("nearly separated", [[1], [2], [3], [4], [5], [6], [7], [8]], [0, 0, 0, 1, 0, 1, 1, 1], "none", agreement),
        small("labels all 1", [[1], [2], [3]], [1, 1, 1], "one class", agreement),
        small("labels all 0", [[1], [2], [3]], [0, 0, 0], "one class", agreement),
    ]
    write(
        __file__,
        {
            "made_with": made_with(
                __file__,
                ["mpmath", "numpy", "scikit-learn", "scipy", "statsmodels"],
                [
                    "Newton's method, mpmath with 40 digits, rounded once to double",
                    "sklearn.linear_model.LogisticRegression(C=1/lambda, solver='newton-cholesky'|'lbfgs', tol=1e-12).fit(X, "
                    "y, sample_weight)",
                    "statsmodels.GLM(y, X1, Binomial(), freq_weights).fit(tol=1e-14); statsmodels.Logit(y, "
                    "X1).fit(method='newton', tol=1e-14)",
                    "scipy.optimize.linprog decides about separation",
                ],
            ),
            "definition": "objective = sum_i w_i log(1 + exp(-s_i eta_i)) + lambda / 2 * |beta|^2, intercept not penalised; "
            "standardised = (x - mean) "
            "/ sd, unweighted, sd by n; x and covariance are row major; covariance and standard_errors begin with the intercept.",
            "agreement": agreement.table(),
            "datasets": datasets,
            "separable": separable,
        },
    )


main()
