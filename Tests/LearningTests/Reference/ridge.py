"""Ordinary least squares, ridge regression and univariate F-tests.

    python ridge.py

- Ridge minimises  sum_i (y_i - eta_i)^2 + lambda * sum_j beta_j^2,  eta_i = intercept + x_i . beta; the intercept is not penalised.
  That is sklearn's Ridge(alpha = lambda), and the minimiser of half the squares + lambda / 2 * |beta|^2, the penalty of logistic.json.
- A fit is on the raw columns or on standardised ones: (x - mean) / sd, sd by n (ddof = 0). raw_intercept and raw_coefficients
  translate it back.
- OLS: sigma^2 = residual sum of squares / (n - p - 1), covariance = sigma^2 (X1'X1)^-1, t = coefficient / standard error, p two-sided
  from Student with n - p - 1 degrees of freedom, intervals 95 %; the intercept comes first. f and f_p test all columns at once.
- univariate: for each column alone F = (n - 2) r^2 / (1 - r^2), p from F(1, n - 2); order: columns by rising p.

Expected values are solutions of the normal equations in 50-digit arithmetic, rounded once to double, compared with statsmodels OLS,
sklearn Ridge (solvers svd and cholesky), sklearn f_regression and statsmodels OLS of one column.
The Longley data are compared with the certified values of the NIST Statistical Reference Datasets.
"""

import sys
from pathlib import Path

import mpmath
import numpy
import statsmodels.api as statsmodels
from mpmath import mpf
from sklearn.feature_selection import f_regression
from sklearn.linear_model import Ridge

sys.path.append(str(Path(__file__).resolve().parents[2] / "StatisticsTests" / "Reference"))

from reference import Agreement, double, doubles, made_with, write  # noqa: E402

mpmath.mp.dps = 50
LAMBDAS = [0.1, 1.0, 10.0, 100.0]
SHOWN = 20

# NIST StRD, Longley (1967): certified coefficients and their standard deviations.
LONGLEY = [
    ("-3482258.63459582", "890420.383607373"),
    ("15.0618722713733", "84.9149257747669"),
    ("-0.0358191792925910", "0.0334910077722432"),
    ("-2.02022980381683", "0.488399681651699"),
    ("-1.03322686717359", "0.214274163161675"),
    ("-0.0511041056535807", "0.226073200069370"),
    ("1829.15146461355", "455.478499142212"),
]


def two_sided(t, df):
    return mpmath.betainc(df / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True)


def f_tail(f, numerator, denominator):
    return mpmath.betainc(denominator / 2, numerator / 2, 0, denominator / (denominator + numerator * f), regularized=True)


def student_quantile(df, level):
    """t with P(|T| <= t) = level."""
    return mpmath.findroot(lambda t: two_sided(t, df) - (1 - mpf(level)), mpf(2))


def exact_matrix(x):
    return mpmath.matrix([[mpf(float(value)) for value in row] for row in x])


def inverse_of_cross_products(design):
    return mpmath.inverse(design.T * design)


def ols(x, y, where, agreement):
    n, p = x.shape
    design = exact_matrix(numpy.column_stack([numpy.ones(n), x]))
    target = mpmath.matrix([mpf(float(value)) for value in y])
    inverse = inverse_of_cross_products(design)
    theta = inverse * (design.T * target)
    residuals = target - design * theta
    df = mpf(n - p - 1)
    squares = mpmath.fdot(residuals, residuals)
    mean = mpmath.fsum(target) / n
    total = mpmath.fsum((value - mean) ** 2 for value in target)
    variance = squares / df
    errors = [mpmath.sqrt(variance * inverse[i, i]) for i in range(p + 1)]
    ts = [theta[i] / errors[i] for i in range(p + 1)]
    ps = [two_sided(t, df) for t in ts]
    quantile = student_quantile(df, 0.95)
    r_squared = 1 - squares / total
    f = (total - squares) / p / variance
    expected = {
        "intercept": theta[0],
        "coefficients": list(theta)[1:],
        "standard_errors": errors,
        "t": ts,
        "p": ps,
        "lower": [theta[i] - quantile * errors[i] for i in range(p + 1)],
        "upper": [theta[i] + quantile * errors[i] for i in range(p + 1)],
        "covariance": [variance * inverse[i, j] for i in range(p + 1) for j in range(p + 1)],
        "degrees_of_freedom": int(df),
        "sigma": mpmath.sqrt(variance),
        "r_squared": r_squared,
        "adjusted_r_squared": 1 - (1 - r_squared) * (n - 1) / df,
        "f": f,
        "f_p": f_tail(f, mpf(p), df),
        "predictions": [(design * theta)[i] for i in range(min(SHOWN, n))],
    }
    # statsmodels loses digits with the condition number of the design: Longley's is 5e9.
    model = statsmodels.OLS(y, numpy.column_stack([numpy.ones(n), x])).fit(method="qr")
    limit = 1e-5 if where == "Longley" else 1e-9
    for quantity, found, reference in (
        ("coefficients", model.params, list(theta)),
        ("standard_errors", model.bse, errors),
        ("t", model.tvalues, ts),
        ("p", model.pvalues, ps),
        ("lower", model.conf_int()[:, 0], expected["lower"]),
        ("upper", model.conf_int()[:, 1], expected["upper"]),
        ("sigma", [model.scale**0.5], [expected["sigma"]]),
        ("r_squared", [model.rsquared], [r_squared]),
        ("adjusted_r_squared", [model.rsquared_adj], [expected["adjusted_r_squared"]]),
        ("f", [model.fvalue], [f]),
        ("f_p", [model.f_pvalue], [expected["f_p"]]),
    ):
        agreement.note_all(
            f"OLS {quantity}",
            "statsmodels OLS(method='qr')" + (" on Longley" if where == "Longley" else ""),
            found,
            reference,
            where,
            limit,
        )
    return {
        name: value if name == "degrees_of_freedom" else doubles(value) if isinstance(value, list) else double(value)
        for name, value in expected.items()
    }


def moments(x):
    means, sds = [], []
    for column in x.T:
        values = [mpf(float(value)) for value in column]
        means.append(mpmath.fsum(values) / len(values))
        sds.append(mpmath.sqrt(mpmath.fsum((value - means[-1]) ** 2 for value in values) / len(values)))
    return means, sds


def ridge(x, y, penalty, standardised, where, agreement):
    n, p = x.shape
    means, sds = moments(x)
    scales = sds if standardised else [mpf(1)] * p
    centred = mpmath.matrix([[(mpf(float(row[j])) - means[j]) / scales[j] for j in range(p)] for row in x])
    target = [mpf(float(value)) for value in y]
    mean = mpmath.fsum(target) / n
    left = centred.T * centred + mpf(penalty) * mpmath.eye(p)
    beta = mpmath.inverse(left) * (centred.T * mpmath.matrix([value - mean for value in target]))
    raw = [beta[j] / scales[j] for j in range(p)]
    raw_intercept = mean - mpmath.fdot(raw, means)
    intercept = mean if standardised else raw_intercept
    fitted = [raw_intercept + mpmath.fdot(raw, [mpf(float(value)) for value in row]) for row in x]
    squares = mpmath.fsum((a - b) ** 2 for a, b in zip(target, fitted))
    used = (x - numpy.array([float(m) for m in means])) / numpy.array([float(s) for s in sds]) if standardised else x
    for solver in ("svd", "cholesky"):
        model = Ridge(alpha=penalty, solver=solver, tol=1e-14).fit(used, y)
        agreement.note_all(
            "ridge coefficients",
            f"sklearn Ridge({solver})",
            numpy.concatenate([[model.intercept_], model.coef_]),
            [intercept] + list(beta),
            f"{where}, lambda {penalty:g}, {'standardised' if standardised else 'raw'}",
            1e-8,
        )
    return {
        "lambda": penalty,
        "standardised": standardised,
        "intercept": double(intercept),
        "coefficients": doubles(beta),
        "raw_intercept": double(raw_intercept),
        "raw_coefficients": doubles(raw),
        "residual_sum_of_squares": double(squares),
        "predictions": doubles(fitted[:SHOWN]),
    }


def univariate(x, y, where, agreement):
    n, p = x.shape
    target = [mpf(float(value)) for value in y]
    mean = mpmath.fsum(target) / n
    fs, ps, correlations = [], [], []
    for column in x.T:
        values = [mpf(float(value)) for value in column]
        centre = mpmath.fsum(values) / n
        cross = mpmath.fsum((a - centre) * (b - mean) for a, b in zip(values, target))
        r = cross / mpmath.sqrt(mpmath.fsum((a - centre) ** 2 for a in values) * mpmath.fsum((b - mean) ** 2 for b in target))
        f = (n - 2) * r * r / (1 - r * r)
        correlations.append(r)
        fs.append(f)
        ps.append(f_tail(f, mpf(1), mpf(n - 2)))
        model = statsmodels.OLS(y, statsmodels.add_constant(column)).fit()
        agreement.note("univariate f", "statsmodels OLS of one column", model.fvalue, f, where, 1e-9)
        agreement.note("univariate p", "statsmodels OLS of one column", model.f_pvalue, ps[-1], where, 1e-9)
    found = f_regression(x, y)
    agreement.note_all("univariate f", "sklearn f_regression", found[0], fs, where, 1e-9)
    agreement.note_all("univariate p", "sklearn f_regression", found[1], ps, where, 1e-9)
    return {"correlation": doubles(correlations), "f": doubles(fs), "p": doubles(ps), "order": sorted(range(p), key=lambda j: ps[j])}


def number(value):
    """An integer is written as one."""
    value = float(value)
    return int(value) if value.is_integer() else value


def described(name, columns, x, y):
    means, sds = moments(x)
    return {
        "name": name,
        "rows": len(y),
        "columns": columns,
        "x": [number(value) for value in x.ravel()],
        "y": [number(value) for value in y],
        "means": doubles(means),
        "sds": doubles(sds),
    }


def simulated(agreement):
    random = numpy.random.default_rng(23)
    n = 300
    z = random.standard_normal((n, 8))
    x = numpy.column_stack(
        [
            numpy.round(z[:, 0], 5),
            numpy.round(40 + 12 * z[:, 1]),
            numpy.round(1 / (1 + numpy.exp(-z[:, 2])), 6),
            (z[:, 3] > 0.8).astype(float),
            numpy.round(z[:, 4] * 100, 2),
            numpy.round(z[:, 4] * 100 + z[:, 5], 2),  # with the column before: correlation 0.99995
            numpy.round(z[:, 6], 5),
            numpy.round(random.exponential(3.0, n), 4),
        ]
    )
    y = numpy.round(30 + 4 * x[:, 0] + 0.25 * x[:, 1] - 12 * x[:, 2] + 3 * x[:, 3] + 0.03 * x[:, 4] + 6 * random.standard_normal(n), 4)
    columns = ["effect", "minutes", "share", "flag", "collinear", "collinear_twin", "irrelevant_normal", "irrelevant_exponential"]
    return described("simulated", columns, x, y) | {
        "ols": ols(x, y, "simulated", agreement),
        "ridge": [ridge(x, y, penalty, standardised, "simulated", agreement) for standardised in (False, True) for penalty in LAMBDAS],
        "univariate": univariate(x, y, "simulated", agreement),
    }


def longley(agreement):
    data = statsmodels.datasets.longley.load_pandas()
    x, y = data.exog.to_numpy(dtype=float), data.endog.to_numpy(dtype=float)
    answer = ols(x, y, "Longley", agreement)
    for certified, coefficient, error in zip(LONGLEY, [answer["intercept"]] + answer["coefficients"], answer["standard_errors"]):
        agreement.note("OLS coefficients", "NIST StRD Longley", float(certified[0]), coefficient, "Longley", 1e-14)
        agreement.note("OLS standard_errors", "NIST StRD Longley", float(certified[1]), error, "Longley", 1e-14)
    return described("Longley", list(data.exog.columns), x, y) | {
        "ols": answer,
        "ridge": [ridge(x, y, penalty, True, "Longley", agreement) for penalty in LAMBDAS],
        "univariate": univariate(x, y, "Longley", agreement),
    }


def rank_deficient(agreement):
    """The third column is the sum of the first two: least squares has no single answer, ridge has one."""
    a = numpy.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], dtype=float)
    b = numpy.array([2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5], dtype=float)
    x = numpy.column_stack([a, b, a + b])
    y = numpy.array([3, 9, 5, 12, 7, 15, 8, 17, 11, 18, 15, 18], dtype=float)
    return described("a column that is the sum of two others", ["a", "b", "a_plus_b"], x, y) | {
        "rank_with_intercept": int(numpy.linalg.matrix_rank(numpy.column_stack([numpy.ones(12), x]))),
        "ols": None,
        "ridge": [ridge(x, y, penalty, standardised, "rank deficient", agreement) for standardised in (False, True) for penalty in LAMBDAS],
        "univariate": univariate(x, y, "rank deficient", agreement),
    }


def main():
    agreement = Agreement()
    datasets = [simulated(agreement), longley(agreement), rank_deficient(agreement)]
    write(
        __file__,
        {
            "made_with": made_with(
                __file__,
                ["mpmath", "numpy", "scikit-learn", "scipy", "statsmodels"],
                [
                    "normal equations, mpmath with 50 digits, rounded once to double",
                    "statsmodels.OLS(y, X1).fit(method='qr'): params, bse, tvalues, pvalues, conf_int, rsquared, rsquared_adj, "
                    "scale, fvalue, f_pvalue",
                    "sklearn.linear_model.Ridge(alpha=lambda, solver='svd'|'cholesky').fit(X, y)",
                    "sklearn.feature_selection.f_regression(X, y); statsmodels.OLS(y, [1, x_j]).fit()",
                    "statsmodels.datasets.longley",
                ],
            ),
            "definition": "ridge minimises sum (y - eta)^2 + lambda |beta|^2, intercept not penalised; standardised = (x - "
            "mean) / sd, sd by n; x and "
            "covariance are row major; ols lists begin with the intercept, except coefficients; lower and upper are 95 % intervals.",
            "agreement": agreement.table(),
            "datasets": datasets,
        },
    )


main()
